package dedupe

import (
	"cmp"
	"slices"

	"galena/internal/match"
)

// grouping lists the kinds of fields from which others may follow: a place or a kind of
// entity. What follows from a name or an e-mail address follows from the entity, and
// speaks for it.
var grouping = []match.Kind{match.City, match.PostalCode, match.Region, match.Country, match.Category, match.Text}

const (
	// followsGroup is the number of other records that share the value of a record, on
	// average, from which a column groups records. Few records have so many duplicates.
	followsGroup = 4
	// followsLeast is the number of records that must show that a column follows from
	// another, and followsShare the share of them that do.
	followsLeast = 20
	followsShare = 0.95
	// followsChance is the share of one value from which a column would seem to follow
	// from any other.
	followsChance = 0.5
)

// dropFollowing takes out the unmapped texts and categories that follow from another
// column that takes part, as the court of registration follows from the town: what agrees
// in both must not count twice. Nothing depends on the order of the columns, which may be
// that of the files.
func dropFollowing(columns []coded, choices []match.Choice) {
	from := make([]string, len(choices))
	for i := range choices {
		from[i] = followedBy(columns, choices, i)
	}
	for i, name := range from {
		if name != "" {
			choices[i].Used, choices[i].Reason = false, "follows from "+name
		}
	}
}

// followedBy returns the column from which a chosen one follows, the first by name, or "".
// Of two unmapped columns that follow from each other the one of more values stays, or the
// first by name.
func followedBy(columns []coded, choices []match.Choice, i int) string {
	c, first := &columns[choices[i].Candidate], ""
	if !choices[i].Used || c.kind != 0 || choices[i].Kind != match.Text && choices[i].Kind != match.Category {
		return ""
	}
	for j, choice := range choices {
		other := &columns[choice.Candidate]
		stays := other.kind != 0 || cmp.Or(cmp.Compare(c.values.Len(), other.values.Len()), cmp.Compare(other.name, c.name)) < 0
		if j == i || !choice.Used || !stays || first != "" && first < other.name || !slices.Contains(grouping, choice.Kind) {
			continue
		}
		if c.follows(other) {
			first = other.name
		}
	}
	return first
}

// follows reports whether nearly all records with one value of the other column have
// one value of c.
func (c *coded) follows(other *coded) bool {
	if other.sharing() < followsGroup || c.mostFrequent() >= int(followsChance*float64(c.filled)) {
		return false
	}
	shown, kept := 0, 0
	counts := make([]int, c.values.Len())
	for _, group := range other.groups() {
		most, filled := 0, 0
		for _, record := range group {
			if code := c.codes[record]; code != 0 {
				counts[code]++
				filled++
				most = max(most, counts[code])
			}
		}
		for _, record := range group {
			counts[c.codes[record]] = 0
		}
		if filled > 1 {
			shown, kept = shown+filled, kept+most
		}
	}
	return shown >= followsLeast && float64(kept) >= followsShare*float64(shown)
}

// sharing returns how many other records have the value of a record, on average over the
// records that have one.
func (c *coded) sharing() float64 {
	sum := 0.0
	for code := 1; code < c.values.Len(); code++ {
		count := float64(c.values.Count(uint32(code)))
		sum += count * (count - 1)
	}
	return sum / float64(max(c.filled, 1))
}

// mostFrequent returns how many records have the most frequent value.
func (c *coded) mostFrequent() int {
	most := uint32(0)
	for code := 1; code < c.values.Len(); code++ {
		most = max(most, c.values.Count(uint32(code)))
	}
	return int(most)
}

// groups returns the records of each value.
func (c *coded) groups() [][]uint32 {
	records, groups := make([]uint32, c.filled), make([][]uint32, c.values.Len())
	for code := 1; code < len(groups); code++ {
		count := c.values.Count(uint32(code))
		groups[code], records = records[:0:count], records[count:]
	}
	for record, code := range c.codes {
		if code != 0 {
			groups[code] = append(groups[code], uint32(record))
		}
	}
	return groups
}
