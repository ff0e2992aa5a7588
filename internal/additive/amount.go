package additive

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"galena/internal/contact"
)

// scales maps the suffix of a number to the factor it stands for.
var scales = map[string]float64{"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "mrd": 1e9}

const (
	longestUnit   = 12 // bytes in the longest word that is read as a unit
	longestAmount = 40 // bytes in the longest cell that is read as an amount
)

// quantity is a number as people write one.
type quantity struct {
	value float64
	unit  string // the word after the number: lower case, no plural s; units of time by their full name
	vague bool   // approximate or a bound: 10+, ~5, > 3
}

// amount reads a number that may carry a currency, a percent sign (which changes nothing),
// a scale such as k or m, or a unit. It also reads durations.
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

// before lists what may stand before a number: currencies that contact.ParseNumber does not
// know, and words that make the number vague.
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

// exactly strips currencies and whatever makes a number vague.
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
	fewWords    = 20 // distinct words a column of numbers may hold in place of unknown values
	manyNumbers = 30 // distinct numbers a column needs to be a column of numbers despite such words
)

// numbersAndWords reports whether the column holds numbers, with a few words in place of
// values that are unknown or not given. In a column of few distinct numbers every number,
// and every word, is a category of its own instead.
func (v *values) numbersAndWords() bool {
	if v.distinct == nil || 2*v.numbers < v.filled {
		return false
	}
	numbers := v.differentNumbers()
	return numbers > manyNumbers && len(v.names)-numbers <= fewWords
}

// differentNumbers counts the distinct values that are numbers. It needs the readings.
func (v *values) differentNumbers() int {
	numbers := 0
	for code := range v.readings {
		numbers += truth(!math.IsNaN(v.readings[code].number))
	}
	return numbers
}

// grades reports whether the numbers are steps of a scale: few distinct ones, some of them
// bounds, such as 1, 2, 3+.
func (v *values) grades() bool {
	return v.vague && v.distinct != nil && v.differentNumbers() <= manyNumbers
}
