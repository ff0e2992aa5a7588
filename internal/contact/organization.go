package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed organization_words.txt
	organizationWordsTXT string

	organizationWords = sync.OnceValue(func() map[string]bool { return embedded.Set(organizationWordsTXT) })
)

// ReadsLikeOrganization reports whether a name has what names of companies and institutions
// have and those of people do not: a legal form, a word such as "services" or "the", a
// possessive, a digit, or an ampersand that does not join a couple. Many company names have
// none of these, so the result can tell what a column holds, but not what a single value
// is.
func ReadsLikeOrganization(name string) bool {
	couple := isCouple(name)
	if strings.ContainsAny(name, "0123456789/@!") || !couple && strings.Contains(name, "&") {
		return true
	}
	words := strings.Fields(FoldWords(name))
	for _, word := range words {
		if organizationWords()[word] && !(couple && isPairing(word)) {
			return true
		}
	}
	for word := range strings.FieldsSeq(name) {
		if possessive(word) {
			return true
		}
	}
	whole := strings.Join(words, " ")
	return len(words) > 1 && (cutTrailingForm(whole) != whole || cutLeadingForm(whole) != whole)
}

// possessive reports whether a word ends like "Angelo's". Words of up to three letters do
// not count: they are Irish or Scottish particles.
func possessive(word string) bool {
	word = strings.ToLower(word)
	return len(word) > 4 && (strings.HasSuffix(word, "'s") || strings.HasSuffix(word, "’s"))
}
