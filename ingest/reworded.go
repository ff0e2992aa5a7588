package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// reworded returns the column meant by a header that has a few words more or fewer than the
// table: words for whose it is ("Contact First", "Attendee Email", "primary phone"), or no
// small words ("date_naissance"). It finds only columns about the person or company that a
// record describes. The result ranks behind every header of the table.
func (d *dictionary) reworded(header string) (entry, bool) {
	words := essential(contact.HeaderWords(header))
	if len(words) == 0 {
		return entry{}, false
	}
	e, ok := d.plain()[contact.NameKey(strings.Join(words, " "))]
	e.rank += len(d.entries)
	return e, ok
}

// bareName returns the word for a name in a header that otherwise says only whose name it
// is, such as "Participant Name" or "Nom du client", else "". Whether it is the whole name,
// the family name or a company's name is decided elsewhere.
func bareName(header string) string {
	words := contact.HeaderWords(header)
	if len(words) < 2 || !slices.ContainsFunc(words, ofPerson) {
		return ""
	}
	if rest := essential(words); len(rest) == 1 && slices.Contains(nameWords, rest[0]) {
		return rest[0]
	}
	return ""
}

// plainHeaders returns the entries about the person or company that a record describes, by
// their essential words. What a bare "name" or "number" means cannot be told from the one
// word.
func (d *dictionary) plainHeaders() map[string]entry {
	plain := map[string]entry{}
	for _, e := range d.entries {
		if !slices.Contains(describing, e.column) {
			continue
		}
		key := contact.NameKey(strings.Join(essential(contact.HeaderWords(e.header)), " "))
		if len(key) < 3 || slices.Contains(bareNames, key) {
			continue
		}
		if known, ok := plain[key]; !ok || e.rank < known.rank || e.rank == known.rank && e.column < known.column {
			plain[key] = e
		}
	}
	return plain
}

// essential drops the words that say whose a column is, and small words.
func essential(words []string) []string {
	return slices.DeleteFunc(words, func(word string) bool {
		return ofPerson(word) || slices.Contains(smallWords, word)
	})
}

// ofPerson reports whether a word says that a column is about the person whom a record
// describes.
func ofPerson(word string) bool {
	return slices.Contains(personWords, word) || slices.Contains(ownerWords, word)
}

var (
	describing = []string{
		"first_name", "last_name", "full_name", "email", "phone", "mobile_phone", "street", "city", "postal_code", "birthday", "company_name",
	}
	nameWords  = []string{"name", "nom", "nombre", "nome", "naam", "namn", "navn", "nimi"}
	bareNames  = append([]string{"firstlast", "contact", "kontakt", "number"}, nameWords...)
	ownerWords = []string{
		"delegate", "participant", "registrant", "student", "employee", "visitor", "traveller", "traveler", "primary", "main", "kunde", "kunden", "teilnehmer", "payer", "zahler", "payeur", "pagador", "acquirente", "koper", "kupujący",
		"mitglied", "gast", "ansprechpartner", "kontakt", "client", "cliente", "contacto", "adherent", "membre",
		"billing", "buyer", "purchaser", "residence", "residential", "resident", "voter", "beneficiary", "patienten", "schüler", "adhérent", "passenger", "volunteer", "trainee", "besteller", "käufer", "spender", "acheteur", "donateur", "comprador",
	}
	smallWords = []string{"a", "of", "the", "de", "du", "des", "la", "le", "da", "do", "di", "del", "der", "die", "das"}
)
