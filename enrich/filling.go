package enrich

import "galena/internal/column"

// filling fills the empty cells of a column, which may not exist yet. A value that a source
// gave is never overwritten.
type filling struct {
	name string
	in   *column.Text // nil if there is none
	out  *column.TextBuilder
}

func newFilling(rows column.Table, name string) *filling {
	f := &filling{name: name, out: column.NewTextBuilder(rows.Rows(), 8*rows.Rows())}
	if given := rows.Column(name); given != nil {
		f.in = column.AsText(given)
	}
	return f
}

// given reports whether a row already has a value.
func (f *filling) given(row int) bool {
	return f.in != nil && f.in.IsValid(row) && f.in.ValueLen(row) > 0
}

// add takes the derived value of the next row, "" for none.
func (f *filling) add(value string) {
	i := f.out.Len()
	if f.given(i) {
		value = f.in.Value(i)
	}
	f.out.AppendGiven(value)
}

func (f *filling) into(rows column.Table) column.Table { return rows.With(f.name, f.out.Finish()) }
