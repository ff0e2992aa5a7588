package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed legal_forms.txt
	legalFormsTXT string

	legalForms = sync.OnceValue(func() map[string]bool { return embedded.Set(legalFormsTXT) })
	// lastWords maps the last word of each form to the word count of the longest form that
	// ends with it. Few names end in such a word, and the others need no further check.
	lastWords = sync.OnceValue(func() map[string]int {
		longest := map[string]int{}
		for form := range legalForms() {
			last := form[strings.LastIndexByte(form, ' ')+1:]
			longest[last] = max(longest[last], 1+strings.Count(form, " "))
		}
		return longest
	})
)

// CompanyKey returns the key that tells one company's name from another's: its folded words
// in order, without "and" in nine languages and without legal forms. Those are any form at
// the end, forms that come first in their country (Oy, PT, OOO, SARL) at the start, and
// unmistakable ones inside. "Müller & Söhne GmbH" is "muller sohne". A name of legal forms
// only keeps them, since the company is called that: "SAS" is "sas". Common abbreviations
// are expanded, and "of", "the" and "Dr." dropped: "Univ. of Otago" is "university otago".
// The key of a key is the key itself.
func CompanyKey(name string) string {
	whole := FoldWords(name)
	key := whole
	for {
		shorter := dropAnd(cutInnerForms(cutLeadingForm(cutTrailingForm(key))))
		switch shorter {
		case "":
			return dropAnd(whole)
		case key:
			return usualWords(plainUmlauts(key))
		}
		key = shorter
	}
}

// plainUmlauts replaces the two letters that stand for an umlaut in a folded name by the
// letter that the umlaut folds to: mueller becomes muller. They do not stand for one if
// another letter than a consonant follows, if the u of "ue" belongs to the letter before
// it, as in "neue" and "queen", or in Michael and Samuel.
func plainUmlauts(folded string) string {
	var out []byte
	from := 0
	for i := 0; i+2 < len(folded); i++ {
		if folded[i+1] != 'e' || strings.IndexByte("aou", folded[i]) < 0 || strings.IndexByte("aeiouy ", folded[i+2]) >= 0 {
			continue
		}
		if folded[i] == 'u' && i > 0 && strings.IndexByte("aeoq", folded[i-1]) >= 0 {
			continue
		}
		if rest := folded[i+2:]; folded[i] != 'o' && (rest == "l" || strings.HasPrefix(rest, "l ")) {
			continue
		}
		out = append(out, folded[from:i+1]...)
		from = i + 2
	}
	if from == 0 {
		return folded
	}
	return string(append(out, folded[from:]...))
}

// dropAnd removes "and" from folded words. The "and" of another language is removed only
// between two other words, since there is a Y Combinator.
func dropAnd(folded string) string {
	for word := range strings.SplitSeq(folded, " ") {
		if word == "and" || isAnd(word) {
			return withoutAnd(folded)
		}
	}
	return folded
}

func withoutAnd(folded string) string {
	words := strings.Fields(folded)
	kept := words[:0]
	for i, word := range words {
		if word != "and" && !(isAnd(word) && i > 0 && i < len(words)-1) {
			kept = append(kept, word)
		}
	}
	if len(kept) == len(words) || len(kept) == 0 {
		return folded
	}
	return strings.Join(kept, " ")
}

// isAnd reports whether a word is "and" in one of the languages that companies with two
// founders are named in.
func isAnd(word string) bool {
	switch word {
	case "und", "et", "y", "e", "en", "i", "og", "och":
		return true
	}
	return false
}

// cutTrailingForm cuts the longest legal form off the end.
func cutTrailingForm(key string) string {
	cut, start := len(key), len(key)
	for range lastWords()[key[strings.LastIndexByte(key, ' ')+1:]] {
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

// cutInnerForms removes the first of the legal forms that are not a word of any language,
// if it is neither the first nor the last word: "acme gmbh niederlassung berlin".
func cutInnerForms(key string) string {
	start := strings.IndexByte(key, ' ')
	for start >= 0 {
		word, rest, more := strings.Cut(key[start+1:], " ")
		if !more {
			return key
		}
		second, _, more := strings.Cut(rest, " ")
		if length := innerForm(word, second, more); length > 0 {
			return key[:start] + key[start+1+length:]
		}
		start += 1 + len(word)
	}
	return key
}

// innerForm returns the length of the form that two adjacent words begin with, or 0. The
// second word counts only if another word follows it.
func innerForm(first, second string, followed bool) int {
	switch first {
	case "pty", "ab", "oy":
		if pair := first + " " + second; followed && (pair == "pty ltd" || pair == "ab oy" || pair == "oy ab") {
			return len(pair)
		}
		if first == "oy" {
			return len(first)
		}
	case "gmbh", "ltd", "llc", "inc", "plc", "oyj", "aktiengesellschaft", "sarl", "srl", "bv":
		return len(first)
	}
	return 0
}

// cutLeadingForm cuts off a legal form that comes before names.
func cutLeadingForm(key string) string {
	first, rest, found := strings.Cut(key, " ")
	if !found {
		return key
	}
	switch first {
	case "sarl", "eurl", "sasu", "oy", "ab", "oyj", "pt", "ooo", "oao", "zao", "pao", "uab", "sia", "tov", "ооо", "оао", "зао", "пао", "ао", "ип", "тов":
		return rest
	}
	return key
}
