package score

import (
	"slices"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// identifiers finds the identifiers by which a row of events or outcomes names a person.
type identifiers struct {
	email, phone, record *column.Text // nil if there is no such column
	// system is the column that names the source in which a record has its id. source stands in
	// where it is empty: the file's own source if contacts come from it, too, else "", which is any.
	system *column.Text
	source string
	phones *contact.PhoneCache
	latest *mailbox // the last one read: events of one person mostly come together
}

// mailbox is an e-mail address as written, and its hash.
type mailbox struct {
	written string
	hash    uint64
	ok      bool // it could be read
}

// newIdentifiers returns the identifiers of rows of a file. known are the sources of contacts.
func newIdentifiers(rows column.Table, origin pipeline.Origin, known []string) identifiers {
	source := ""
	if origin.File != nil && slices.Contains(known, origin.File.Source) {
		source = origin.File.Source
	}
	return identifiers{
		source: source, system: textOf(rows, "source_system"),
		email: textOf(rows, "email"), phone: textOf(rows, "phone"), record: textOf(rows, "source_record_id"),
		phones: new(contact.PhoneCache), latest: new(mailbox),
	}
}

// of appends the hashes of a row's identifiers (see contact.Identifier), leaving out those that
// cannot be read.
func (n identifiers) of(row int, dst []uint64) []uint64 {
	if hash, ok := n.mailbox(row); ok {
		dst = append(dst, hash)
	}
	if hash, ok := n.number(row); ok {
		dst = append(dst, hash)
	}
	if hash, ok := n.recordOf(row); ok {
		dst = append(dst, hash)
	}
	return dst
}

func (n identifiers) mailbox(row int) (hash uint64, ok bool) {
	value, ok := given(n.email, row)
	if !ok {
		return 0, false
	}
	if value != n.latest.written {
		email, problem := contact.ParseEmail(value)
		*n.latest = mailbox{value, contact.Identifier(contact.IdentifierEmail, email.Key), problem == ""}
	}
	return n.latest.hash, n.latest.ok
}

func (n identifiers) number(row int) (hash uint64, ok bool) {
	value, ok := given(n.phone, row)
	if !ok {
		return 0, false
	}
	phone, _ := n.phones.Parse(value, "")
	return contact.Identifier(contact.IdentifierPhone, phone.E164), phone.E164 != ""
}

func (n identifiers) recordOf(row int) (hash uint64, ok bool) {
	value, ok := given(n.record, row)
	if !ok {
		return 0, false
	}
	source := n.source
	if said, ok := given(n.system, row); ok {
		source = said
	}
	return contact.RecordIdentifier(source, value), true
}

// keys returns the identifiers by which a row names a person.
func (n identifiers) keys(row int) (keys []consent.Key) {
	add := func(kind contact.IdentifierKind, hash uint64, ok bool) {
		if ok {
			keys = append(keys, consent.Key{Kind: kind, Hash: hash})
		}
	}
	hash, ok := n.mailbox(row)
	add(contact.IdentifierEmail, hash, ok)
	hash, ok = n.number(row)
	add(contact.IdentifierPhone, hash, ok)
	hash, ok = n.recordOf(row)
	add(contact.IdentifierRecord, hash, ok)
	return keys
}

func given(text *column.Text, row int) (string, bool) {
	if text == nil || text.IsNull(row) || text.ValueLen(row) == 0 {
		return "", false
	}
	return text.Value(row), true
}
