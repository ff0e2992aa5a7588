package score

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// identifiers finds by what a row of events or outcomes names a person.
type identifiers struct {
	email, phone, record *column.Text // nil where there is no such column
	phones               *contact.PhoneCache
}

func newIdentifiers(rows column.Table) identifiers {
	return identifiers{
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
		dst = append(dst, contact.Identifier(contact.IdentifierRecord, value))
	}
	return dst
}

func given(text *column.Text, row int) (string, bool) {
	if text == nil || text.IsNull(row) || text.ValueLen(row) == 0 {
		return "", false
	}
	return text.Value(row), true
}
