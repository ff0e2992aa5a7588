package dedupe

import (
	"math"
	"slices"
	"strings"

	"galena/internal/contact"
	"galena/internal/match"
)

// tells lists the kinds of fields of which at least one must take part, unless the
// values of others do as much. Without them nothing tells one person from another,
// and equal rows are no duplicates.
var tells = []match.Kind{
	match.GivenName, match.FamilyName, match.FullName, match.Email, match.Phone, match.Company, match.Street, match.URL, match.ID,
}

// nameBits is the entropy, in bits, from which a column of words counts as names:
// that of 32 equally frequent values or, in a small input, of values that only two
// records share. Categories have less.
const nameBits = 5

// valuesTell reports whether unmapped columns tell one person from another by their
// values. One must hold e-mail addresses, or two must hold names, such as given and
// family names, and two random records must agree in all columns that take part for
// fewer than one pair of the whole input.
func valuesTell(columns []coded, choices []match.Choice) bool {
	names, bits := 0, 0.0
	for _, choice := range choices {
		if !choice.Used {
			continue
		}
		c := &columns[choice.Candidate]
		h := c.entropy()
		bits += h
		switch {
		case choice.Kind == match.Email:
			return true
		case c.kind == 0 && h >= min(nameBits, c.recordBits()-1) && c.ofWords():
			names++
		}
		if names >= 2 && bits > 2*c.recordBits() {
			return true
		}
	}
	return false
}

// recordBits is the entropy, in bits, of a column that tells every record from
// every other.
func (c *coded) recordBits() float64 { return math.Log2(float64(len(c.codes))) }

// entropy returns the entropy of the values of a column, in bits (Shannon 1948).
func (c *coded) entropy() float64 {
	sum := 0.0
	for code := 1; code < c.values.Len(); code++ {
		p := float64(c.values.Count(uint32(code))) / float64(c.filled)
		sum -= p * math.Log2(p)
	}
	return sum
}

// ofWords reports whether nearly all values are one to three words of letters.
func (c *coded) ofWords() bool {
	words := 0
	for _, value := range c.sample {
		if !strings.ContainsAny(value, "0123456789@/:_") && strings.Count(value, " ") < 3 {
			words++
		}
	}
	return 20*words >= 19*len(c.sample)
}

// repeatsName reports whether an unmapped column contains a part of the first or
// last name in most records where both have a value. Then it is the name once more,
// as on a badge, and what agrees in both must not count twice.
func (c *coded) repeatsName(columns []coded) bool {
	names := slices.DeleteFunc(slices.Clone(columns), func(other coded) bool {
		return other.kind != match.GivenName && other.kind != match.FamilyName
	})
	if len(names) == 0 {
		return false
	}
	asked, repeated := 0, 0
	for record, code := range c.codes {
		named := func(name coded) bool { return name.codes[record] != 0 }
		if code == 0 || !slices.ContainsFunc(names, named) {
			continue
		}
		words := strings.Fields(contact.FoldWords(c.values.Value(code)))
		words = append(words, strings.Join(words, "")) // the form of a key of a name of several words
		asked++
		if slices.ContainsFunc(names, func(name coded) bool { return named(name) && sharesPart(words, name.values.Value(name.codes[record])) }) {
			repeated++
		}
		if asked == sampleSize {
			break
		}
	}
	return asked > 0 && 10*repeated > 7*asked
}

// sharesPart reports whether a part of the name is among the words.
func sharesPart(words []string, name string) bool {
	return slices.ContainsFunc(strings.Fields(name), func(part string) bool { return len(part) > 2 && slices.Contains(words, part) })
}
