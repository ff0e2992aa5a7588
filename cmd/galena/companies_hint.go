package main

import (
	"slices"

	"galena/ingest"
	"galena/internal/contact"
)

// companiesHint tells of a file whose rows seem to be companies, where leads are persons: it describes each company, and then says whom to ask
// for. "" for any other. A list that names nobody is matched as one of companies without being told.
func companiesHint(entity string, m ingest.Mapping) string {
	company := indexOf(m, "company_name")
	if entity != "person" || company < 0 {
		return ""
	}
	named := indexOf(m, "full_name", "first_name", "last_name")
	describes := indexOf(m, "website", "employee_count", "annual_revenue", "industry", "company_phone", "street") >= 0
	if named < company || !describes || !slices.ContainsFunc(contact.HeaderWords(m.Columns[named].Header), isAskedFor) {
		return ""
	}
	return "its rows seem to be companies, and leads are persons: if companies are meant, dedupe.entity: company makes one lead of each"
}

// indexOf is the index of the first column of one of some names, or -1.
func indexOf(m ingest.Mapping, names ...string) int {
	return slices.IndexFunc(m.Columns, func(c ingest.Column) bool { return c.Canonical() && slices.Contains(names, c.Name) })
}

// isAskedFor reports whether a word of a header means somebody to ask for.
func isAskedFor(word string) bool {
	switch word {
	case "contact", "kontakt", "kontaktperson", "ansprechpartner", "ansprechpartnerin", "contactpersoon", "contacto", "contatto", "contato", "referente", "interlocuteur":
		return true
	}
	return false
}
