package dedupe

import (
	"encoding/base32"
	"encoding/binary"

	"github.com/zeebo/xxh3"
)

// crockford encodes bits as lower-case letters and digits, without those that
// people confuse (Crockford's base 32).
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// leadIDLength is the length of a lead id: "L" and 20 characters of 5 bits. By the
// birthday bound, the chance that any two of a billion leads share an id is below
// 1e-12.
const leadIDLength = 21

// appendLeadID appends the id of the lead that a record founds. It depends only on
// the record's source system and id (the first 100 bits of XXH3 with 128 bits), so
// the same history gives the same ids on any machine.
func appendLeadID(dst []byte, source, id string) []byte {
	var buffer [256]byte
	hash := xxh3.Hash128(append(append(append(buffer[:0], source...), 0), id...))
	var bits [16]byte
	binary.BigEndian.PutUint64(bits[:], hash.Hi)
	binary.BigEndian.PutUint64(bits[8:], hash.Lo)
	var text [26]byte
	crockford.Encode(text[:], bits[:])
	return append(append(dst, 'L'), text[:leadIDLength-1]...)
}

// founder returns the record that founds a lead: the first by store.before.
func (s *store) founder(records []uint32) uint32 {
	first := records[0]
	for _, r := range records[1:] {
		if s.before(r, first) {
			first = r
		}
	}
	return first
}
