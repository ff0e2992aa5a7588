package dedupe

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// TableTombstones is the table of the state that keeps erased people out.
const TableTombstones = "tombstones"

// Forgetter removes the rows of erased people before any other stage sees them. It
// recognizes them by every address and number in a row and by source and id. It is
// a stage of runs whose state has tombstones.
type Forgetter struct {
	tombstones *consent.Tombstones

	mu     sync.Mutex
	erased []erasedRow
}

type erasedRow struct {
	file *pipeline.File
	line int64
}

var _ pipeline.Mapper = (*Forgetter)(nil)

// NewForgetter returns the stage.
func NewForgetter(t *consent.Tombstones) *Forgetter { return &Forgetter{tombstones: t} }

// Name implements pipeline.Stage.
func (f *Forgetter) Name() string { return "erase" }

// Map implements pipeline.Mapper. A reject of an erased person loses its raw row,
// too.
func (f *Forgetter) Map(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	for i, reject := range b.Rejects {
		if f.mentions(reject.Raw) {
			b.Rejects[i].Raw, b.Rejects[i].Message = "", reject.Message+" (the row of an erased person is not kept)"
		}
	}
	s := &store{}
	s.add(b)
	s.index()
	c := newConsenting(s, nil, nil, Config{})
	var kept []column.Ref
	var gone []erasedRow
	for r := range uint32(s.records()) {
		if !f.erases(c, r) {
			kept = append(kept, column.Ref{Row: r})
			continue
		}
		gone = append(gone, erasedRow{b.Origin.File, s.line(r)})
	}
	if len(gone) == 0 {
		return b, nil
	}
	f.mu.Lock()
	f.erased = append(f.erased, gone...)
	f.mu.Unlock()
	lines := make([]int64, len(kept))
	for i, ref := range kept {
		lines[i] = b.Origin.Lines[ref.Row]
	}
	b.Rows, b.Origin.Lines, b.Erased = column.TakeRows([]column.Table{b.Rows}, kept), lines, int64(len(gone))
	if b.Keys.Match.Rows() > 0 {
		b.Keys.Match = column.TakeRows([]column.Table{b.Keys.Match}, kept)
	}
	return b, nil
}

// erases reports whether a record belongs to an erased person.
func (f *Forgetter) erases(c *consenting, r uint32) bool {
	for id := range c.identities(r) {
		if f.tombstones.Has(id.kind, id.key) {
			return true
		}
	}
	return false
}

// Refusal is the kind of tombstone for the name under which a refusal is
// remembered.
const Refusal contact.IdentifierKind = "refusal"

// IsForgotten reports whether the name under which a refusal or an event is
// remembered is that of an erased person.
func (f *Forgetter) IsForgotten(name string) bool { return f.tombstones.Has(Refusal, name) }

// Others removes from the table what is remembered of erased people. A list of
// tonight may still name them.
func (f *Forgetter) Others(refusals column.Table) column.Table {
	names := refusals.Text("identifier")
	var refs []column.Ref
	for row := range refusals.Rows() {
		if !f.IsForgotten(names.Value(row)) {
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
	}
	return column.TakeRows([]column.Table{refusals}, refs)
}

// RecordKey returns the key under which tombstones know a record.
func RecordKey(source, id string) string { return source + "\x00" + id }

// mentions reports whether a raw row names an erased person.
func (f *Forgetter) mentions(raw string) bool {
	ends := func(c rune) bool { return strings.ContainsRune(",;\t\"'|<>{}[]\n\r", c) }
	for part := range strings.FieldsFuncSeq(raw, ends) {
		for word := range strings.FieldsSeq(part) {
			word = strings.TrimPrefix(word, "mailto:")
			if strings.Contains(word, "@") && f.tombstones.Has(contact.IdentifierEmail, keyOf(contact.IdentifierEmail, word)) {
				return true
			}
		}
		if strings.ContainsAny(part, "0123456789") && f.tombstones.Has(contact.IdentifierPhone, keyOf(contact.IdentifierPhone, part)) {
			return true
		}
	}
	return false
}

// Erased counts the rows by file, once the run has read them.
func (f *Forgetter) Erased() map[*pipeline.File]int64 {
	counts := map[*pipeline.File]int64{}
	for _, row := range f.erased {
		counts[row.file]++
	}
	return counts
}

// Side returns an account of the removed rows: where they stood, and nothing else.
func (f *Forgetter) Side() pipeline.Side {
	slices.SortFunc(f.erased, func(a, b erasedRow) int {
		return cmp.Or(cmp.Compare(a.file.Index, b.file.Index), cmp.Compare(a.line, b.line))
	})
	t := newWithheldTable()
	for _, row := range f.erased {
		t.add(row.file.Path, row.line, "erased", "")
	}
	return pipeline.Side{Name: withheldName, Rows: t.finish()}
}
