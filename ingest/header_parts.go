package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// inParts returns the column meant by a header that the table has only in part. It knows
// headers with something in brackets or with both genders of a word ("Contact Id (18)",
// "Patient/in"), those of a vCard ("EMAIL;TYPE=WORK"), those with the object in front, as
// in reports ("Account: Account Name"), those that say which of several it is ("Home
// Postcode", "Tel.-Nr."), and those that say the same thing, or things that belong
// together, in several words ("Telefon / Mobil", "Straße, Hausnr.", "PLZ Ort"). Columns of
// yes and no, or of when somebody did something, must match the table as it stands. The
// result ranks behind every header of the table and every rewording.
func (d *dictionary) inParts(header string) (entry, bool) {
	if contact.OfOthers(header) {
		return entry{}, false
	}
	for _, read := range [...]func(string) (entry, bool){d.ofCard, d.undecorated, d.ofObject, d.compound, d.placed, d.dialed, d.townLine} {
		if e, ok := read(header); ok && e.kind != contact.KindBool && e.kind != contact.KindTimestamp {
			e.rank += 2 * len(d.entries)
			return e, true
		}
	}
	return entry{}, false
}

// ofCard looks up an address or number whose header is a vCard property with its
// parameters: "EMAIL;TYPE=WORK", "item1.TEL;type=CELL,VOICE".
func (d *dictionary) ofCard(header string) (entry, bool) {
	property, parameters, found := strings.Cut(strings.ToLower(header), ";")
	if found = found && strings.Contains(parameters, "type="); !found {
		return entry{}, false
	}
	property = property[strings.LastIndexByte(property, '.')+1:]
	if property == "tel" {
		property = "phone"
	}
	for word := range strings.FieldsFuncSeq(parameters, func(r rune) bool { return strings.ContainsRune(";,=\"", r) }) {
		if e, ok := d.entries[contact.NameKey(word+" "+property)]; ok {
			return e, true
		}
	}
	return d.known(property)
}

// known looks up a part of a header.
func (d *dictionary) known(part string) (entry, bool) {
	if e, ok := d.entries[contact.NameKey(part)]; ok {
		return e, true
	}
	return d.reworded(part)
}

// undecorated looks a header up without the text in brackets and without the second gender.
func (d *dictionary) undecorated(header string) (entry, bool) {
	plain := withoutGender(withoutBrackets(header))
	if plain == header || contact.NameKey(plain) == "" {
		return entry{}, false
	}
	return d.known(plain)
}

func withoutBrackets(header string) string {
	for _, pair := range [...]string{"()", "[]"} {
		if open, end := strings.IndexByte(header, pair[0]), strings.LastIndexByte(header, pair[1]); open >= 0 && open < end {
			header = header[:open] + header[end+1:]
		}
	}
	return header
}

// withoutGender removes the second gender of a German word: Kunde/in, Teilnehmer*innen.
func withoutGender(header string) string {
	for _, ending := range [...]string{"innen", "in"} {
		for _, mark := range [...]string{"/-", "/", "*", ":", "_"} {
			header = strings.ReplaceAll(header+" ", mark+ending+" ", " ")
		}
	}
	return strings.TrimSpace(header)
}

// ofObject looks up a header with its object, or the group of its columns, in front of a
// colon. The object account means a company.
func (d *dictionary) ofObject(header string) (entry, bool) {
	object, rest, found := strings.Cut(header, ": ")
	if !found {
		return entry{}, false
	}
	if e, ok := d.known(object + " " + rest); ok {
		return e, true
	}
	e, ok := d.known(rest)
	switch object = contact.NameKey(object); {
	case containers[object]:
		return e, ok
	case object == "account", object == "company", object == "organization", object == "organisation":
		return e, ok && (strings.HasPrefix(e.column, "company_") || slices.Contains(ofCompanies, e.column))
	case hasWord(object, ofSomethingElse), hasWord(object, childWords):
		return entry{}, false
	}
	return e, ok // the part in front is a group of columns
}

// ungrouped removes the name of a group of columns from a header, unless the group is about
// somebody or something else.
func ungrouped(header string) string {
	group, rest, found := strings.Cut(header, ": ")
	if !found || contact.OfOthers(group) || hasWord(group, ofSomethingElse) || hasWord(group, childWords) {
		return header
	}
	return rest
}

// ofCompanies are the columns of a company whose names do not say so.
var ofCompanies = []string{"website", "industry", "employee_count", "annual_revenue", "founded_year"}

// compound looks up a header of several parts, each of which the table knows. They must all
// mean one column, all be telephones, or be parts of one address line.
func (d *dictionary) compound(header string) (entry, bool) {
	parts := compoundParts(header)
	if len(parts) < 2 {
		return entry{}, false
	}
	var first entry
	columns := map[string]bool{}
	for i, part := range parts {
		e, ok := d.known(part)
		if slices.Contains(houseNumbers, contact.NameKey(part)) && columns["street"] {
			continue
		}
		if !ok {
			return entry{}, false
		}
		columns[e.column] = true
		if i == 0 {
			first = e
		}
	}
	only := func(allowed ...string) bool {
		for name := range columns {
			if !slices.Contains(allowed, name) {
				return false
			}
		}
		return true
	}
	named := func(column string) (entry, bool) {
		return entry{column: column, kind: d.kinds[column], rank: first.rank, group: first.group, header: header}, d.kinds[column] != ""
	}
	switch {
	case len(columns) == 1:
		return first, true
	case only("phone", "mobile_phone", "phones_other", "company_phone"):
		return named("phone")
	case columns["city"] && only(ofTown...):
		return named("city")
	}
	return entry{}, false
}

// compoundParts splits a header that names one thing and another.
func compoundParts(header string) []string {
	for _, word := range [...]string{" oder ", " or ", " und ", " u. ", " and ", " ou ", " et ", " o ", " y ", " e ", " i ", " ve ", " en ", " & ", " + "} {
		header = strings.ReplaceAll(header, word, "/")
	}
	parts := strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune("/|,;\n", r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(part string) bool { return part == "" })
}
