package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"galena/ingest"
	"galena/internal/contact"
)

// countryVotes counts the countries that records name or that their international
// phone numbers belong to.
type countryVotes map[string]int

// count adds the votes of a sample.
func (v countryVotes) count(sample ingest.Sample) {
	for _, b := range sample.Batches {
		for _, name := range []string{"country", "phone", "mobile_phone"} {
			values := b.Rows.Text(name)
			if values == nil {
				continue
			}
			for i := range min(values.Len(), voters) {
				if code := countryOf(name, values.Value(i)); code != "" {
					v[code]++
				}
			}
		}
	}
}

// voters is the number of records per batch that are asked: numbers in less usual
// forms cost 20 µs each.
const voters = 1000

func countryOf(column, value string) string {
	if column == "country" {
		code, _ := contact.CountryCode(value)
		return code
	}
	phone, _ := contact.ParsePhone(value, "")
	return phone.Region
}

// proposal is the line of dedupe.country: the country of most votes, if most of
// them agree.
func (v countryVotes) proposal() string {
	total := 0
	for _, n := range v {
		total += n
	}
	const line = "  # country: %s                 # of phone numbers and places that name none; %s"
	codes := slices.SortedFunc(maps.Keys(v), func(a, b string) int { return cmp.Or(cmp.Compare(v[b], v[a]), cmp.Compare(a, b)) })
	if len(codes) == 0 || 2*v[codes[0]] <= total {
		return fmt.Sprintf(line, "US", "the files do not tell which")
	}
	return fmt.Sprintf(line, codes[0], fmt.Sprintf("a guess: so are %.0f%% of the countries and international numbers", 100*float64(v[codes[0]])/float64(total)))
}
