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

	streetWords = sync.OnceValue(func() map[string]string {
		words := map[string]string{}
		for cells := range embedded.Rows(streetWordsTSV) {
			words[cells[0]] = cells[1]
		}
		return words
	})
)

// longestStreetWord is the length of the longest abbreviation.
const longestStreetWord = 4

// StreetKey returns what tells one street address from another: folded words in
// their order, with the usual abbreviations written out. "12 Oak St., Apt 4" is
// "12 oak street apartment 4". The first word stays as it is, since "St James
// Road" is no street. A key is its own key.
func StreetKey(address string) string {
	folded := FoldWords(address)
	var key []byte // nil while nothing has changed
	done := 0      // of folded, what key has
	for start := 0; start < len(folded); {
		end := len(folded)
		if space := strings.IndexByte(folded[start:], ' '); space >= 0 {
			end = start + space
		}
		if word := folded[start:end]; start > 0 && len(word) <= longestStreetWord {
			if long, ok := streetWords()[word]; ok {
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
