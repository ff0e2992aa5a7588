package match

import (
	"math/bits"
	"strings"
)

// signature is a set of the neighbouring bytes of a value, hashed into 56 bits, with the value's first byte above them. One edit
// changes at most three neighbourhoods, so values whose signatures differ in more than six bits an edit are further apart,
// and no string has to be read to know it.
type signature uint64

const (
	signatureBits = 56
	bitsByEdit    = 6
)

// signature is that of what identifies in a value of a kind.
func (s *scratch) signature(k Kind, value string) signature {
	switch k {
	case Email:
		if strings.LastIndexByte(value, '@') <= 0 {
			return 0
		}
		return signature(value[0])<<signatureBits | 1 // an address, whose first letter alone counts
	case Street:
		return s.streetSignature(value)
	}
	return signatureOf(value)
}

// streetSignature has a hash of the number instead of the first byte, and leaves out the last word, which tells the kind of street.
func (s *scratch) streetSignature(value string) signature {
	address := s.address(0, value)
	words := address.street
	if at := strings.LastIndexByte(words, ' '); at > 0 {
		words = words[:at]
	}
	return signatureOf(words)&(1<<signatureBits-1) | signature(hashString(address.number))<<signatureBits
}

func signatureOf(value string) signature {
	if value == "" {
		return 0
	}
	out := uint64(value[0]) << signatureBits
	for i := 1; i < len(value); i++ {
		h := uint32(value[i-1])*0x9e3779b1 ^ uint32(value[i])*0x85ebca6b
		h ^= h >> 15
		out |= 1 << (h * 0x2c1b3c6d >> 16 % signatureBits)
	}
	return signature(out)
}

// apart reports whether two values are certainly more than so many edits apart.
func (s signature) apart(other signature, edits int) bool {
	return bits.OnesCount64(uint64(s^other)<<(64-signatureBits)) > bitsByEdit*edits
}

// within reports whether one of two values may be a part of the other, up to a prefix of three bytes.
func (s signature) within(other signature) bool {
	x, y := uint64(s)<<(64-signatureBits), uint64(other)<<(64-signatureBits)
	return min(bits.OnesCount64(x&^y), bits.OnesCount64(y&^x)) <= 3
}

func (s signature) sameStart(other signature) bool { return s>>signatureBits == other>>signatureBits }

// settles reports whether signatures can settle pairs of a kind: values of others are short or few.
func settles(k Kind) bool {
	switch k {
	case GivenName, PostalCode, Region, Country, Date, Category:
		return false
	}
	return true
}

// put writes a signature into a row.
func (s signature) put(halves []uint32) { halves[0], halves[1] = uint32(s), uint32(s>>32) }

// signature is that of a field's value in a row.
func (r *run) signature(f int, row []uint32) signature {
	at := r.signed[f]
	return signature(row[at]) | signature(row[at+1])<<32
}

// settled returns the level of two values if their signatures show it.
func settled(k Kind, a, b signature) (uint8, bool) {
	switch k {
	case Email:
		return emailDifferent, a&b&1 == 1 && !a.sameStart(b)
	case Phone:
		return phoneDifferent, a.apart(b, 1) && !a.within(b)
	case Street:
		return streetDifferent, !a.sameStart(b) && a.unlike(b)
	case ID:
		return idDifferent, a.apart(b, 1)
	case FamilyName, FullName, Company, City, URL, Text:
		return uint8(differentLevel(k)), a.unlike(b)
	}
	return 0, false
}

// unlike reports whether two values share less than two fifths of the neighbourhoods of the one with fewer, or of short
// values none and not the first byte. Such values are different by definition.
func (s signature) unlike(other signature) bool {
	x, y := uint64(s)<<(64-signatureBits), uint64(other)<<(64-signatureBits)
	shared, fewer := bits.OnesCount64(x&y), min(bits.OnesCount64(x), bits.OnesCount64(y))
	if fewer <= 4 {
		return shared == 0 && !s.sameStart(other)
	}
	return 5*shared < 2*fewer
}
