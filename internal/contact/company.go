package contact

import (
	_ "embed"
	"strings"
	"sync"
)

var (
	//go:embed legal_forms.txt
	legalFormsTXT string

	legalForms = sync.OnceValue(func() map[string]bool { return wordSet(legalFormsTXT) })
)

// longestLegalForm is how many words the longest legal form has.
const longestLegalForm = 5

// CompanyKey returns what tells one company's name from another's: folded words
// in their order, without "and", and without legal forms: any at the end, those
// that go first in their country (Oy, PT, OOO) at the start, and unmistakable ones
// inside. "Müller & Söhne GmbH" is
// "muller sohne". A name of legal forms alone has no key. A key is its own key.
func CompanyKey(name string) string {
	key := dropWord(FoldWords(name), "and")
	for {
		shorter := cutInnerForms(cutLeadingForm(cutTrailingForm(key)))
		if shorter == key {
			return key
		}
		key = shorter
	}
}

// dropWord removes a word from folded words.
func dropWord(folded, word string) string {
	if !strings.Contains(folded, word) {
		return folded
	}
	words := strings.Fields(folded)
	kept := words[:0]
	for _, w := range words {
		if w != word {
			kept = append(kept, w)
		}
	}
	if len(kept) == strings.Count(folded, " ")+1 {
		return folded
	}
	return strings.Join(kept, " ")
}

// cutTrailingForm takes the longest legal form off the end.
func cutTrailingForm(key string) string {
	cut, start := len(key), len(key)
	for range longestLegalForm {
		start = strings.LastIndexByte(key[:start], ' ')
		if legalForms()[key[start+1:]] {
			cut = max(start, 0)
		}
		if start < 0 {
			break
		}
	}
	return key[:cut]
}

// cutInnerForms takes out the forms that are no word of any language, behind the
// first word: "acme gmbh niederlassung berlin".
func cutInnerForms(key string) string {
	for _, form := range [...]string{"gmbh", "pty ltd", "ltd", "llc", "inc", "plc", "oyj", "ab oy", "oy ab", "oy", "aktiengesellschaft", "sarl", "srl", "bv"} {
		if before, after, found := strings.Cut(key, " "+form+" "); found {
			return before + " " + after
		}
	}
	return key
}

// cutLeadingForm takes off a legal form that goes before names.
func cutLeadingForm(key string) string {
	first, rest, found := strings.Cut(key, " ")
	if !found {
		return key
	}
	switch first {
	case "oy", "ab", "oyj", "pt", "ooo", "oao", "zao", "pao", "uab", "sia", "tov", "ооо", "оао", "зао", "пао", "ао", "ип", "тов":
		return rest
	}
	return key
}
