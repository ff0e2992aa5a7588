package match

import "math/bits"

// signature is a set of the neighbouring bytes of a value, hashed into 56 bits, with the value's first byte above them. One edit
// changes at most three neighbourhoods, so values whose signatures differ in more than six bits an edit are further apart,
// and no string has to be read to know it.
type signature uint64

const (
	signatureBits = 56
	bitsByEdit    = 6
)

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

// signature is that of a value; without a table, as when one pair is explained, it is made anew.
func (r *run) signature(f int, code uint32) signature {
	if r.signatures == nil {
		return signatureOf(r.in.Fields[f].Values.Value(code))
	}
	return r.signatures[f][code]
}

// settled returns the level of two values if their signatures show it.
func settled(k Kind, a, b signature) (uint8, bool) {
	switch k {
	case Email:
		return emailDifferent, !a.sameStart(b) && a.apart(b, 3)
	case Phone:
		return phoneDifferent, a.apart(b, 2)
	case ID:
		return idDifferent, a.apart(b, 1)
	case FamilyName, FullName, Company, Street, City, URL, Text:
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

// makeSignatures makes the signatures of the fields whose kinds they can settle.
func (r *run) makeSignatures() error {
	r.signatures = make([][]signature, len(r.in.Fields))
	return r.parallel(len(r.in.Fields), func(f int) error {
		if !settles(r.in.Fields[f].Kind) {
			return nil
		}
		values := r.in.Fields[f].Values
		r.signatures[f] = make([]signature, values.Len())
		for code := range r.signatures[f] {
			r.signatures[f][code] = signatureOf(values.Value(uint32(code)))
		}
		return r.ctx.Err()
	})
}
