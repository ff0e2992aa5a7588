package contact

import (
	"strings"
	"unicode"
)

// CommaBehindFamily writes a full name that begins with the family name as "Family, Given", as ParseName reads it: Rossi Mario, DE LA CRUZ
// Juan, Dott. De Luca Anna Maria. The family name is what stands in capitals before what does not; else it ends before the first word that is known
// as a given name, or where there is none behind its first word and the particles before that. What has a comma, or is one word, stays.
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

// behindFamily finds the first given name behind a family name.
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

// beginsGiven reports whether a word, or of a double one the first, is a known given name.
func beginsGiven(word string) bool {
	first, _, _ := strings.Cut(word, "-")
	return IsGivenName(first)
}

// capitals counts the words in capitals that a name begins with.
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

// NameOrder is what a full name shows of its order.
type NameOrder int

// The orders of a name.
const (
	NameOrderUnknown NameOrder = iota
	GivenThenFamily
	FamilyThenGiven
)

// OrderOfName tells which of its ends a full name begins with: which of them is a known given name where the other is not, or stands in capitals
// where the other does not. With a comma, it is unknown.
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
