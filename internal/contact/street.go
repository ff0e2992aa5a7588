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
		short := abbreviations{words: map[string]string{}}
		for cells := range embedded.Rows(streetWordsTSV) {
			short.words[cells[0]] = cells[1]
			short.longest = max(short.longest, len(cells[0]))
		}
		return short
	})
)

// abbreviations are words and what they are short for.
type abbreviations struct {
	words   map[string]string
	longest int // bytes; longer words need no look
}

// StreetKey returns what tells one street address from another: folded words in
// their order, with the usual abbreviations written out. "12 Oak St., Apt 4" is
// "12 oak street apartment 4". The first word stays as it is, since "St James
// Road" is no street. A key is its own key.
func StreetKey(address string) string {
	folded, short := FoldWords(address), streetWords()
	var key []byte // nil while nothing has changed
	done := 0      // of folded, what key has
	for start := 0; start < len(folded); {
		end := len(folded)
		if space := strings.IndexByte(folded[start:], ' '); space >= 0 {
			end = start + space
		}
		if word := folded[start:end]; start > 0 && len(word) <= short.longest {
			if long, ok := short.words[word]; ok {
				key = append(append(key, folded[done:start]...), long...)
				done = end
			}
		}
		start = end + 1
	}
	if key == nil {
		return folded
	}
	return string(append(key, folded[done:]...))
}
