package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed company_words.tsv
	companyWordsTSV string

	//go:embed company_kinds.tsv
	companyKindsTSV string
)

// companyWords maps words to the words they stand for, anywhere in a name or only as its
// first word.
type companyWords struct{ first, any map[string]string }

var companyWord = sync.OnceValue(func() companyWords {
	words := companyWords{first: map[string]string{}, any: map[string]string{}}
	for cells := range embedded.Rows(companyWordsTSV) {
		word, form := plainUmlauts(cells[1]), plainUmlauts(strings.Trim(cells[2], "-"))
		if cells[0] == "first" {
			words.first[word] = form
		} else {
			words.any[word] = form
		}
	}
	return words
})

// usualWords replaces the words of a folded name by their forms in company_words.tsv, and
// drops "of" and the words that the table drops: University of Otago and Otago Univ. have
// the same words. A name of nothing else is left as it is.
func usualWords(folded string) string {
	usual, first := companyWord(), true
	for word := range strings.SplitSeq(folded, " ") {
		if _, other := usual.usual(word, first); other {
			return usual.rewrite(folded)
		}
		first = false
	}
	return folded
}

// usual returns the form to write a word in, "" if it is dropped, and whether that differs
// from the word.
func (w companyWords) usual(word string, first bool) (form string, other bool) {
	if word == "of" && !first {
		return "", true
	}
	if form, other = w.any[word]; !other && first {
		form, other = w.first[word]
	}
	return form, other
}

func (w companyWords) rewrite(folded string) string {
	words := strings.Fields(folded)
	kept := words[:0]
	for i, word := range words {
		if form, other := w.usual(word, i == 0); other {
			word = form
		}
		if word != "" {
			kept = append(kept, word)
		}
	}
	if len(kept) == 0 {
		return folded
	}
	return strings.Join(kept, " ")
}

// companyKind is what a word in a company's name says about what the company is.
type companyKind struct{ set, kind uint8 }

var companyKinds = sync.OnceValue(func() map[string][]companyKind {
	kinds, sets, kind := map[string][]companyKind{}, map[string]uint8{}, uint8(0)
	for line := range embedded.Lines(companyKindsTSV) {
		set, words, _ := strings.Cut(line, "\t")
		if sets[set] == 0 {
			sets[set] = uint8(len(sets) + 1)
		}
		kind++
		for word := range strings.FieldsSeq(words) {
			word = plainUmlauts(word)
			kinds[word] = append(kinds[word], companyKind{sets[set], kind})
		}
	}
	return kinds
})

// IsCompanyKind reports whether a word of a CompanyKey says what the company is.
func IsCompanyKind(word string) bool { return companyKinds()[word] != nil }

// SameCompanyKind reports whether two words of CompanyKeys mean the same kind of company,
// as hotel and gasthof do.
func SameCompanyKind(a, b string) bool {
	for _, x := range companyKinds()[a] {
		for _, y := range companyKinds()[b] {
			if x.kind == y.kind {
				return true
			}
		}
	}
	return false
}

// OtherCompanyKind reports whether two words of CompanyKeys name kinds that one company is
// not both of, as bakery and butcher do, or north and south.
func OtherCompanyKind(a, b string) bool {
	other := false
	for _, x := range companyKinds()[a] {
		for _, y := range companyKinds()[b] {
			if x.kind == y.kind {
				return false
			}
			other = other || x.set == y.set
		}
	}
	return other
}
