package contact

import (
	"strings"
	"unicode"
)

// CommaBehindFamily rewrites a full name that begins with the family name as "Family,
// Given", the form that ParseName reads: Rossi Mario, DE LA CRUZ Juan, Dott. De Luca Anna
// Maria. Words in capitals followed by words that are not are the family name. Otherwise it
// ends before the first known given name or, if there is none, after its first word and the
// particles before that. A name with a comma or of one word is returned as it is.
func CommaBehindFamily(full string) string {
	words := strings.Fields(full)
	titles := 0
	for titles < len(words) && isTitle(words[titles]) {
		titles++
	}
	rest := words[titles:]
	if len(rest) < 2 || strings.IndexByte(full, ',') >= 0 {
		return full
	}
	given := capitals(rest)
	if given == 0 || given == len(rest) {
		given = behindFamily(rest)
	}
	return strings.Join(rest[:given], " ") + ", " + strings.Join(append(words[:titles:titles], rest[given:]...), " ")
}

// CommaWhereFamilyFirst does what CommaBehindFamily does to a full name that surely begins
// with the family name, and returns any other as it is. It is for columns that hold names in
// both orders: Krüger Kai is Krüger, Kai there, but Taylor James may be either.
func CommaWhereFamilyFirst(full string) string {
	if OrderOfName(full) != FamilyThenGiven {
		return full
	}
	words := strings.Fields(full)
	for isTitle(words[0]) {
		words = words[1:]
	}
	first, last := words[0], words[len(words)-1]
	family := isFrequentFamilyName(first) || isCapitals(first)
	if !family || !beginsGiven(last) || isFrequentFamilyName(last) {
		return full
	}
	return CommaBehindFamily(full)
}

func isFrequentFamilyName(word string) bool {
	return FrequentFamilyNames().Shares(FamilyNameKey(word)) != nil
}

// behindFamily finds the first given name after a family name.
func behindFamily(words []string) int {
	given := 1
	for given < len(words)-1 && classOf(words[given-1])&wordParticle != 0 {
		given++
	}
	for i := given; i < len(words); i++ {
		if beginsGiven(words[i]) {
			return i
		}
	}
	return given
}

// beginsGiven reports whether a word, or the first part of a double one, is a known given
// name.
func beginsGiven(word string) bool {
	first, _, _ := strings.Cut(word, "-")
	return IsGivenName(first)
}

// capitals counts the words in capitals at the start of a name.
func capitals(words []string) int {
	n := 0
	for n < len(words) && isCapitals(words[n]) {
		n++
	}
	return n
}

func isCapitals(word string) bool {
	return len(word) > 2 && !strings.ContainsFunc(word, unicode.IsLower) && strings.ContainsFunc(word, unicode.IsUpper)
}

// NameOrder is the order of a full name, as far as it shows.
type NameOrder int

// These are the orders of a name.
const (
	NameOrderUnknown NameOrder = iota
	GivenThenFamily
	FamilyThenGiven
)

// OrderOfName tells whether the given or the family name comes first in a full name, if only
// one of its ends is a known given name or only one is in capitals. The order of a name
// with a comma is unknown.
func OrderOfName(full string) NameOrder {
	words := strings.Fields(full)
	for len(words) > 0 && isTitle(words[0]) {
		words = words[1:]
	}
	if len(words) < 2 || strings.IndexByte(full, ',') >= 0 {
		return NameOrderUnknown
	}
	first, last := words[0], words[len(words)-1]
	if a, b := isCapitals(first), isCapitals(last); a != b {
		if a {
			return FamilyThenGiven
		}
		return GivenThenFamily
	}
	switch a, b := beginsGiven(first), beginsGiven(last); {
	case a && !b:
		return GivenThenFamily
	case b && !a:
		return FamilyThenGiven
	}
	return NameOrderUnknown
}
