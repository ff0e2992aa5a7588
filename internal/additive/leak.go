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

// Warning is a doubt about a field, or about the whole model.
type Warning struct {
	Field string `json:"field"` // "": the model
	Code  string `json:"code"`
	Says  string `json:"says"`
}

// Codes of the warnings: the field may be known only once the outcome is.
const (
	LeakSeparates = "leak_separates" // on its own it tells nearly all rows apart
	LeakFilled    = "leak_filled"    // whether it is filled tells the outcome
	LeakSays      = "leak_says"      // the word tells the outcome
	LeakName      = "leak_name"      // it is called like something that comes after
)

//go:embed leak_words.txt
var leakWordsText string

// leakWords has the words beside which one speaks of nothing that comes after.
var leakWords = sync.OnceValue(func() map[string][]string {
	words := map[string][]string{}
	for line := range embedded.Lines(leakWordsText) {
		word, beside, _ := strings.Cut(line, ":")
		words[word] = strings.FieldsFunc(beside, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return words
})

const (
	separates  = 0.95 // AUC on its own from which a field is doubted
	fillTells  = 0.9  // share of an outcome from which a field's being filled is doubted
	fillDiffer = 0.5  // with at least so much between filled and missing
	fillLeast  = 20   // rows, filled and missing
	nameSays   = 0.05 // log odds, on average, that a field adds from which its name is looked at,
	nameAlone  = 0.52 // if its AUC on its own is so much: what says nothing gives nothing away
)

// leaks doubts a field, by its bins, its AUC alone, and the mean size of what it
// adds.
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

// speaksOf is what a field is called but for a word of its texts.
func (f *Field) speaksOf() string {
	if f.Part == Says || f.Part == WordCount {
		return f.Column
	}
	return f.Name
}

// leakWord returns the word of a name that speaks of what comes after.
func leakWord(name string) string {
	words := strings.FieldsFunc(strings.Join(contact.HeaderWords(name), " "), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range words {
		if beside, known := leakWords()[word]; known && !slices.ContainsFunc(beside, func(other string) bool { return slices.Contains(words, other) }) {
			return word
		}
	}
	return ""
}
