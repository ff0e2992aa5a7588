package contact

import "github.com/zeebo/xxh3"

// IdentifierKind is what an identifier of a person is. The same text as
// another kind is another identifier.
type IdentifierKind string

// The kinds that events, outcomes and suppression lists may name a person by.
const (
	IdentifierEmail  IdentifierKind = "email"  // an e-mail match key (Email.Key)
	IdentifierPhone  IdentifierKind = "phone"  // an E.164 number
	IdentifierRecord IdentifierKind = "record" // see RecordIdentifier
)

// Identifier returns the hash under which an identifier is joined. It is the
// same on every machine and in every version: XXH3 with 64 bits over the kind,
// a zero byte and the value.
func Identifier(kind IdentifierKind, value string) uint64 {
	var buffer [128]byte
	key := append(append(append(buffer[:0], kind...), 0), value...)
	return xxh3.Hash(key)
}

// RecordIdentifier returns the hash of a record's id in its source. Without a
// source it is that of the id alone, under which only ids stand that one source
// has: the same id in another source is another record.
func RecordIdentifier(source, id string) uint64 {
	if source == "" {
		return Identifier(IdentifierRecord, id)
	}
	var buffer [128]byte
	key := append(append(append(append(append(buffer[:0], IdentifierRecord...), 0), source...), 0), id...)
	return xxh3.Hash(key)
}
