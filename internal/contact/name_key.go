package contact

import "strings"

// GivenNameKey folds a given name like NameKey, but keeps its words apart: "Anna-Maria K."
// is "anna maria k", since elsewhere she may be just Anna.
func GivenNameKey(s string) string { return FoldWords(s) }

// FamilyNameKey folds a family name like NameKey, but keeps its words apart, except that
// particles and other short words are joined with the word after them: "García-Lorca" is
// "garcia lorca", "van der Berg" is "vanderberg".
func FamilyNameKey(s string) string {
	folded := FoldWords(s)
	if strings.IndexByte(folded, ' ') < 0 {
		return folded
	}
	var key []byte
	for word := range strings.FieldsSeq(folded) {
		key = append(key, word...)
		if len(word) > 2 && classOf(word)&wordParticle == 0 {
			key = append(key, ' ')
		}
	}
	return strings.TrimSuffix(string(key), " ")
}

// inOneWord joins a key of several words, which gives the NameKey.
func inOneWord(key string) string {
	if strings.IndexByte(key, ' ') < 0 {
		return key
	}
	return strings.ReplaceAll(key, " ", "")
}
