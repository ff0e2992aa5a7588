package ingest

import (
	"maps"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// shaper turns the rows of a file as read into rows of canonical columns.
type shaper struct {
	file     *pipeline.File
	mapping  Mapping
	byHeader map[string]Column
	taken    map[string]bool // names used by the mapping, in lower case
	withID   bool            // rows without an id get one

	*dictionary
}

func newShaper(file *pipeline.File, m Mapping, v Vocabulary) *shaper {
	s := &shaper{
		file: file, mapping: m, dictionary: v.dictionary(), withID: v == Contacts,
		byHeader: map[string]Column{}, taken: map[string]bool{},
	}
	for _, c := range m.Columns {
		s.byHeader[c.Header] = c
		s.taken[strings.ToLower(c.Name)] = true
	}
	return s
}

// shape renames, tidies, joins and fills the columns of a batch, removes its blank rows,
// and signs it.
func (s *shaper) shape(b pipeline.Batch) pipeline.Batch {
	read := b.Rows
	out := column.NewTable(read.Rows())
	for i, header := range read.Names() {
		c := s.columnOf(header)
		values := read.At(i)
		if text, ok := textFor(values, c); ok {
			t := tidy(text)
			if t.nulls > 0 {
				b.Notes = append(b.Notes, pipeline.Note{
					Field: c.Name, Code: "null_word", Count: t.nulls, FirstLine: b.Origin.Lines[t.first],
				})
			}
			out = s.add(out, c, t.values)
		} else if out.Has(c.Name) {
			out = s.append(out, c.Name, column.AsText(values))
		} else {
			out = out.With(c.Name, values)
		}
	}
	b, read, out = s.withoutBlank(b, read, out)
	out = s.complete(out)
	if s.withID {
		out = out.With(recordID, identify128(read, out.Text(recordID)))
	}
	b.Rows = out
	return s.signed(b)
}

// signed sets the file in a batch, its rejects and its notes.
func (s *shaper) signed(b pipeline.Batch) pipeline.Batch {
	b.Origin.File = s.file
	for i := range b.Rejects {
		b.Rejects[i].Stage, b.Rejects[i].File = stage, s.file.Path
	}
	for i := range b.Notes {
		b.Notes[i].Stage, b.Notes[i].File = stage, s.file.Path
	}
	return b
}

// stage is the stage of this package's rejects and notes.
const stage = "ingest"

// columnOf returns what a column becomes. A column that the head of a file did not have
// (JSON) is canonical only under the exact canonical name, else it keeps its own. So its
// name does not depend on what else is in the batch.
func (s *shaper) columnOf(header string) Column {
	if c, ok := s.byHeader[header]; ok {
		return c
	}
	c := Column{Header: header, Name: header, Why: WhyOwn}
	kind, canonical := s.kinds[header]
	lower := strings.ToLower(header)
	switch {
	case canonical && !s.taken[lower] && !slices.Contains(computedInputs, header):
		c.Why, c.kind = WhyExact, kind
	case canonical || s.taken[lower] || computed(lower):
		c.Name += "_input"
	}
	return c
}

// textFor returns the values as text if the column is to be text. Every column is, except a
// canonical column of another kind that already has its type, and an own column that is
// typed in the file.
func textFor(values column.Array, c Column) (*column.Text, bool) {
	if text, ok := values.(*column.Text); ok {
		return text, true
	}
	if !c.Canonical() {
		return nil, false
	}
	typed := false
	switch column.KindOf(values) {
	case column.KindTime:
		typed = c.kind == contact.KindTimestamp
	case column.KindDate:
		typed = c.kind == contact.KindDate
	case column.KindBool:
		typed = c.kind == contact.KindBool
	case column.KindInt:
		typed = c.kind == contact.KindInteger || c.kind == contact.KindNumber
	case column.KindFloat:
		typed = c.kind == contact.KindNumber
	}
	if typed && c.scale == 0 {
		return nil, false
	}
	return column.AsText(values), true
}

// add adds a column of the file to the table.
func (s *shaper) add(out column.Table, c Column, values *column.Text) column.Table {
	switch {
	case c.Why == WhyPart && out.Has(c.Name):
		return out.With(c.Name, withHouseNumbers(column.AsText(out.Column(c.Name)), values))
	case c.scale > 0:
		values = rewrite(values, func(cell string) string { return scaled(cell, c.scale) })
	case c.familyFirst:
		values = rewrite(values, contact.CommaBehindFamily)
	case c.anyOrder:
		values = rewrite(values, contact.CommaWhereFamilyFirst)
	case isList(c.kind) && mayHoldSeveral(values):
		values = rewrite(values, asList)
	}
	if list, ok := furtherOnes[c.kind]; ok && s.kinds[list] != "" {
		first, rest := splitSeveral(c.kind, values)
		if values = first; rest != nil {
			out = s.append(out, list, rest)
		}
	}
	return s.append(out, c.Name, values)
}

func (s *shaper) append(out column.Table, name string, values *column.Text) column.Table {
	switch before := out.Column(name); {
	case before == nil:
	case isRefusal(name):
		values = eitherTrue(column.AsText(before), values)
	default:
		values = joinLists(column.AsText(before), values)
	}
	return out.With(name, values)
}

// complete fills in values that the file's name implies or the config sets.
func (s *shaper) complete(out column.Table) column.Table {
	set := func(name, value string) {
		switch before := out.Column(name).(type) {
		case nil:
			out = out.With(name, column.Repeat(value, out.Rows()))
		case *column.Text:
			out = out.With(name, fill(before, value))
		default:
			if before.NullN() > 0 {
				out = out.With(name, fill(column.AsText(before), value))
			}
		}
	}
	for _, implied := range s.mapping.Implied {
		if isRefusal(implied.Name) {
			out = s.append(out, implied.Name, column.Repeat(implied.Value, out.Rows()))
		} else {
			set(implied.Name, implied.Value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.file.Defaults)) {
		set(name, s.file.Defaults[name])
	}
	return out
}
