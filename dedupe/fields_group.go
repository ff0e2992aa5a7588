package dedupe

import (
	"strings"

	"galena/internal/match"
)

// Limits for an unmapped column: how many of its values are looked at, how many
// records must repeat one of them, and what share of these must agree with the
// first record of the value in an address or a telephone, and disagree in the given
// name.
const (
	groupValues    = 5000
	fewestRepeated = 30
	groupAgrees    = 0.8
	groupDiffers   = 0.5
)

// ofGroup reports whether an unmapped column numbers households or employers:
// people who share its value share the address, the telephone, the mailbox or the
// company, but not the given name. What agrees in both columns must not count
// twice.
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
	first := make([]int32, min(c.values.Len(), groupValues+1)) // by value: its first record, plus one
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

// numbers reports whether nearly all values of a column contain digits, as assigned
// numbers do. A place or a branch in words may well be a person's own.
func (c *coded) numbers() bool {
	n := 0
	for _, value := range c.sample {
		if strings.ContainsAny(value, "0123456789") {
			n++
		}
	}
	return 10*n > 9*len(c.sample)
}

// repetition counts the records that have a value where the first record of their
// group has one, and those whose value is the same.
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
