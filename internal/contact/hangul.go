package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed korean_names.tsv
var koreanNamesTSV string

// koreanNames maps Korean family names to their usual spelling abroad.
var koreanNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for cells := range embedded.Rows(koreanNamesTSV) {
		names[cells[0]] = cells[1]
	}
	return names
})

// These are the parts of a syllable in the order of Unicode, in the Revised Romanization.
var (
	hangulInitials = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulVowels   = [...]string{
		"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
	}
	hangulFinals = [...]string{
		"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
	}
)

// These are the first and the last syllable of Hangul in Unicode.
const (
	firstHangul = 0xac00
	lastHangul  = 0xd7a3
)

// spellHangul spells a word syllable by syllable. A family name is spelt as is usual
// abroad: 김 is Kim and not Gim.
func spellHangul(word string) string {
	if spelling, ok := koreanNames()[word]; ok {
		return spelling
	}
	var out strings.Builder
	for _, r := range word {
		if r < firstHangul || r > lastHangul {
			out.WriteRune(r)
			continue
		}
		syllable := int(r - firstHangul)
		final := syllable % len(hangulFinals)
		vowel := syllable / len(hangulFinals) % len(hangulVowels)
		initial := syllable / len(hangulFinals) / len(hangulVowels)
		out.WriteString(hangulInitials[initial] + hangulVowels[vowel] + hangulFinals[final])
	}
	return out.String()
}
