package score

import (
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// identifiers finds by what a row of events or outcomes names a person.
type identifiers struct {
	email, phone, record *column.Text // nil where there is no such column
	// system is the column that says in which source a record has its id, and
	// source what holds where it says nothing: the file's own source, if contacts
	// come from it too, else "" for any.
	system *column.Text
	source string
	phones *contact.PhoneCache
}

// newIdentifiers returns the identifiers of rows of a file. The names are those
// of the sources of contacts.
func newIdentifiers(rows column.Table, origin pipeline.Origin, known []string) identifiers {
	source := ""
	if origin.File != nil && slices.Contains(known, origin.File.Source) {
		source = origin.File.Source
	}
	return identifiers{
		source: source, system: textOf(rows, "source_system"),
		email: textOf(rows, "email"), phone: textOf(rows, "phone"), record: textOf(rows, "source_record_id"),
		phones: new(contact.PhoneCache),
	}
}

// of appends the hashes of a row's identifiers (see contact.Identifier). What
// cannot be read as one is none.
func (n identifiers) of(row int, dst []uint64) []uint64 {
	if value, ok := given(n.email, row); ok {
		if email, problem := contact.ParseEmail(value); problem == "" {
			dst = append(dst, contact.Identifier(contact.IdentifierEmail, email.Key))
		}
	}
	if value, ok := given(n.phone, row); ok {
		if phone, _ := n.phones.Parse(value, ""); phone.E164 != "" {
			dst = append(dst, contact.Identifier(contact.IdentifierPhone, phone.E164))
		}
	}
	if value, ok := given(n.record, row); ok {
		source := n.source
		if said, ok := given(n.system, row); ok {
			source = said
		}
		dst = append(dst, contact.RecordIdentifier(source, value))
	}
	return dst
}

func given(text *column.Text, row int) (string, bool) {
	if text == nil || text.IsNull(row) || text.ValueLen(row) == 0 {
		return "", false
	}
	return text.Value(row), true
}
