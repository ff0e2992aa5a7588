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

// longestUnit is the length in bytes of the longest word that is a unit.
const longestUnit = 12

// amount reads a number as people write one: with a currency, a percent sign
// (which changes nothing), a k or m for a scale, or a word for a unit, which is
// returned in lower case without a plural s.
func amount(cell string) (value float64, unit string, ok bool) {
	if value, ok = contact.ParseNumber(cell); ok {
		return value, "", true
	}
	end := strings.LastIndexFunc(cell, unicode.IsDigit)
	if end < 0 {
		return 0, "", false
	}
	_, size := utf8.DecodeRuneInString(cell[end:])
	word := strings.ToLower(strings.TrimSpace(cell[end+size:]))
	isUnit := word == "%" || word != "" && len(word) <= longestUnit && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	if !isUnit {
		return 0, "", false
	}
	if value, ok = contact.ParseNumber(cell[:end+size]); !ok {
		return 0, "", false
	}
	if scale := scales[word]; scale != 0 {
		return value * scale, "", true
	}
	if word == "%" {
		return value, "", true
	}
	return value, strings.TrimSuffix(word, "s"), true
}

// settleUnit decides in what unit the numbers of the column are: where there are
// several, what has one is no number.
func (v *values) settleUnit() string {
	if len(v.units) < 2 {
		for unit := range v.units {
			return unit
		}
		return ""
	}
	if v.distinct == nil {
		v.numbers = 0
		return ""
	}
	for row, code := range v.codes {
		if code >= 0 && v.readings[code].unit != "" {
			v.number[row] = math.NaN()
			v.numbers--
		}
	}
	return ""
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
	numbers := 0
	for code := range v.readings {
		numbers += truth(!math.IsNaN(v.readings[code].number))
	}
	return numbers > manyNumbers && len(v.names)-numbers <= fewWords
}
