package ingest

import (
	_ "embed"
	"slices"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// whom is whom, or which part of their name, a word of a header says that a
// column names.
type whom string

// What whom.tsv says of words.
const (
	familyName      whom = "family"
	familyNameAlone whom = "family_alone"
	givenName       whom = "given"
	oneOfSeveral    whom = "numbered"
	personToAsk     whom = "asked_for"
	organization    whom = "organization"
)

var (
	//go:embed whom.tsv
	whomTSV string

	whomWords = sync.OnceValue(func() map[whom]map[string]bool {
		words := map[whom]map[string]bool{}
		for cells := range embedded.Rows(whomTSV) {
			role := whom(cells[0])
			if words[role] == nil {
				words[role] = map[string]bool{}
			}
			words[role][cells[1]] = true
		}
		return words
	})
)

// in is the index of the first of some words in lower case that says so, or -1.
func (w whom) in(words []string) int {
	said := whomWords()[w]
	return slices.IndexFunc(words, func(word string) bool { return said[word] })
}

// OfCompanies reports whether the rows of a file seem to be companies: each
// describes a company, and then says whom to ask for.
func (m Mapping) OfCompanies() bool {
	company := m.first("company_name")
	named := m.first("full_name", "first_name", "last_name")
	describes := m.has("website", "employee_count", "annual_revenue", "industry", "company_phone", "street")
	return company >= 0 && named > company && describes && personToAsk.in(contact.HeaderWords(m.Columns[named].Header)) >= 0
}
