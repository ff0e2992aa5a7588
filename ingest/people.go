package ingest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"galena/internal/contact"
)

// severalPeople handles rows that describe several people side by side. The first of them
// is the record, unless another column names the person of the row. The columns of the
// others keep their own names, and a warning says so.
func (s *subject) severalPeople(m *Mapping) {
	if !s.describes {
		return
	}
	people := s.people(m)
	if len(people) == 0 {
		return
	}
	if !m.has(nameColumns...) {
		first := slices.Min(slices.Collect(maps.Keys(people)))
		for name, i := range people[first] {
			if name == "email" && m.has(name) {
				name = furtherOnes[contact.KindEmail]
			}
			if c := &m.Columns[i]; !c.Canonical() && !m.has(name) {
				c.Name, c.Why, c.kind = name, WhySynonym, s.kinds[name]
			}
		}
		delete(people, first)
	}
	var others []int
	for _, columns := range people {
		for i := range maps.Values(columns) {
			m.Columns[i].Name, m.Columns[i].Why, m.Columns[i].kind = "", WhyOwn, ""
			others = append(others, i)
		}
	}
	if len(others) > 0 {
		m.Warnings = append(m.Warnings, "rows tell of several people, and one of each row becomes a lead: "+m.Columns[slices.Min(others)].Header+
			" and what else is of others is kept beside it; to have them too, give each a row of their own")
	}
}

// people returns, for each numbered person with a name (or with an address, in a file
// without names), the index of each column by what it holds.
func (s *subject) people(m *Mapping) map[int]map[string]int {
	people := map[int]map[string]int{}
	for i, c := range m.Columns {
		if number, name := s.numberedPerson(c); name != "" {
			if people[number] == nil {
				people[number] = map[string]int{}
			}
			if _, twice := people[number][name]; !twice {
				people[number][name] = i
			}
		}
	}
	maps.DeleteFunc(people, func(_ int, columns map[string]int) bool {
		i, addressed := columns["email"]
		named := slices.ContainsFunc(nameColumns, func(name string) bool { _, ok := columns[name]; return ok })
		return !named && (!addressed || m.Columns[i].Canonical() || m.has(nameColumns...))
	})
	return people
}

// numberedPerson returns the number of the person that a column is about, and the canonical
// column for its content, or "" if there is no such person.
func (s *subject) numberedPerson(c Column) (number int, name string) {
	if c.Why == WhyConfig {
		return 0, ""
	}
	var words []string
	for _, word := range contact.HeaderWords(c.Header) {
		letters := strings.TrimRight(word, "0123456789")
		if n, err := strconv.Atoi(word[len(letters):]); err == nil && number == 0 && n < 100 {
			number = n
		} else if err == nil {
			return 0, ""
		}
		if letters != "" {
			words = append(words, letters)
		}
	}
	if number == 0 || oneOfSeveral.in(words) < 0 {
		return 0, ""
	}
	e, ok := s.lookup(strings.Join(words, " "))
	if !ok || e.column == recordID || isRefusal(e.column) {
		return 0, ""
	}
	return number, e.column
}
