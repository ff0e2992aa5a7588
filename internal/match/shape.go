package match

import (
	"math"
	"math/bits"
	"slices"

	"galena/internal/contact"
)

// shape is what can be known of a value at a glance. Two shapes bound how much their values have in common, so that
// most values that are different need not be read.
type shape struct {
	letters uint64 // letters that occur, and letters that occur twice; digits; the space; for a company, whether a word says what it is
	words   uint64 // hashed set of its words
	start   uint32 // its first four bytes
	group   uint16 // see groupOf
	runes   uint8
	rest    uint8 // number of runes that letters does not account for
}

const (
	firstDigit  = 52 // bits of letters: 26 letters, the same again, ten digits, the space
	space       = 62
	ofKind      = 1 << 63
	digitMask   = (1<<10 - 1) << firstDigit
	shapedRunes = 255 // a longer value has the zero shape, from which nothing follows
)

// shapeOf returns the shape of the part of a value that its kind is compared by. number is the house number of a
// street.
func (s *scratch) shapeOf(k Kind, value, number string) shape {
	if len(value) > shapedRunes || contact.IsForeign(value) {
		return shape{}
	}
	var out shape
	for _, r := range value {
		out.runes++
		bit := uint64(0)
		switch {
		case r >= 'a' && r <= 'z':
			if bit = 1 << (r - 'a'); out.letters&bit != 0 {
				bit <<= 26
			}
		case r >= '0' && r <= '9':
			bit = 1 << (firstDigit + r - '0')
		case r == ' ':
			bit = 1 << space
		}
		if bit == 0 || out.letters&bit != 0 {
			out.rest++
		}
		out.letters |= bit
	}
	for i := range min(4, len(value)) {
		out.start |= uint32(value[i]) << (8 * i)
	}
	for _, word := range s.split(0, value) {
		if len(word) > 2 || k == Company || k == Text {
			out.words |= 1 << (hashString(word) & 63)
		}
	}
	out.group = s.groupOf(k, value, number)
	if k == Company && slices.ContainsFunc(s.tokens[0], contact.IsCompanyKind) {
		out.letters |= ofKind
	}
	return out
}

// groupOf returns, for a given name, a hashed set of its groups of nicknames; for a company, a hashed set of its
// words that are no sister words (its words must have been split already); for a street, a hash of the house number.
func (s *scratch) groupOf(k Kind, value, number string) (group uint16) {
	switch k {
	case GivenName:
		if oneLetter(value) {
			return math.MaxUint16 // it may be the initial of any form
		}
		for _, name := range [...]string{value, firstToken(value)} {
			for _, of := range contact.NicknameGroups(name) {
				group |= 1 << (of * 0x9e3b >> 12)
			}
		}
	case Company:
		for _, word := range s.tokens[0] {
			if !contact.IsSisterWord(word) {
				group |= 1 << (hashString(word) >> 28)
			}
		}
	case Street:
		group = uint16(hashString(number))
	}
	return group
}

// different reports whether two unequal values are certain to be different by the comparator of their kind.
func (x *shape) different(k Kind, y *shape) bool {
	if x.runes == 0 || y.runes == 0 {
		return false
	}
	common := x.common(y)
	slips := int(max(x.runes, y.runes)) - common // at least so many edits turn one into the other
	switch k {
	case GivenName:
		return slips > 1 && (x.letters|y.letters)&(1<<space) == 0 && x.group&y.group == 0 && !x.sharesWord(y) && !x.bothNumbered(y) && !x.mayAbbreviate(y) && !x.similar(y, common, &similar82)
	case FamilyName:
		return slips > 1 && !x.sharesWord(y) && !x.bothNumbered(y) && !(min(x.runes, y.runes) <= 2 && x.mayAbbreviate(y)) && !x.similar(y, common, &similar82)
	case Company:
		return slips > 1 && x.group != y.group && !x.covers(y) && !y.covers(x) && !x.bothNumbered(y) && !x.bothOfKind(y) && !x.mayBeShort(y) && !x.similar(y, common, &similar88)
	case Text:
		return slips > 1 && !x.sharesWord(y) && !x.similar(y, common, &similar84)
	case City:
		return slips > 1 && !x.sharesWord(y) && !x.similar(y, common, &similar90)
	case URL:
		return slips > 2
	case ID:
		return slips > 1
	case Street:
		if x.group != y.group {
			return slips > 1 && !x.similar(y, common, &similar92)
		}
		return slips > 1 && !x.sharesWord(y) && !x.similar(y, common, &similar80)
	}
	return false
}

// common returns an upper bound of the number of runes that two values have in common, each as often as it occurs in
// both.
func (x *shape) common(y *shape) int {
	told := bits.OnesCount64(x.letters & y.letters &^ ofKind)
	return min(told+int(min(x.rest, y.rest)), int(x.runes), int(y.runes))
}

func (x *shape) sharesWord(y *shape) bool { return x.words&y.words != 0 }

// covers reports whether x may contain all words of y.
func (x *shape) covers(y *shape) bool { return y.words&^x.words == 0 }

// bothOfKind reports whether two values may share a word and both say what the company is.
func (x *shape) bothOfKind(y *shape) bool {
	return x.letters&y.letters&ofKind != 0 && x.sharesWord(y)
}

// mayBeShort reports whether one value may be short for the other. They must share a word or begin alike, and one
// must have all letters of the other.
func (x *shape) mayBeShort(y *shape) bool {
	const once = 1<<26 - 1
	return (x.sharesWord(y) || x.sameStart(y) > 0) && (x.letters&^y.letters&once == 0 || y.letters&^x.letters&once == 0)
}

// bothNumbered reports whether both values hold digits, which may then differ.
func (x *shape) bothNumbered(y *shape) bool {
	return x.letters&digitMask != 0 && y.letters&digitMask != 0
}

// mayAbbreviate reports whether one value may be the first letter or the first letters of the other.
func (x *shape) mayAbbreviate(y *shape) bool {
	same := x.sameStart(y)
	return same > 2 || same > 0 && min(x.runes, y.runes) <= 2
}

// sameStart returns how many of their first four bytes two values share at the start.
func (x *shape) sameStart(y *shape) int { return bits.TrailingZeros32(x.start^y.start) / 8 }

// enough is a threshold for the runes that two values have in common, by the number of runes that they share at the
// start: from it on, their Jaro-Winkler similarity can reach a certain value (see similar).
type enough [5]float64

// enoughFor solves the formulas of jaroOf and similarity for the number of matches, with no transpositions.
func enoughFor(similarity float64) (out enough) {
	for prefix := range out {
		bonus := 0.1 * float64(prefix)
		out[prefix] = 3*(similarity-bonus)/(1-bonus) - 1 - 1e-6
	}
	return out
}

var (
	similar80, similar82, similar84 = enoughFor(0.80), enoughFor(0.82), enoughFor(0.84)
	similar88, similar90, similar92 = enoughFor(0.88), enoughFor(0.90), enoughFor(0.92)
)

// similar reports whether two values with so many runes in common can be as similar as least demands.
func (x *shape) similar(y *shape, common int, least *enough) bool {
	a, b := int(x.runes), int(y.runes)
	return float64(common*(a+b)) >= least[x.sameStart(y)]*float64(a*b)
}

// shapesOf returns the shapes of the values of a field. cuts holds the parts of streets.
func (s *scratch) shapesOf(f *Field, cuts []cut) []shape {
	out := make([]shape, f.Values.Len())
	for code := 1; code < len(out); code++ {
		value, number := f.Values.Value(uint32(code)), ""
		if f.Kind == Street {
			c := &cuts[code]
			value, number = value[c[2]:c[3]], value[c[0]:c[1]]
		}
		out[code] = s.shapeOf(f.Kind, value, number)
	}
	return out
}

// learningPairs is the number of pairs that are compared to choose the rules and to train, however many records there
// are.
const learningPairs = probedPairs + randomPairs + trainingPairs

// shaped reports whether shapes save more than it costs to make them. For some kinds they say little. Other fields
// have so few values that comparisons are memoized, or so many that each is compared only once or twice.
func (r *run) shaped(f int) bool {
	field := &r.in.Fields[f]
	compared := (r.records() + learningPairs) / field.Values.Len()
	switch field.Kind {
	case GivenName, FamilyName, Company, Text, City:
		return compared >= 4 && !field.fewValues()
	case URL, ID: // signatures settle most of them
		return compared >= 16
	case Street:
		return compared >= 4 && r.cuts[f] != nil
	}
	return false
}

// fewValues reports whether the levels of all pairs of values fit the memo of a comparer.
func (f *Field) fewValues() bool { return 2*bits.Len(uint(f.Values.Len())) <= memoBits }
