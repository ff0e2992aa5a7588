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
	// lastWords are the last words of the forms, and how many words the longest
	// has that ends so: few names end in one, and the others need no further look.
	lastWords = sync.OnceValue(func() map[string]int {
		longest := map[string]int{}
		for form := range legalForms() {
			last := form[strings.LastIndexByte(form, ' ')+1:]
			longest[last] = max(longest[last], 1+strings.Count(form, " "))
		}
		return longest
	})
)

// CompanyKey returns what tells one company's name from another's: folded words
// in their order, without "and" in nine languages, and without legal forms: any at
// the end, those that go first in their country (Oy, PT, OOO, SARL) at the start,
// and unmistakable ones inside. "Müller & Söhne GmbH" is
// "muller sohne". A name of legal forms alone keeps them, since the
// company is called so: "SAS" is "sas". Usual abbreviations are written out, and
// "of", "the" and "Dr." left out: "Univ. of Otago" is "university otago". A key is its own
// key.
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

// plainUmlauts writes what stands for an umlaut in a folded name as the letter
// that umlauts are folded to: mueller as muller. Where another letter than a
// consonant follows, or the u of "ue" belongs to the letter in front of it, as in
// "neue" and "queen", it is none; nor is it in Michael and Samuel.
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

// dropAnd removes "and" from folded words, and what is "and" in another language
// where it stands between two others: there is a Y Combinator.
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

// isAnd reports whether a word is "and" in one of the languages that a firm
// founded by two writes it in.
func isAnd(word string) bool {
	switch word {
	case "und", "et", "y", "e", "en", "i", "og", "och":
		return true
	}
	return false
}

// cutTrailingForm takes the longest legal form off the end.
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

// cutInnerForms takes out the first of the forms that are no word of any
// language, if it stands behind the first word and before the last: "acme gmbh
// niederlassung berlin".
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

// innerForm returns the length of the form that two neighbouring words begin
// with, 0 if there is none. The second word counts only where another follows.
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

// cutLeadingForm takes off a legal form that goes before names.
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
