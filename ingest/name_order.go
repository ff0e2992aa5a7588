package ingest

import (
	"slices"

	"galena/internal/contact"
)

// Words of headers for the two parts of a name; the last two mean the family name only where no other says it.
var (
	familyWords = []string{
		"last", "surname", "family", "nachname", "familienname", "zuname", "cognome", "cognomi", "apellido", "apellidos", "sobrenome", "apelido", "nazwisko",
		"achternaam", "efternamn", "etternavn", "efternavn", "příjmení", "priezvisko", "soyad", "soyadı", "sukunimi", "фамилия", "фио", "name", "nom",
	}
	givenWords = []string{
		"first", "given", "forename", "vorname", "vornamen", "rufname", "nome", "nomi", "nombre", "nombres", "prénom", "prenom", "prénoms", "imię", "imie",
		"voornaam", "förnamn", "fornavn", "jméno", "meno", "ad", "adı", "etunimi", "имя", "фио",
	}
)

// saysFamilyFirst reports whether a header names the family name before the given name.
func saysFamilyFirst(header string) bool {
	words := contact.HeaderWords(header)
	in := func(list []string) func(string) bool {
		return func(word string) bool { return slices.Contains(list, word) }
	}
	given := slices.IndexFunc(words, in(givenWords))
	family := slices.IndexFunc(words, in(familyWords[:len(familyWords)-2]))
	if family < 0 {
		family = slices.IndexFunc(words, in(familyWords))
	}
	return given >= 0 && family >= 0 && family <= given
}

// Where a header says nothing of the order, so many names and so much of those that show one must have the family name first.
const (
	fewestOrdered = 10
	mostlyOrdered = 9 // to one
)

// ordersNames finds out whether full names begin with the family name, where no other column holds a part of them.
func (s *subject) ordersNames(m *Mapping) {
	if !s.describes || m.has("first_name", "last_name") {
		return
	}
	i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Name == "full_name" })
	if i < 0 {
		return
	}
	count := map[contact.NameOrder]int{}
	for _, value := range s.values(i) {
		count[contact.OrderOfName(value)]++
	}
	family, given := count[contact.FamilyThenGiven], count[contact.GivenThenFamily]
	c := &m.Columns[i]
	switch {
	case saysFamilyFirst(c.Header):
		c.familyFirst = family >= given
	case family >= fewestOrdered && family >= mostlyOrdered*given:
		c.familyFirst = true
		c.Warnings = append(c.Warnings, "the family name stands first, as its values show: Rossi Mario is read as Rossi, Mario")
	}
}
