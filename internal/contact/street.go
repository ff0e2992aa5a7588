package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed street_words.tsv
	streetWordsTSV string

	streetWords = sync.OnceValue(func() abbreviations {
		short := abbreviations{words: map[string]streetWord{}}
		for cells := range embedded.Rows(streetWordsTSV) {
			word := streetWord{long: cells[1], first: cells[2] != "behind", behind: cells[2] != "first"}
			if word.long == "-" {
				word.long = ""
			}
			short.words[cells[0]] = word
			short.longest = max(short.longest, len(cells[0]))
		}
		return short
	})
)

// abbreviations maps words to what they are short for.
type abbreviations struct {
	words   map[string]streetWord
	longest int // in bytes; a longer word is not an abbreviation
}

// streetWord is what a word is short for, "" if it is dropped, and whether that holds for
// the first word of an address and for later ones.
type streetWord struct {
	long          string
	first, behind bool
}

// StreetKey returns the key that tells one street address from another: folded words in
// order, with the usual abbreviations expanded. "12 Oak St., Apt 4" is "12 oak street
// apartment 4", "Hauptstr. 5" is "hauptstrasse 5", and "ul. Długa 5" is "dluga 5". The key
// of a key is the key itself.
func StreetKey(address string) string {
	folded, short := FoldWords(address), streetWords()
	var key []byte // nil as long as nothing has changed
	done := 0      // how much of folded is in key
	for start := 0; start < len(folded); {
		end := len(folded)
		if space := strings.IndexByte(folded[start:], ' '); space >= 0 {
			end = start + space
		}
		first := start == done && len(key) == 0
		switch long, ok := short.written(folded[start:end], first); {
		case !ok:
		case long == "" && end < len(folded): // drop the space after it too
			done = end + 1
		case long != "":
			key = append(append(key, folded[done:start]...), long...)
			done = end
		}
		start = end + 1
	}
	if key == nil {
		return folded[done:]
	}
	return string(append(key, folded[done:]...))
}

// written returns what a word is short for, if it is an abbreviation.
func (a abbreviations) written(word string, first bool) (long string, ok bool) {
	if len(word) <= a.longest {
		if of, known := a.words[word]; known {
			return of.long, first && of.first || !first && of.behind
		}
	}
	if name, cut := strings.CutSuffix(word, "str"); cut && len(name) > 1 { // Hauptstr.
		return name + "strasse", true
	}
	return "", false
}
