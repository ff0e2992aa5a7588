package contact

import "github.com/zeebo/xxh3"

// IdentifierKind is what an identifier of a person is. The same text as
// another kind is another identifier.
type IdentifierKind string

// The kinds that events, outcomes and suppression lists may name a person by.
const (
	IdentifierEmail  IdentifierKind = "email"  // an e-mail match key (Email.Key)
	IdentifierPhone  IdentifierKind = "phone"  // an E.164 number
	IdentifierRecord IdentifierKind = "record" // a source_record_id
)

// Identifier returns the hash under which an identifier is joined. It is the
// same on every machine and in every version: XXH3 with 64 bits over the kind,
// a zero byte and the value.
func Identifier(kind IdentifierKind, value string) uint64 {
	var buffer [128]byte
	key := append(append(append(buffer[:0], kind...), 0), value...)
	return xxh3.Hash(key)
}
