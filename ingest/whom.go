package ingest

import (
	_ "embed"
	"slices"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// whom is the role of a word in a header: the kind of person, or the part of a name, that
// the column holds.
type whom string

// These are the roles in whom.tsv.
const (
	familyName      whom = "family"
	familyNameAlone whom = "family_alone"
	givenName       whom = "given"
	oneOfSeveral    whom = "numbered"
	personToAsk     whom = "asked_for"
	organization    whom = "organization"
	tradingPartner  whom = "trading"
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

// in returns the index of the first of some lower-case words with the role, or -1.
func (w whom) in(words []string) int { return slices.IndexFunc(words, w.says) }

// says reports whether a lower-case word has the role.
func (w whom) says(word string) bool { return whomWords()[w][word] }

// OfCompanies reports whether the rows of a file seem to be companies: each describes a
// company, followed by the person to ask for.
func (m Mapping) OfCompanies() bool {
	company := m.first("company_name")
	named := m.first("full_name", "first_name", "last_name")
	describes := m.has("website", "employee_count", "annual_revenue", "industry", "company_phone", "street")
	return company >= 0 && named > company && describes && personToAsk.in(contact.HeaderWords(m.Columns[named].Header)) >= 0
}
