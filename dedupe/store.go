package dedupe

import (
	"math"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// store holds every record of a run, in the batches that brought them. A record is
// known by its number, counted from 0 in the order of files and rows.
type store struct {
	tables  []column.Table
	keys    []column.Table // match keys of the same rows
	origins []pipeline.Origin
	refs    []column.Ref // by record
	waiting waiting
	dates   contact.DateOrder // from the config

	// What every lead needs. index sets it once all records are there.
	names              []string // of all columns, in the order of the output
	ids                *field   // source_record_id
	createdAt, changed *field
}

// add appends the records of a batch.
func (s *store) add(b pipeline.Batch) {
	table := uint32(len(s.tables))
	s.tables = append(s.tables, b.Rows)
	s.keys = append(s.keys, b.Keys.Match)
	s.origins = append(s.origins, b.Origin)
	for row := range b.Rows.Rows() {
		s.refs = append(s.refs, column.Ref{Table: table, Row: uint32(row)})
	}
}

// index prepares the store for questions about single records.
func (s *store) index() {
	s.names = columnNames(s.tables)
	s.ids, s.createdAt, s.changed = s.field("source_record_id"), s.field("created_at"), s.field("updated_at")
}

func (s *store) records() int { return len(s.refs) }

func (s *store) file(r uint32) *pipeline.File { return s.origins[s.refs[r].Table].File }

func (s *store) source(r uint32) string { return s.file(r).Source }

// line returns the line of its file on which a record starts.
func (s *store) line(r uint32) int64 {
	ref := s.refs[r]
	return s.origins[ref.Table].Lines[ref.Row]
}

// before orders records by creation, then by source and id, then by place in the
// input. This total order depends on the order of rows only if two rows have the
// same id.
func (s *store) before(a, b uint32) bool {
	if x, y := s.created(a), s.created(b); x != y {
		return x < y
	}
	if order := strings.Compare(s.source(a), s.source(b)); order != 0 {
		return order < 0
	}
	if order := strings.Compare(s.ids.text(a), s.ids.text(b)); order != 0 {
		return order < 0
	}
	return a < b
}

// created returns when a record was created, or the end of time.
func (s *store) created(r uint32) int64 {
	if at, ok := s.createdAt.micros(r); ok {
		return at
	}
	return math.MaxInt64
}

// lastChange returns when a record was changed, else when it was created, else the
// beginning of time (pipeline.NeverDated).
func (s *store) lastChange(r uint32) int64 {
	if at, ok := s.changed.micros(r); ok {
		return at
	}
	if at, ok := s.createdAt.micros(r); ok {
		return at
	}
	return pipeline.NeverDated
}

// columnNames returns the columns of all batches: the canonical ones in canonical
// order, each followed by those that normalize may put beside it, then the others
// in the order in which they first occur.
func columnNames(tables []column.Table) []string {
	seen := map[string]bool{}
	var met []string
	for _, t := range tables {
		for _, name := range t.Names() {
			if !seen[name] {
				seen[name] = true
				met = append(met, name)
			}
		}
	}
	var out []string
	take := func(name string) {
		if seen[name] {
			seen[name] = false
			out = append(out, name)
		}
	}
	for _, c := range contact.Columns() {
		if seen[c.Name] {
			for _, suffix := range contact.Derived(c.Kind) {
				seen[c.Name+suffix] = true
			}
		}
		take(c.Name)
		for _, suffix := range contact.DerivedSuffixes() {
			take(c.Name + suffix)
		}
	}
	for _, name := range met {
		take(name)
	}
	return out
}
