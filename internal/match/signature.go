package match

import (
	"math"
	"math/bits"
	"strings"

	"galena/internal/contact"
)

// signature is a set of the pairs of neighbouring bytes ("neighbourhoods") of a value, hashed into 56 bits, with the
// value's first byte above them. One edit changes at most three neighbourhoods. So if signatures differ in more than
// six bits per edit, the values are further apart, and no string has to be read to know it. The signature of a phone
// number is the number itself. 0 is none.
type signature uint64

const (
	signatureBits = 56
	bitsByEdit    = 6
)

// signature returns the signature of the part of a value that identifies, which depends on the kind.
func (s *scratch) signature(k Kind, value string) signature {
	if spelled(k) && contact.IsForeign(value) {
		return anySignature
	}
	switch k {
	case Email:
		if strings.LastIndexByte(value, '@') <= 0 {
			return 0
		}
		return signatureOf(value[:strings.LastIndexByte(value, '@')])
	case Phone:
		if value = strings.TrimPrefix(value, "+"); len(value) < 6 {
			return 0
		}
		return digitsOf(value)
	case PostalCode:
		return digitsOf(value)
	case Date:
		return dateSignature(value)
	case GivenName:
		return givenSignature(value)
	case ID:
		return signatureOf(value)&(1<<signatureBits-1) | signature(min(len(value), math.MaxUint8))<<signatureBits
	case Street:
		address := s.address(0, value)
		return streetSignature(address.number, address.street)
	}
	return signatureOf(value)
}

// givenSignature has the hashed groups of nicknames of a name in its upper bits, and a smaller set of neighbourhoods
// below.
func givenSignature(value string) signature {
	out := signature(0)
	for _, name := range [...]string{value, firstToken(value)} {
		for _, group := range contact.NicknameGroups(name) {
			out |= 1 << (givenBits + (group*0x9e3b>>8)%(signatureBits-givenBits))
		}
	}
	if oneLetter(value) {
		out |= nicknameMask // it may be the initial of any form
	}
	neighbours := signatureOf(value)
	folded := neighbours&(1<<givenBits-1) | neighbours<<(64-signatureBits)>>(64-signatureBits+givenBits)
	return out | folded | neighbours&^(1<<signatureBits-1)
}

// givenBits is the number of bits for a given name's neighbourhoods. The bits above, nicknameMask, are for its
// nicknames.
const (
	givenBits    = 40
	nicknameMask = 1<<signatureBits - 1<<givenBits
)

// strange reports whether two given names have neither a nickname nor letters in common.
func (s signature) strange(other signature) bool {
	if s&other&nicknameMask != 0 {
		return false
	}
	return (s &^ nicknameMask).unlike(other &^ nicknameMask)
}

// dateSignature packs the digits of a date. A date without hyphens has a digit 1 above its digits.
func dateSignature(value string) signature {
	year, month, day := dateParts(value)
	digits := year + month + day
	if strings.Trim(digits, "0123456789") != "" {
		return 0
	}
	switch len(value) {
	case 8:
		return digitsOf("1" + digits)
	case 10:
		return digitsOf(digits)
	}
	return 0
}

// dates compares two packed dates as compareDates does.
func (s signature) dates(other signature) (uint8, bool) {
	if s == 0 || other == 0 || !s.sameLength(other) {
		return 0, false
	}
	year, month, day := (s^other)>>16 == 0, (s^other)&0xff00 == 0, (s^other)&0xff == 0
	switch {
	case year && s>>8&0xff == other&0xff && other>>8&0xff == s&0xff:
		return dateSwapped, true
	case s.oneSlip(other) && !s.acrossHyphen(other):
		return dateNear, true
	case year && (month || day), month && day:
		return twoParts, true
	case year:
		return sameYear, true
	}
	return dateDifferent, true
}

// acrossHyphen reports whether two packed dates differ in digits on both sides of a hyphen.
func (s signature) acrossHyphen(other signature) bool {
	changed := s ^ other
	return s>>32 == 0 && (changed&0xf0 != 0 && changed&0xf00 != 0 || changed&0xf000 != 0 && changed&0xf0000 != 0)
}

// digitsOf packs a number of at most sixteen digits, with four bits for each digit plus one. It returns 0 for
// anything else.
func digitsOf(number string) signature {
	var out signature
	if len(number) > 16 {
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

// sameLength reports whether two packed numbers have the same number of digits.
func (s signature) sameLength(other signature) bool {
	return (bits.Len64(uint64(s))+3)/4 == (bits.Len64(uint64(other))+3)/4
}

// phones compares two packed numbers as comparePhones does.
func (s signature) phones(other signature) (uint8, bool) {
	if s == 0 || other == 0 {
		return 0, false
	}
	if s.sameLength(other) {
		switch {
		case (s^other)>>(4*extensionDigits) == 0 && s.extends(other):
			return phoneExtension, true
		case s.oneSlip(other):
			return phoneNear, true
		}
		return phoneDifferent, true
	}
	short, long := uint64(min(s, other)), uint64(max(s, other)) // no digit is packed as 0, so the longer number is the larger
	digits := (bits.Len64(short) + 3) / 4
	part := short // without leading zeros
	for part != 0 && part>>((bits.Len64(part)-1)&^3) == 1 {
		part &= 1<<((bits.Len64(part)-1)&^3) - 1
	}
	switch behind := uint64(1)<<((bits.Len64(part)+3)&^3) - 1; {
	case digits >= 7 && part == long&behind:
		return national, true
	case signature(short).extends(signature(long)):
		return phoneExtension, true
	case long>>(4*digits) >= 1<<4 || !oneMore(short, long):
		return phoneDifferent, true
	}
	return phoneNear, true
}

// oneMore reports whether the longer packed number is the shorter one with one digit inserted.
func oneMore(short, long uint64) bool {
	same := bits.TrailingZeros64(short^long) &^ 3 // the bits of the equal digits at the end
	return short>>same == long>>same>>4
}

// extends reports whether two packed numbers differ only in the digits of an extension, as extended does. s must not
// be longer than other.
func (s signature) extends(other signature) bool {
	digits := (bits.Len64(uint64(s)) + 3) / 4
	more := (bits.Len64(uint64(other))+3)/4 - digits
	if more > extensionDigits {
		return false
	}
	changed := (bits.Len64(uint64(s<<(4*more)^other)) + 3) / 4
	common := digits + more - changed
	return common >= trunkDigits && common >= digits-extensionDigits
}

// oneSlip reports whether two packed numbers of one length differ in one digit, or in two neighbours that are
// swapped.
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

// streetSignature has a hash of the number in place of the first byte, and leaves out the last word, which is the
// type of street.
func streetSignature(number, words string) signature {
	if at := strings.LastIndexByte(words, ' '); at > 0 {
		words = words[:at]
	}
	return signatureOf(words)&(1<<signatureBits-1) | signature(hashString(number))<<signatureBits
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

// apart reports whether two values are certain to be more than so many edits apart.
func (s signature) apart(other signature, edits int) bool {
	return bits.OnesCount64(uint64(s^other)<<(64-signatureBits)) > bitsByEdit*edits
}

func (s signature) sameStart(other signature) bool { return s>>signatureBits == other>>signatureBits }

// settles reports whether signatures can settle pairs of a field. Values of some kinds are too short; other fields
// may have so few values that comparisons are memoized.
func settles(f *Field) bool {
	switch f.Kind {
	case Region, Country, Category, Generation, Gender, Serial:
		return false
	case City, Text:
		return f.Values.Len() > 1<<10 || f.Values.Len()*64 > len(f.Codes)
	}
	return true
}

// put writes a signature into a row.
func (s signature) put(halves []uint32) { halves[0], halves[1] = uint32(s), uint32(s>>32) }

// signatureAt reads a signature from a row.
func signatureAt(row []uint32, at int) signature {
	return signature(row[at]) | signature(row[at+1])<<32
}

// settled returns the level of two values if their signatures determine it.
func settled(k Kind, a, b signature) (uint8, bool) {
	switch k {
	case Email:
		return emailDifferent, a != 0 && b != 0 && (!a.sameStart(b) || a.unlike(b) && a.apart(b, 2))
	case Phone:
		return a.phones(b)
	case PostalCode:
		switch {
		case a == 0 || b == 0 || !a.sameLength(b):
			return 0, false
		case !a.oneSlip(b):
			return uint8(differentLevel(k)), true
		}
		return 1, true
	case Date:
		return a.dates(b)
	case GivenName:
		return givenDifferent, a.strange(b)
	case Street:
		return streetDifferent, !a.sameStart(b) && a.unlike(b)
	case ID:
		x, y := a>>signatureBits, b>>signatureBits // of the values
		return idDifferent, min(x, y) <= 3 || max(x, y)-min(x, y) > 1 || a.apart(b, 1)
	case URL:
		return uint8(differentLevel(k)), a.apart(b, 2) || a.unlike(b)
	case FamilyName, FullName, Company, City, Text:
		return uint8(differentLevel(k)), a.unlike(b)
	}
	return 0, false
}

// fewNeighbourhoods is the most neighbourhoods of a short value.
const fewNeighbourhoods = 4

// unlike reports whether two values share less than two fifths of the neighbourhoods of the value with fewer. Short
// values are unlike if they share neither a neighbourhood nor the first byte. Unlike values are different by
// definition.
func (s signature) unlike(other signature) bool {
	x, y := uint64(s)<<(64-signatureBits), uint64(other)<<(64-signatureBits)
	shared, fewer := bits.OnesCount64(x&y), min(bits.OnesCount64(x), bits.OnesCount64(y))
	if fewer <= fewNeighbourhoods {
		return shared == 0 && !s.sameStart(other)
	}
	return 5*shared < 2*fewer
}
