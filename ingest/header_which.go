package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// ofTown are the columns that the town line of an address holds.
var ofTown = []string{"city", "postal_code", "region", "country"}

// whichAddress maps words that say which of a person's addresses a column belongs to, to
// the name of that address in the table of headers.
var whichAddress = map[string]string{
	"home": "home", "private": "home", "privat": "home", "residence": "home", "residential": "home", "domicile": "home", "casa": "home", "maison": "home",
	"work": "work", "office": "work", "business": "work", "geschäftlich": "work", "dienstlich": "work", "bureau": "work", "trabajo": "work", "trabalho": "work", "lavoro": "work",
	"mailing": "mailing", "postal": "mailing", "correspondence": "mailing", "other": "other", "permanent": "permanent", "current": "current", "present": "current",
	"shipping": "shipping", "delivery": "shipping", "billing": "billing", "invoice": "billing",
}

// placed looks up the header of an address column without the word that says which address
// it is: "Home Postcode", "County of Residence".
func (d *dictionary) placed(header string) (entry, bool) {
	group := ""
	rest := slices.DeleteFunc(contact.HeaderWords(header), func(word string) bool {
		which, ok := whichAddress[word]
		if ok {
			group = which
		}
		return ok || slices.Contains(smallWords, word)
	})
	if group == "" || len(rest) == 0 {
		return entry{}, false
	}
	e, ok := d.entries[contact.NameKey(strings.Join(rest, " "))]
	e.group = group
	return e, ok && isAddress(e.column)
}

// dialed looks up the header of a telephone that abbreviates the word, or says that it is a
// number: "Tel. stacjonarny", "Tel.-Nr.", "Handy Nr".
func (d *dictionary) dialed(header string) (entry, bool) {
	words := contact.HeaderWords(header)
	isPhone := func(words []string) (entry, bool) {
		e, ok := d.known(strings.Join(words, " "))
		return e, ok && (e.kind == contact.KindPhone || e.kind == contact.KindPhoneList)
	}
	if n := len(words) - 1; n > 0 && isNumberWord(words[n]) {
		if e, ok := isPhone(words[:n]); ok {
			return e, true
		}
	}
	i := slices.IndexFunc(words, func(word string) bool { return slices.Contains(phoneStems, word) })
	if i < 0 || len(words) < 2 {
		return entry{}, false
	}
	for _, full := range phoneSpelled {
		words[i] = full
		if e, ok := isPhone(words); ok {
			return e, true
		}
	}
	return isPhone(slices.Delete(words, i, i+1)) // Tel. Handy
}

var (
	phoneStems   = []string{"tel", "tél", "telef", "fon", "fone", "ph", "phone", "telephone", "telefon"}
	phoneSpelled = []string{"telefon", "teléfono", "telefone", "téléphone", "telefono", "telefoon", "telephone", "phone", "tel"}
)

// townLine looks up the header of an address line each word of which is a column of it:
// "PLZ Ort", "City State Zip".
func (d *dictionary) townLine(header string) (entry, bool) {
	words := contact.HeaderWords(header)
	if len(words) < 2 {
		return entry{}, false
	}
	town := false
	for _, word := range words {
		e, ok := d.entries[contact.NameKey(word)]
		if !ok || !slices.Contains(ofTown, e.column) {
			return entry{}, false
		}
		town = town || e.column == "city"
	}
	return entry{column: "city", kind: d.kinds["city"], header: header}, town && d.kinds["city"] != ""
}
