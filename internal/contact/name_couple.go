package contact

import (
	"slices"
	"strings"
)

// readCouple reads the name of two people, the first of whom is the person: "Mr A. & Mrs S.
// Lee", "Ann Lee and Jo Ray". It is not ok if the two have only one title or one given name
// between them, as in "Mr & Mrs Lee" and "Ann and Jo Lee"; the words are then read in
// order.
func (name *Name) readCouple(words []string, suffixes *[]string) (ok bool) {
	at := slices.IndexFunc(words, isPairing)
	if at < 1 || at == len(words)-1 {
		return false
	}
	var second Name
	one, two := cutTitles(words[:at], name), cutTitles(words[at+1:], &second)
	switch {
	case len(one) == 0 || len(two) == 0:
	case second.Prefix != "", len(one) > 1 && IsGivenName(one[0]) && IsGivenName(two[0]):
		one = cutSuffixes(one, suffixes, true)
		switch {
		case len(one) > 1:
			family := familyStart(one)
			name.Family = strings.Join(one[family:], " ")
			name.setGiven(one[:family])
		case len(two) > 1:
			family := familyStart(two)
			name.Family = strings.Join(two[family:], " ")
			name.setGiven(one)
			words = words[:len(words)-len(two)+family]
		default:
			name.Family = one[0]
		}
		name.Partner = strings.Join(words[at:], " ")
		return true
	}
	name.Prefix = ""
	return false
}

// isPairing reports whether a word joins the names of two people.
func isPairing(word string) bool {
	switch lowerASCII(word) {
	case "&", "+", "and", "und", "et", "en":
		return true
	}
	return false
}

// FirstOfCouple returns the first of two given names in one value, "William" for "William
// and Angela", and any other value as it is.
func FirstOfCouple(given string) string {
	for start := 0; ; {
		at := strings.IndexByte(given[start:], ' ')
		if at < 0 {
			return given
		}
		at += start
		start = at + 1
		if word, rest, ok := strings.Cut(given[start:], " "); ok && rest != "" && isPairing(word) {
			return given[:at]
		}
	}
}

// isCouple reports whether a name with an ampersand names two people and not a company: it
// begins with a title, or has given names on both sides followed by a family name.
func isCouple(name string) bool {
	words := strings.Fields(name)
	at := slices.IndexFunc(words, isPairing)
	if at < 1 || at == len(words)-1 {
		return false
	}
	return isTitle(words[0]) || at+2 < len(words) && IsGivenName(words[0]) && IsGivenName(words[at+1])
}
