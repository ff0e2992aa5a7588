package ingest

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"galena/internal/contact"
)

// recordID is the canonical column of a record's id in its source.
const recordID = "source_record_id"

// findID maps the column whose header looks like the id of the file's records,
// where none is known by name. In a file of records its values must be filled
// and distinct as far as the sample goes; two that are equally likely are left
// alone.
func (s *subject) findID(m *Mapping) {
	if named := m.Named(recordID); len(named) > 0 {
		for i := range m.Columns {
			if c := &m.Columns[i]; c.Name == recordID && s.describes && !s.identifies(i) {
				c.Warnings = append(c.Warnings, "values are empty or repeated: rows with the same id count as the same record")
			}
		}
		return
	}
	best, likely, several := -1, 0, false
	for i, c := range m.Columns {
		if c.Canonical() || s.describes && !s.identifies(i) {
			continue
		}
		switch likelihood := s.idLikelihood(i); {
		case likelihood == 0 || likelihood < likely:
		case likelihood == likely:
			several = true
		default:
			best, likely, several = i, likelihood, false
		}
	}
	switch {
	case several:
		m.Warnings = append(m.Warnings, "several columns look like the id of a record; name one with id: in pipeline.yaml")
	case best >= 0:
		m.Columns[best].Name, m.Columns[best].Why, m.Columns[best].kind = recordID, WhyPattern, contact.KindID
	}
}

// idLikelihood says how likely a header names the id of its row: 0 not at all.
// A bare id says most, then one of a person or of what the file is called
// after, then an id in the first column.
func (s *subject) idLikelihood(i int) int {
	words := headerWords(s.headers[i])
	if len(words) == 0 || !isIDWord(words[len(words)-1]) {
		return 0
	}
	switch {
	case len(words) == 1:
		return 4
	case slices.Contains(personWords, words[len(words)-2]):
		return 3
	case strings.TrimSuffix(contact.NameKey(stem(filepath.Base(s.path))), "s") == strings.Join(words[:len(words)-1], ""):
		return 2
	case i == 0 && s.describes:
		return 1
	}
	return 0
}

// personWords stand before "id" where it is that of a person's record.
var personWords = []string{
	"contact", "lead", "person", "user", "customer", "member", "subscriber", "client", "prospect", "profile", "record",
	"row", "source", "signup", "candidate", "applicant", "attendee", "guest", "patient", "donor", "crm",
}

func isIDWord(word string) bool {
	return word == "id" || word == "uid" || word == "uuid" || word == "guid" || word == "key"
}

// identifies reports whether the sampled values of a column are filled and
// distinct. A file without rows says nothing against it.
func (s *subject) identifies(i int) bool {
	if i >= len(s.sample) {
		return true
	}
	seen := make(map[string]bool, len(s.sample[i]))
	for _, value := range s.sample[i] {
		if value == "" || seen[value] {
			return false
		}
		seen[value] = true
	}
	return true
}

// headerWords splits a header at all but letters and digits, and where a
// capital follows a small letter.
func headerWords(header string) []string {
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
