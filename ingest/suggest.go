package ingest

import (
	"cmp"
	"slices"

	"galena/internal/config"
	"galena/internal/contact"
)

// Suggestion is a canonical column that a header may have been meant for.
type Suggestion struct {
	Column string
	Header string // the known header that it resembles
}

// suggest returns up to three canonical columns that a header resembles, most similar
// first. It is for people to choose from: a run never maps by similarity.
func (v Vocabulary) suggest(header string) []Suggestion {
	words := contact.HeaderWords(header)
	type scored struct {
		Suggestion
		score float64
	}
	best := map[string]scored{}
	for _, e := range v.dictionary().entries {
		score := likeness(words, contact.HeaderWords(e.header))
		old, seen := best[e.column]
		if score <= 0.5 || seen && (old.score > score || old.score == score && old.Header <= e.header) {
			continue
		}
		best[e.column] = scored{Suggestion{e.column, e.header}, score}
	}
	var all []scored
	for _, candidate := range best {
		all = append(all, candidate)
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Column, b.Column))
	})
	var out []Suggestion
	for _, candidate := range all[:min(3, len(all))] {
		out = append(out, candidate.Suggestion)
	}
	return out
}

// SuggestFor returns the result of suggest without the columns that the file already has.
// If there are more unmapped columns than people give names to, the headers are data, and
// it suggests nothing.
func (v Vocabulary) SuggestFor(header string, m Mapping) []Suggestion {
	unmapped := 0
	for _, c := range m.Columns {
		unmapped += boolInt(!c.Canonical())
	}
	if unmapped > mostUnmapped {
		return nil
	}
	return slices.DeleteFunc(v.suggest(header), func(s Suggestion) bool { return len(m.Named(s.Column)) > 0 })
}

// mostUnmapped is the largest number of unmapped columns that suggestions are made for;
// each takes milliseconds.
const mostUnmapped = 200

// likeness returns the share of words that two headers have in common (Dice). A misspelt
// word counts three quarters.
func likeness(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common := 0.0
	for _, word := range a {
		if slices.Contains(b, word) {
			common++
		} else if len(word) > 3 && config.Suggest(word, b) != "" {
			common += 0.75
		}
	}
	return min(2*common/float64(len(a)+len(b)), 1)
}
