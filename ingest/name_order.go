package ingest

import "galena/internal/contact"

// saysFamilyFirst reports whether a header names the family name before the given name.
func saysFamilyFirst(header string) bool {
	words := contact.HeaderWords(header)
	first, last := givenName.in(words), familyName.in(words)
	if last < 0 {
		last = familyNameAlone.in(words)
	}
	return first >= 0 && last >= 0 && last <= first
}

// If a header says nothing about the order, at least fewestOrdered names must show theirs,
// and mostlyOrdered of them to one must have the family name first. Where fewer have, but at
// least fewestMixed and one to mostlyOrdered, the order of each name is its own.
const (
	fewestOrdered = 10
	mostlyOrdered = 9
	fewestMixed   = 3
)

// ordersNames detects whether full names begin with the family name, if no other column
// holds a part of the name.
func (s *subject) ordersNames(m *Mapping) {
	if !s.describes || m.has("first_name", "last_name") {
		return
	}
	i := m.first("full_name")
	if i < 0 {
		return
	}
	count := map[contact.NameOrder]int{}
	for _, value := range s.values(i) {
		count[contact.OrderOfName(value)]++
	}
	familyFirst, givenFirst := count[contact.FamilyThenGiven], count[contact.GivenThenFamily]
	c := &m.Columns[i]
	switch {
	case saysFamilyFirst(c.Header):
		c.familyFirst = familyFirst >= givenFirst
	case familyFirst >= fewestOrdered && familyFirst >= mostlyOrdered*givenFirst:
		c.familyFirst = true
		c.Warnings = append(c.Warnings, "its values put the family name first: Rossi Mario is read as Rossi, Mario")
	case familyFirst >= fewestMixed && mostlyOrdered*familyFirst >= givenFirst:
		c.anyOrder = true
		c.Warnings = append(c.Warnings, "some of its values put the family name first: Rossi Mario is read as Rossi, Mario, and Mario Rossi as it is")
	}
}
