package dedupe

import (
	"galena/internal/column"
)

// field is one column of all records.
type field struct {
	name   string
	refs   []column.Ref   // by record
	arrays []column.Array // by batch; nil for a batch without the column
}

func (s *store) field(name string) *field {
	f := &field{name: name, refs: s.refs, arrays: make([]column.Array, len(s.tables))}
	for i, t := range s.tables {
		f.arrays[i] = t.Column(name)
	}
	return f
}

// filled reports whether a record has a value that says something, neither null nor
// an empty string.
func (f *field) filled(r uint32) bool {
	ref := f.refs[r]
	a := f.arrays[ref.Table]
	if a == nil || a.IsNull(int(ref.Row)) {
		return false
	}
	text, ok := a.(*column.Text)
	return !ok || text.ValueLen(int(ref.Row)) > 0
}

// equal reports whether two records have the same value.
func (f *field) equal(a, b uint32) bool {
	if f.filled(a) != f.filled(b) {
		return false
	}
	return f.value(a) == f.value(b)
}

// value returns the value of a record as text, whatever its type; "" for none.
func (f *field) value(r uint32) string {
	ref := f.refs[r]
	if a := f.arrays[ref.Table]; a != nil {
		return string(column.AppendValue(nil, a, int(ref.Row)))
	}
	return ""
}

// text returns the value of a record of a text column, or "".
func (f *field) text(r uint32) string {
	ref := f.refs[r]
	text, ok := f.arrays[ref.Table].(*column.Text)
	if !ok || text.IsNull(int(ref.Row)) {
		return ""
	}
	return text.Value(int(ref.Row))
}

// micros returns the value of a record of a column of instants.
func (f *field) micros(r uint32) (at int64, ok bool) {
	ref := f.refs[r]
	times, ok := f.arrays[ref.Table].(*column.Time)
	if !ok || times.IsNull(int(ref.Row)) {
		return 0, false
	}
	return int64(times.Value(int(ref.Row))), true
}

// truth returns the value of a record of a column of yes and no.
func (f *field) truth(r uint32) (value, ok bool) {
	ref := f.refs[r]
	bools, ok := f.arrays[ref.Table].(*column.Bool)
	if !ok || bools.IsNull(int(ref.Row)) {
		return false, false
	}
	return bools.Value(int(ref.Row)), true
}
