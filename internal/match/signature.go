package match

import (
	"math"
	"math/bits"
	"strings"
)

// signature is a set of the neighbouring bytes of a value, hashed into 56 bits, with the value's first byte above them. One edit
// changes at most three neighbourhoods, so values whose signatures differ in more than six bits an edit are further apart,
// and no string has to be read to know it. That of a phone number is the number itself. 0 is none.
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
		return signatureOf(value[:strings.LastIndexByte(value, '@')])
	case Phone:
		return digitsOf(strings.TrimPrefix(value, "+"))
	case ID:
		return signatureOf(value)&(1<<signatureBits-1) | signature(min(len(value), math.MaxUint8))<<signatureBits
	case Street:
		return s.streetSignature(value)
	}
	return signatureOf(value)
}

// digitsOf packs a number of six to sixteen digits, four bits a digit, each one more than it says; 0 for what is no such number.
func digitsOf(number string) signature {
	var out signature
	if len(number) < 6 || len(number) > 16 {
		return 0
	}
	for i := range len(number) {
		digit := number[i] - '0'
		if digit > 9 {
			return 0
		}
		out = out<<4 | signature(digit+1)
	}
	return out
}

// sameLength reports whether two packed numbers have as many digits.
func (s signature) sameLength(other signature) bool {
	return (bits.Len64(uint64(s))+3)/4 == (bits.Len64(uint64(other))+3)/4
}

// oneSlip reports whether two packed numbers of one length differ in one digit, or in two neighbours that changed places.
func (s signature) oneSlip(other signature) bool {
	changed := uint64(s ^ other)
	at := bits.TrailingZeros64(changed) &^ 3
	switch changed >>= at; {
	case changed < 1<<4:
		return true
	case changed >= 1<<8:
		return false
	}
	x, y := uint64(s)>>at&0xff, uint64(other)>>at&0xff
	return x == y>>4|y<<4&0xff
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

// signatureAt reads a signature out of a row.
func signatureAt(row []uint32, at int) signature {
	return signature(row[at]) | signature(row[at+1])<<32
}

// settled returns the level of two values if their signatures show it.
func settled(k Kind, a, b signature) (uint8, bool) {
	switch k {
	case Email:
		return emailDifferent, a != 0 && b != 0 && (!a.sameStart(b) || a.unlike(b) && a.apart(b, 2))
	case Phone:
		if a == 0 || b == 0 || !a.sameLength(b) {
			return 0, false
		}
		if a.oneSlip(b) {
			return phoneNear, true
		}
		return phoneDifferent, true
	case Street:
		return streetDifferent, !a.sameStart(b) && a.unlike(b)
	case ID:
		x, y := a>>signatureBits, b>>signatureBits // lengths
		return idDifferent, min(x, y) <= 3 || max(x, y)-min(x, y) > 1 || a.apart(b, 1)
	case URL:
		return uint8(differentLevel(k)), a.apart(b, 2) || a.unlike(b)
	case FamilyName, FullName, Company, City, Text:
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
