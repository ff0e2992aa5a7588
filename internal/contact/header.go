package contact

import (
	_ "embed"
	"slices"
	"sync"
	"unicode"

	"galena/internal/embedded"
)

//go:embed other_people.tsv
var otherPeopleTSV string

// otherPeople maps words for people other than the person of a record to who they are:
// "other" or "payer", or "contact" and "further" for one more contact.
var otherPeople = sync.OnceValue(func() map[string]string {
	who := map[string]string{}
	for cells := range embedded.Rows(otherPeopleTSV) {
		who[cells[1]] = cells[0]
	}
	return who
})

// OfOthers reports whether a header is about somebody other than the person of the record:
// an owner, a manager, a parent.
func OfOthers(header string) bool {
	words := HeaderWords(header)
	if len(words) > 1 && words[len(words)-1] == "by" { // alone, "by" is a year of birth
		return true
	}
	return slices.ContainsFunc(words, func(word string) bool { return otherPeople()[word] == "other" })
}

// OfPayer reports whether a header is about the person who bought or paid. That is the
// person of the record, unless other columns say who that is.
func OfPayer(header string) bool {
	return slices.ContainsFunc(HeaderWords(header), func(word string) bool { return otherPeople()[word] == "payer" })
}

// OfFurtherContact reports whether a header is about one more contact, such as "Contact 2"
// or "Secondary Contact Phone". A record with two contacts is about neither, but about the
// company or the household that both belong to.
func OfFurtherContact(header string) bool {
	words := HeaderWords(header)
	says := func(who string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return otherPeople()[word] == who })
	}
	return says("contact") && says("further")
}

// HeaderWords splits a header into lower-case words: at everything but letters and digits,
// and between a lower-case letter and a capital.
func HeaderWords(header string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, string(word))
			word = word[:0]
		}
	}
	small := false
	for _, r := range header {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
		case unicode.IsUpper(r) && small:
			flush()
			fallthrough
		default:
			word = append(word, unicode.ToLower(r))
		}
		small = unicode.IsLower(r)
	}
	flush()
	return words
}
