package match

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// locate takes two names of companies to have the same words if one only has more of those that tell no two companies
// apart: the town of one of the records, or a given name. Hotel Post is Hotel Post Ulm, in Ulm, and Bakery Huber is
// Bakery Thomas Huber.
func (c *comparer) locate(a, b []uint32, levels *vector) {
	f := c.run.company
	if f < 0 || levels[f] != companyWithin {
		return
	}
	names := c.run.in.Fields[f].Values
	tokens := [2][]string{c.scratch.split(0, names.Value(a[f]&codeMask)), c.scratch.split(1, names.Value(b[f]&codeMask))}
	for side, words := range tokens {
		for _, word := range words {
			if !slices.Contains(tokens[1-side], word) && !contact.IsGivenName(word) && !c.inTown(a, word) && !c.inTown(b, word) {
				return
			}
		}
	}
	levels[f] = companyTokens
}

// inTown reports whether the name of a row's town has the word.
func (c *comparer) inTown(row []uint32, word string) bool {
	f := c.run.city
	if f < 0 || row[f] == 0 {
		return false
	}
	for part := range strings.FieldsSeq(c.run.in.Fields[f].Values.Value(row[f] & codeMask)) {
		if part == word {
			return true
		}
	}
	return false
}
