package additive

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// Warning is a doubt about a field or about the whole model.
type Warning struct {
	Field string `json:"field"` // "" for the whole model
	Code  string `json:"code"`
	Says  string `json:"says"`
}

// These are the codes for fields that may be known only after the outcome.
const (
	LeakSeparates = "leak_separates" // the field alone separates nearly all rows
	LeakFilled    = "leak_filled"    // whether the field is filled predicts the outcome
	LeakSays      = "leak_says"      // whether the text has the word predicts the outcome
	LeakName      = "leak_name"      // the name speaks of something that happens after the outcome
)

//go:embed leak_words.txt
var leakWordsText string

// leakWords maps each leak word to the words beside which it is harmless.
var leakWords = sync.OnceValue(func() map[string][]string {
	words := map[string][]string{}
	for line := range embedded.Lines(leakWordsText) {
		word, beside, _ := strings.Cut(line, ":")
		words[word] = strings.FieldsFunc(beside, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return words
})

const (
	separates  = 0.95 // AUC of a single field from which it is doubted
	fillTells  = 0.9  // share of positives, among filled or missing rows, from which the field is doubted
	fillDiffer = 0.5  // if the two shares are at least this far apart
	fillLeast  = 20   // and there are at least this many rows of each
	nameSays   = 0.05 // mean size of a field's part, in log odds, from which its name is checked
	nameAlone  = 0.52 // if its own AUC is at least this: a field that predicts nothing leaks nothing
)

// leaks returns the warnings for a field, given the rows and positives by bin, its AUC
// alone, and the mean size of its part in log odds.
func leaks(f Field, rows, positives []int, alone, adds float64) []Warning {
	var out []Warning
	if alone >= separates {
		out = append(out, Warning{f.Name, LeakSeparates, fmt.Sprintf("on its own it tells the outcomes apart (AUC %.3f)", alone)})
	}
	filled, hits := 0, 0
	for bin := 1; bin < len(rows); bin++ {
		filled += rows[bin]
		hits += positives[bin]
	}
	if filled >= fillLeast && rows[0] >= fillLeast {
		with, without := float64(hits)/float64(filled), float64(positives[0])/float64(rows[0])
		if max(with, without) >= fillTells && max(with, without)-min(with, without) >= fillDiffer {
			out = append(out, Warning{f.Name, LeakFilled, fmt.Sprintf("%.0f%% are positive where it is filled, %.0f%% where it is not: it may be filled after the outcome",
				100*with, 100*without)})
		}
	}
	if f.Part == Says && rows[2] >= fillLeast && float64(positives[2]) >= fillTells*float64(rows[2]) &&
		float64(positives[1]) < (fillTells-fillDiffer)*float64(rows[1]) {
		out = append(out, Warning{f.Name, LeakSays, fmt.Sprintf("%.0f%% are positive of the rows that say it: it may be written after the outcome",
			100*float64(positives[2])/float64(rows[2]))})
	}
	if word := leakWord(f.speaksOf()); word != "" && adds >= nameSays && alone >= nameAlone {
		out = append(out, Warning{f.Name, LeakName, fmt.Sprintf("by its name (%s) it may be known only after the outcome", word)})
	}
	return out
}

// speaksOf returns the name to check: that of the column for a field of its words, else the
// field's.
func (f *Field) speaksOf() string {
	if f.Part == Says || f.Part == WordCount {
		return f.Column
	}
	return f.Name
}

// leakWord returns the word in a name that speaks of something after the outcome, or "".
func leakWord(name string) string {
	words := strings.FieldsFunc(strings.Join(contact.HeaderWords(name), " "), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range words {
		if beside, known := leakWords()[word]; known && !slices.ContainsFunc(beside, func(other string) bool { return slices.Contains(words, other) }) {
			return word
		}
	}
	return ""
}
