package dedupe

import (
	"strings"

	"galena/internal/match"
)

// Of a column that nobody mapped: how many of its values are looked at, how many
// records must repeat one of them, and what share of those must agree with the
// first record of the value in an address or a telephone, and disagree in the
// given name.
const (
	groupValues    = 5000
	fewestRepeated = 30
	groupAgrees    = 0.8
	groupDiffers   = 0.5
)

// ofGroup reports whether a column that nobody mapped numbers the household or
// the employer of a person: whoever shares its value shares the address, the
// telephone, the mailbox or the company, but not the given name. What agrees in
// both must not count twice.
func (c *coded) ofGroup(columns []coded) bool {
	if !c.numbers() {
		return false
	}
	given := -1
	var shared []int
	for i := range columns {
		switch columns[i].kind {
		case match.GivenName:
			given = i
		case match.Street, match.Phone, match.Email, match.Company, match.PostalCode:
			shared = append(shared, i)
		}
	}
	if given < 0 || len(shared) == 0 {
		return false
	}
	first := make([]int32, min(c.values.Len(), groupValues+1)) // record of each value, and one more
	names := repetition{of: &columns[given]}
	places := make([]repetition, len(shared))
	for i := range shared {
		places[i].of = &columns[shared[i]]
	}
	for record, code := range c.codes {
		switch {
		case code == 0 || int(code) >= len(first):
		case first[code] == 0:
			first[code] = int32(record) + 1
		default:
			names.count(int(first[code])-1, record)
			for i := range places {
				places[i].count(int(first[code])-1, record)
			}
		}
	}
	if names.asked < fewestRepeated || float64(names.equal) > (1-groupDiffers)*float64(names.asked) {
		return false
	}
	for _, p := range places {
		if p.asked >= fewestRepeated && float64(p.equal) >= groupAgrees*float64(p.asked) {
			return true
		}
	}
	return false
}

// numbers reports whether next to all values of a column hold digits, as numbers
// do that are given out; a place or a branch in words may well be a person's.
func (c *coded) numbers() bool {
	n := 0
	for _, value := range c.sample {
		if strings.ContainsAny(value, "0123456789") {
			n++
		}
	}
	return 10*n > 9*len(c.sample)
}

// repetition counts the records that have a value where the first of their group has
// one, and those that have the same.
type repetition struct {
	of           *coded
	asked, equal int
}

func (t *repetition) count(first, record int) {
	if a, b := t.of.codes[first], t.of.codes[record]; a != 0 && b != 0 {
		t.asked++
		if a == b {
			t.equal++
		}
	}
}
