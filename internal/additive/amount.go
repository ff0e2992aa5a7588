package additive

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"galena/internal/contact"
)

// scales are what stands behind a number for a power of ten.
var scales = map[string]float64{"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "mrd": 1e9}

const (
	longestUnit   = 12 // in bytes: of the longest word that is a unit
	longestAmount = 40 // in bytes
)

// quantity is a number as people write one.
type quantity struct {
	value float64
	unit  string // a word behind it, in lower case without a plural s; a unit of time by its full name
	vague bool   // it is about so much, or a bound: 10+, ~5, > 3
}

// amount reads a number with a currency, a percent sign (which changes nothing), a k
// or m for a scale, or a word for a unit; or a duration.
func amount(cell string) (q quantity, ok bool) {
	if q.value, ok = contact.ParseNumber(cell); ok {
		return q, true
	}
	if len(cell) > longestAmount || !strings.ContainsFunc(cell, unicode.IsDigit) {
		return q, false
	}
	if value, unit, ok := duration(cell); ok {
		return quantity{value: value, unit: unit}, true
	}
	cell, q.vague = exactly(cell)
	end := strings.LastIndexFunc(cell, unicode.IsDigit)
	_, size := utf8.DecodeRuneInString(cell[end:])
	word := strings.ToLower(strings.TrimSpace(cell[end+size:]))
	isUnit := word == "%" || len(word) <= longestUnit && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	if !isUnit {
		return q, false
	}
	if q.value, ok = contact.ParseNumber(cell[:end+size]); !ok {
		return q, false
	}
	switch scale := scales[word]; {
	case scale != 0:
		q.value *= scale
	case word != "%":
		q.unit = unitNamed(word)
	}
	return q, true
}

// before are what may stand before a number: a currency as contact.ParseNumber does
// not know it, or a word that makes it vague.
var before = []struct {
	text  string
	vague bool
}{
	{"rs.", false},
	{"rs ", false},
	{"r$", false},
	{"a$", false},
	{"c$", false},
	{"s$", false},
	{"kr ", false},
	{"~", true},
	{"≈", true},
	{">=", true},
	{"<=", true},
	{">", true},
	{"<", true},
	{"≥", true},
	{"≤", true},
	{"about ", true},
	{"approx. ", true},
	{"approx ", true},
	{"at least ", true},
	{"ca. ", true},
	{"circa ", true},
	{"less than ", true},
	{"more than ", true},
	{"over ", true},
	{"under ", true},
	{"up to ", true},
}

// exactly cuts off what makes a number vague, and currencies.
func exactly(cell string) (rest string, vague bool) {
	rest = strings.TrimSpace(cell)
	if cut, ok := strings.CutSuffix(rest, "+"); ok {
		rest, vague = strings.TrimSpace(cut), true
	}
	for _, b := range before {
		if len(rest) > len(b.text) && strings.EqualFold(rest[:len(b.text)], b.text) {
			return strings.TrimSpace(rest[len(b.text):]), vague || b.vague
		}
	}
	return rest, vague
}

const (
	fewWords    = 20 // different words that may stand among numbers for one that is not known
	manyNumbers = 30 // different numbers from which a column is one of numbers, in spite of such words
)

// numbersAndWords reports whether a column is of numbers in the places of which
// a few words stand for one that is not known or not given. Of few numbers each
// is a category of its own, and the words are too.
func (v *values) numbersAndWords() bool {
	if v.distinct == nil || 2*v.numbers < v.filled {
		return false
	}
	numbers := v.differentNumbers()
	return numbers > manyNumbers && len(v.names)-numbers <= fewWords
}

// differentNumbers counts the values that are numbers. It needs the readings.
func (v *values) differentNumbers() int {
	numbers := 0
	for code := range v.readings {
		numbers += truth(!math.IsNaN(v.readings[code].number))
	}
	return numbers
}

// grades reports whether numbers stand for steps of a scale: few, and some of them
// bounds, such as 1, 2, 3+.
func (v *values) grades() bool {
	return v.vague && v.distinct != nil && v.differentNumbers() <= manyNumbers
}
