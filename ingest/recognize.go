package ingest

import (
	"slices"
	"strings"
	"unicode"

	"galena/internal/contact"
)

// recognize maps columns with unknown headers by their values, if the file has no other
// column with that meaning: names of people, in one column or two, else names of companies;
// and e-mail addresses. A header that asks for an organization, such as "School Name" or
// "Lieferant", is believed if there are names below it, since there may be numbers instead.
func (s *subject) recognize(m *Mapping) {
	if !s.describes {
		return
	}
	if !m.has("email", "emails_other") {
		s.take(m, "email", s.mostly(m, 0.8, func(v string) bool { return strings.Contains(v, "@") }))
	}
	if !m.has("company_name") {
		s.take(m, "company_name", s.organizations(m))
	}
	if m.has("first_name", "last_name", "full_name") {
		return
	}
	if full := s.mostly(m, 0.5, readsLikePerson); full >= 0 {
		s.take(m, "full_name", full)
		return
	}
	if given := s.mostly(m, 0.5, contact.IsGivenName); given >= 0 {
		s.take(m, "first_name", given)
		s.take(m, "last_name", s.beside(m, given))
		return
	}
	if !m.has("company_name") {
		s.take(m, "company_name", s.companies(m))
	}
}

// take maps a column to a canonical name; -1 is no column.
func (s *subject) take(m *Mapping, name string, i int) {
	if i >= 0 {
		m.Columns[i].Name, m.Columns[i].Why, m.Columns[i].kind = name, WhyValues, s.kinds[name]
	}
}

// has reports whether a column has one of these names.
func (m *Mapping) has(names ...string) bool { return m.first(names...) >= 0 }

// first returns the index of the first column with one of these names, or -1.
func (m *Mapping) first(names ...string) int {
	return slices.IndexFunc(m.Columns, func(c Column) bool { return slices.Contains(names, c.Name) })
}

// mostly returns the unmapped column with the largest share of values for which such holds,
// if that is at least share, else -1.
func (s *subject) mostly(m *Mapping, share float64, such func(string) bool) int {
	best, most := -1, 0.0
	for i, c := range m.Columns {
		found := s.share(i, such)
		if c.Canonical() || found < share || !s.ofEach(i) || contact.OfOthers(c.Header) {
			continue
		}
		if hits := found * float64(s.filled(i)); hits > most {
			best, most = i, hits
		}
	}
	return best
}

// fewestValues is the minimum number of values that a column is recognized by.
const fewestValues = 5

// ofEach reports whether a column has enough values, and enough distinct ones that they may
// belong to the records themselves, and not to a few people or firms who look after them.
// In a file without headers a fixed number of distinct ones suffices.
func (s *subject) ofEach(i int) bool {
	distinct := map[string]bool{}
	for _, value := range s.values(i) {
		distinct[value] = true
	}
	delete(distinct, "")
	return s.filled(i) >= fewestValues && (10*len(distinct) > 3*s.filled(i) || len(distinct) >= fewestDistinct && s.isNameless())
}

// asksForMore reports whether a header is a question, or is about a use, a reason or a
// remark. Answers to these are prose and not names, even if the header contains a word for
// an institution.
func asksForMore(header string) bool {
	return strings.HasSuffix(strings.TrimSpace(header), "?") || hasWord(header, questionWords)
}

// questionWords occur in the headers of columns that are answered in prose.
var questionWords = []string{
	"answer", "antwort", "bemerkung", "bemerkungen", "comment", "comments", "commentaire", "comentario", "describe", "description", "feedback", "how", "interest", "interested",
	"kommentar", "message", "nachricht", "note", "notes", "notiz", "pourquoi", "question", "reason", "remark", "remarks", "use", "warum", "wie", "what", "when", "why", "wofür", "zweck",
}

// readsLikePerson reports whether a value has two to five words, one of which is a known
// given name, and nothing that only names of companies have.
func readsLikePerson(value string) bool {
	words := strings.Fields(contact.FoldWords(value))
	return len(words) >= 2 && len(words) <= 5 && !contact.ReadsLikeOrganization(value) && slices.ContainsFunc(words, contact.IsGivenName)
}

// beside returns the column of family names next to one of given names, or -1.
func (s *subject) beside(m *Mapping, given int) int {
	for _, i := range [...]int{given + 1, given - 1} {
		if i < 0 || i >= len(m.Columns) || m.Columns[i].Canonical() || !s.ofEach(i) || contact.OfOthers(m.Columns[i].Header) {
			continue
		}
		word := func(v string) bool {
			return !strings.ContainsAny(v, "0123456789@/:_&") && strings.Count(v, " ") < 3
		}
		if s.share(i, word) > 0.9 {
			return i
		}
	}
	return -1
}

// organizations returns the first unmapped column whose header asks for names of
// organizations, or -1.
func (s *subject) organizations(m *Mapping) int {
	name := func(v string) bool { return strings.IndexFunc(v, unicode.IsLetter) >= 0 && 2*digits(v) < len(v) }
	for i, c := range m.Columns {
		if !c.Canonical() && namesOrganization(c.Header) && s.varied(i) && s.share(i, name) >= 0.8 {
			return i
		}
	}
	return -1
}

// namesOrganization reports whether a header says that the column is the name of an
// organization, and nothing else.
func namesOrganization(header string) bool {
	said := false
	for _, word := range essential(contact.HeaderWords(header)) {
		switch {
		case organization.says(word):
			said = true
		case !slices.Contains(nameWords, word):
			return false
		}
	}
	return said
}

// companies returns the column of names of companies, shops or institutions, or -1.
func (s *subject) companies(m *Mapping) int {
	numbers := func(v string) bool { return strings.ContainsAny(v, "0123456789@") }
	for i, c := range m.Columns {
		if !c.Canonical() && !asksForMore(c.Header) && s.ofEach(i) && s.share(i, numbers) < 0.3 && s.ofOrganizations(i) {
			return i
		}
	}
	return -1
}
