package contact

import "github.com/zeebo/xxh3"

// IdentifierKind is the kind of an identifier of a person. The same text under another kind
// is another identifier.
type IdentifierKind string

// These are the kinds of identifiers that events, outcomes and suppression lists may use
// for a person.
const (
	IdentifierEmail  IdentifierKind = "email"  // an e-mail match key (Email.Key)
	IdentifierPhone  IdentifierKind = "phone"  // an E.164 number
	IdentifierRecord IdentifierKind = "record" // see RecordIdentifier
)

// Identifier returns the hash that identifiers are joined by. It is the same on every
// machine and in every version: 64-bit XXH3 over the kind, a zero byte and the value.
func Identifier(kind IdentifierKind, value string) uint64 {
	var buffer [128]byte
	key := append(append(append(buffer[:0], kind...), 0), value...)
	return xxh3.Hash(key)
}

// RecordIdentifier returns the hash of a record's id in its source. Without a source it is
// the hash of the id alone, which is used only for ids that a single source has: the same
// id in another source is another record.
func RecordIdentifier(source, id string) uint64 {
	if source == "" {
		return Identifier(IdentifierRecord, id)
	}
	var buffer [128]byte
	key := append(append(append(append(append(buffer[:0], IdentifierRecord...), 0), source...), 0), id...)
	return xxh3.Hash(key)
}
