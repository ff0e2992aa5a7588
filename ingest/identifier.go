package ingest

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"galena/internal/contact"
)

// recordID is the canonical column of a record's id in its source.
const recordID = "source_record_id"

// companyID is the canonical column of the id of the company that the people belong to.
const companyID = "company_source_id"

// fewestRepeated is the minimum number of sampled rows that must repeat a value of another
// row before the names in them can tell whether the value is a company's.
const fewestRepeated = 3

// ofSeveralPeople reports whether most of the sampled rows that repeat a value of a column
// name somebody other than the first row with that value does: the two names have no word
// in common.
func (s *subject) ofSeveralPeople(m *Mapping, column int) bool {
	first := map[string][]string{}
	repeated, others := 0, 0
	for row, value := range s.values(column) {
		name := s.nameIn(m, row)
		if value == "" || len(name) == 0 {
			continue
		}
		known, ok := first[value]
		if !ok {
			first[value] = name
			continue
		}
		repeated++
		others += boolInt(!slices.ContainsFunc(name, func(word string) bool { return slices.Contains(known, word) }))
	}
	return repeated >= fewestRepeated && 2*others > repeated
}

// nameIn returns the words of the name in a sampled row.
func (s *subject) nameIn(m *Mapping, row int) (words []string) {
	for i, c := range m.Columns {
		if values := s.values(i); row < len(values) && (c.Name == "first_name" || c.Name == "last_name" || c.Name == "full_name") {
			words = append(words, strings.Fields(contact.FoldWords(values[row]))...)
		}
	}
	return words
}

// findID maps the column whose header looks like the id of the file's records, if no id is
// known by name. If rows are records, its values must be filled and distinct as far as the
// sample goes. Of two equally likely columns neither is mapped.
func (s *subject) findID(m *Mapping) {
	if named := m.Named(recordID); len(named) > 0 {
		for i := range m.Columns {
			c := &m.Columns[i]
			if c.Name != recordID || !s.describes || s.identifies(i) {
				continue
			}
			if c.Why != WhyConfig && !m.has(companyID) && m.has("company_name") && s.ofSeveralPeople(m, i) {
				c.Name, c.Why, c.kind = companyID, WhyValues, s.kinds[companyID]
				c.Warnings = append(c.Warnings, "rows with the same value name different people, so it is read as the company's id; if it is the record's, name it with id: in pipeline.yaml")
				continue
			}
			c.Warnings = append(c.Warnings, "values are empty or repeated: rows with the same id count as the same record")
		}
		return
	}
	if s.accounts(m) {
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

// accounts maps the id of a company to the id of the record if the file holds only
// companies, each in one row.
func (s *subject) accounts(m *Mapping) bool {
	i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Name == companyID && c.Why != WhyConfig })
	if i < 0 || !s.describes || m.has("first_name", "last_name", "full_name", "email", "emails_other") || !s.identifies(i) {
		return false
	}
	m.Columns[i].Name, m.Columns[i].Why, m.Columns[i].kind = recordID, WhyPattern, contact.KindID
	return true
}

// idLikelihood returns how likely a header names the id of its row; 0 means not at all. A
// bare id is most likely, then the id of a person, then that of what the file is named
// after, then an id in the first column. A number is less likely than an id.
func (s *subject) idLikelihood(i int) int {
	words := contact.HeaderWords(withoutBrackets(s.headers[i]))
	if strings.HasSuffix(strings.TrimSpace(s.headers[i]), "#") {
		words = append(words, "number")
	}
	if len(words) == 0 {
		return 0
	}
	if !isIDWord(words[len(words)-1]) {
		return s.numberLikelihood(i, words)
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

// numberLikelihood is the idLikelihood of a header that ends in a word for a number, such
// as "Donor No": the number of a person, or one in the first column. A number that merely
// counts the rows, as in a spreadsheet, does not qualify: one more row would change all
// other ids.
func (s *subject) numberLikelihood(i int, words []string) int {
	switch last := words[len(words)-1]; {
	case !isNumberWord(last):
	case len(words) > 1 && slices.Contains(personWords, words[len(words)-2]):
		return 2
	case i == 0 && s.describes && !s.counts(i):
		return 1
	}
	return 0
}

// personWords come before "id" if it is the id of a person's record.
var personWords = []string{
	"contact", "lead", "person", "user", "customer", "member", "subscriber", "client", "prospect", "profile", "record",
	"row", "source", "signup", "candidate", "applicant", "attendee", "guest", "patient", "donor", "crm",
}

// numberWords end headers of numbers that people or systems give to records.
var numberWords = []string{
	"no", "nr", "nro", "num", "number", "numero", "número", "numéro", "nummer", "numer", "code", "codigo", "código", "codice", "kod", "kode", "номер",
}

func isNumberWord(word string) bool {
	return slices.Contains(numberWords, word) || strings.HasSuffix(word, "nummer") || strings.HasSuffix(word, "nr")
}

func isIDWord(word string) bool {
	return word == "id" || word == "uid" || word == "uuid" || word == "guid" || word == "key"
}

// identifies reports whether the sampled values of a column are filled and distinct. A file
// without rows does not contradict that.
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

// counts reports whether the sampled values of a column are consecutive whole numbers.
func (s *subject) counts(i int) bool {
	last := -1
	for _, value := range s.values(i) {
		n, err := strconv.Atoi(value)
		if err != nil || last >= 0 && n != last+1 {
			return false
		}
		last = n
	}
	return true
}
