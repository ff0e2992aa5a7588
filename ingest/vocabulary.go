package ingest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// Vocabulary says what the rows of an input are, and so which columns their headers may
// mean.
type Vocabulary string

// These are the vocabularies. The zero value means Contacts.
const (
	Contacts Vocabulary = ""
	Events   Vocabulary = "events"
	// Outcomes have the columns of contacts, but name people without describing them: a
	// record may occur twice.
	Outcomes Vocabulary = "outcomes"
	// Tables may hold anything: every column is the file's own. They are read with
	// AsTables.
	Tables Vocabulary = "tables"
)

var (
	//go:embed headers.tsv
	headersTSV string
	//go:embed event_headers.tsv
	eventHeadersTSV string
	//go:embed outcome_headers.tsv
	outcomeHeadersTSV string
	//go:embed computed.txt
	computedTXT string

	contactDictionary = sync.OnceValue(func() *dictionary { return newDictionary(contact.Columns(), headersTSV) })
	eventDictionary   = sync.OnceValue(func() *dictionary {
		return newDictionary(contact.EventColumns(), eventHeadersTSV+headersTSV)
	})
	outcomeDictionary = sync.OnceValue(func() *dictionary {
		return newDictionary(contact.Columns(), outcomeHeadersTSV+headersTSV)
	})
	computedColumns = sync.OnceValue(func() map[string]bool { return embedded.Set(computedTXT) })
)

// computed reports whether a column of that name, in lower case, is created by the stages
// without being canonical.
func computed(name string) bool { return computedColumns()[name] || contact.IsDerived(name) }

// entry is a canonical column that a header means.
type entry struct {
	column string
	kind   contact.Kind
	rank   int    // 0: the column's own name; else the position in the table
	group  string // of an address: work, home ...
	header string // as in the table
}

// dictionary finds the column that a header means, by the header's key.
type dictionary struct {
	entries map[string]entry
	kinds   map[string]contact.Kind
	plain   func() map[string]entry // by essential words, see reworded
}

func newDictionary(columns []contact.Column, table string) *dictionary {
	d := &dictionary{entries: make(map[string]entry, strings.Count(table, "\n")), kinds: map[string]contact.Kind{}}
	d.plain = sync.OnceValue(d.plainHeaders)
	for _, c := range columns {
		d.kinds[c.Name] = c.Kind
		if !slices.Contains(computedInputs, c.Name) {
			d.entries[contact.NameKey(c.Name)] = entry{column: c.Name, kind: c.Kind, header: c.Name}
		}
	}
	rank := 0
	for fields := range embedded.Rows(table) {
		rank++
		kind, known := d.kinds[fields[0]]
		key := contact.NameKey(fields[1])
		if _, taken := d.entries[key]; !known || taken {
			continue // the first of two tables wins
		}
		e := entry{column: fields[0], kind: kind, rank: rank, header: fields[1]}
		if len(fields) > 2 {
			e.group = fields[2]
		}
		d.entries[key] = e
	}
	return d
}

func (v Vocabulary) dictionary() *dictionary {
	switch v {
	case Events:
		return eventDictionary()
	case Outcomes:
		return outcomeDictionary()
	case Tables:
		return newDictionary(nil, "")
	}
	return contactDictionary()
}

// containers are the words for objects that wrap the fields of a record in JSON exports. A
// field in one means what it would mean without it.
var containers = map[string]bool{
	"properties": true, "attributes": true, "fields": true, "data": true, "payload": true, "values": true,
	"traits": true, "context": true, "contact": true, "person": true, "lead": true, "user": true, "profile": true,
	"customer": true, "event": true, "record": true, "answers": true,
}

// lookup returns the column that a header means. A header that asks for a column ranks
// behind one that is its name, and one nested in containers behind one that is not. Columns
// of yes and no, or of when somebody did something, are not found in questions.
func (d *dictionary) lookup(header string) (e entry, ok bool) {
	if e, ok = d.entries[contact.NameKey(header)]; ok {
		return e, true
	}
	if asked := askedFor(header); asked != header {
		e, ok = d.lookup(asked)
		e.rank += len(d.entries)
		return e, ok && !contact.OfOthers(asked) && e.kind != contact.KindBool && e.kind != contact.KindTimestamp
	}
	for depth := 1; ; depth++ {
		container, rest, nested := strings.Cut(header, ".")
		if !nested || !containers[strings.ToLower(container)] {
			if e, ok = d.reworded(header); ok {
				return e, true
			}
			return d.inParts(header)
		}
		header = rest
		if e, ok = d.entries[contact.NameKey(header)]; ok {
			e.rank += depth * len(d.entries)
			return e, true
		}
	}
}
