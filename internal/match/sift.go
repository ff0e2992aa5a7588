package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// sieve finds, among the signatures of a field's values, those whose values are not certain to be different from a
// given one. It finds what settled finds (for phone numbers, nearly all of it), in loops of a nanosecond or two per
// pair. Sorting the values saves some of this work.
type sieve struct {
	kind  Kind
	codes []uint32
	signs []signature
	mask  signature // bits of the neighbourhoods
	needs []uint8   // for kinds that unlike tells apart: the neighbourhoods that a value with no fewer of them must share
	short int       // for these kinds: how many values, which come first, have few neighbourhoods; for addresses: how many have no signature
}

// newSieve makes a sieve for the values with the given codes and signatures.
func newSieve(k Kind, codes []uint32, signs []signature) *sieve {
	v := &sieve{kind: k, codes: make([]uint32, len(codes)), signs: make([]signature, len(signs)), mask: 1<<signatureBits - 1}
	if k == GivenName {
		v.mask = 1<<givenBits - 1
	}
	order := make([]uint32, len(codes))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(v.place(signs[a]), v.place(signs[b])), cmp.Compare(a, b))
	})
	for i, at := range order {
		v.codes[i], v.signs[i] = codes[at], signs[at]
	}
	switch {
	case v.byNeighbourhoods():
		v.need()
	case k == Email:
		v.short, _ = slices.BinarySearch(v.signs, 1)
	}
	return v
}

// place returns the sort key of a signature: addresses with one first letter and phone numbers of one length are
// adjacent, values of other kinds come by number of neighbourhoods.
func (v *sieve) place(s signature) uint64 {
	switch {
	case v.byNeighbourhoods():
		return uint64(v.neighbourhoods(s))
	case v.kind == Email || v.kind == Phone:
		return uint64(s)
	}
	return 0
}

// byNeighbourhoods reports whether unlike tells the values apart.
func (v *sieve) byNeighbourhoods() bool {
	switch v.kind {
	case FamilyName, FullName, GivenName, Company, City, Text, Street, URL:
		return true
	}
	return false
}

func (v *sieve) neighbourhoods(s signature) int { return bits.OnesCount64(uint64(s & v.mask)) }

// need computes how many neighbourhoods each value must share with a value after it, which has at least as many (see
// unlike).
func (v *sieve) need() {
	v.needs = make([]uint8, len(v.signs))
	for i, s := range v.signs {
		fewer := v.neighbourhoods(s)
		if v.needs[i] = uint8((2*fewer + 4) / 5); fewer <= fewNeighbourhoods {
			v.needs[i], v.short = 1, i+1
		}
	}
}

// undecided appends the places of those values before the one at a place that are not certain to differ from it.
func (v *sieve) undecided(at int, places []uint32) []uint32 {
	s, before := v.signs[at], v.signs[:at]
	switch v.kind {
	case FamilyName, FullName, Company, City, Text:
		return v.alike(s, before, places)
	case URL:
		places = v.alike(s, before, places)
		return slices.DeleteFunc(places, func(i uint32) bool { return s.apart(before[i], 2) })
	case GivenName:
		for i, other := range before {
			if s&other&nicknameMask != 0 || v.share(s, other, i) || i < v.short && s.sameStart(other) {
				places = append(places, uint32(i))
			}
		}
	case Street:
		for i, other := range before {
			if s.sameStart(other) || v.share(s, other, i) {
				places = append(places, uint32(i))
			}
		}
	case Email:
		return v.addresses(s, before, places)
	case Phone:
		return s.numbers(before, places)
	case ID:
		for i, other := range before {
			if _, ok := settled(ID, s, other); !s.apart(other, 1) && !ok {
				places = append(places, uint32(i))
			}
		}
	default:
		different := uint8(differentLevel(v.kind))
		for i, other := range before {
			if level, ok := settled(v.kind, s, other); !ok || level != different {
				places = append(places, uint32(i))
			}
		}
	}
	return places
}

// share reports whether a value shares enough neighbourhoods with an earlier one, at a place.
func (v *sieve) share(s, other signature, at int) bool {
	return bits.OnesCount64(uint64(s&other&v.mask)) >= int(v.needs[at])
}

// alike appends the places of the values that are not unlike this one.
func (v *sieve) alike(s signature, before []signature, places []uint32) []uint32 {
	short := min(v.short, len(before))
	for i, other := range before[:short] {
		if s.sameStart(other) || v.share(s, other, i) {
			places = append(places, uint32(i))
		}
	}
	set, needs := uint64(s&v.mask), v.needs[:len(before)]
	for i := short; i < len(before); i++ {
		if bits.OnesCount64(set&uint64(before[i])) >= int(needs[i]) {
			places = append(places, uint32(i))
		}
	}
	return places
}

// addresses appends the places of the e-mail addresses that may be like this one: some of those with its first
// letter, and all without a signature.
func (v *sieve) addresses(s signature, before []signature, places []uint32) []uint32 {
	for i := range min(v.short, len(before)) {
		places = append(places, uint32(i))
	}
	for i := len(before) - 1; i >= v.short && s.sameStart(before[i]); i-- {
		if !s.unlike(before[i]) || !s.apart(before[i], 2) {
			places = append(places, uint32(i))
		}
	}
	return places
}

// numbers appends the places of the phone numbers that may be like this one, which has at least as many digits.
func (s signature) numbers(before []signature, places []uint32) []uint32 {
	digits := (bits.Len64(uint64(s)) + 3) / 4
	least := signature(1) << (4 * max(digits-1, 0)) // the smallest number of its length
	shorter, _ := slices.BinarySearch(before, least)
	for i := range shorter {
		places = append(places, uint32(i))
	}
	for i := shorter; i < len(before); i++ {
		changed := uint64(s ^ before[i])
		if changed>>(4*extensionDigits) == 0 || changed>>(bits.TrailingZeros64(changed)&^3) < 1<<8 && s.oneSlip(before[i]) {
			places = append(places, uint32(i))
		}
	}
	return places
}
