package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed gender_words.tsv
var genderWordsTSV string

// genderWords maps folded words to the sex they tell, "f" or "m".
type genderWords struct {
	headers, salutations, values map[string]string
}

var genders = sync.OnceValue(func() genderWords {
	words := genderWords{headers: map[string]string{}, salutations: map[string]string{}, values: map[string]string{}}
	tables := map[string]map[string]string{"header": words.headers, "salutation": words.salutations, "value": words.values}
	for line := range embedded.Lines(genderWordsTSV) {
		table, rest, _ := strings.Cut(line, "\t")
		sex, list, _ := strings.Cut(rest, "\t")
		for word := range strings.FieldsSeq(list) {
			tables[table][word] = sex
		}
	}
	return words
})

// IsGenderHeader reports whether a column with this header holds the sex of people.
func IsGenderHeader(header string) bool {
	_, known := genders().headers[NameKey(header)]
	return known
}

// Gender returns "f" or "m" for a value of a column with this header, or "" if the value
// tells neither: under sexo, an m may stand for mujer.
func Gender(header, value string) string {
	key := NameKey(value)
	if key == "m" && genders().headers[NameKey(header)] == "mf" {
		return ""
	}
	return genders().values[key]
}

// GenderOfSalutation returns "f" or "m" by how somebody is addressed, with or without
// further titles: "Frau Dr." is "f". It returns "" for titles alone, and if both sexes are
// addressed.
func GenderOfSalutation(prefix string) string {
	sex := ""
	for word := range strings.FieldsSeq(FoldWords(prefix)) {
		switch told := genders().salutations[word]; {
		case told == "" || told == sex:
		case sex == "":
			sex = told
		default:
			return ""
		}
	}
	return sex
}
