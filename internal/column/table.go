package column

import (
	"fmt"
	"slices"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Table is an immutable set of named columns of one length. The zero Table
// has no columns and no rows. Names are unique and keep their order.
type Table struct {
	rows    int
	names   []string
	columns []Array
	grown   *grown // nil until the table grows
}

// NewTable returns a Table without columns but with the given number of rows.
func NewTable(rows int) Table { return Table{rows: rows} }

// Rows returns the number of rows.
func (t Table) Rows() int { return t.rows }

// Names returns the names of the columns in their order. The caller must not
// change the slice.
func (t Table) Names() []string { return slices.Clip(t.names) }

// At returns the i-th column.
func (t Table) At(i int) Array { return t.columns[i] }

// Has reports whether the table has a column of that name.
func (t Table) Has(name string) bool { return t.find(name) >= 0 }

func (t Table) find(name string) int {
	if t.grown == nil || len(t.names) < indexedFrom {
		return slices.Index(t.names, name)
	}
	return t.grown.find(t.names, name)
}

// Column returns the column of that name, or nil.
func (t Table) Column(name string) Array {
	if i := t.find(name); i >= 0 {
		return t.columns[i]
	}
	return nil
}

// Text returns the column of that name if it holds text, or nil.
func (t Table) Text(name string) *Text {
	switch a := t.Column(name).(type) {
	case *Text:
		return a
	case *Coded:
		return decoded(a)
	}
	return nil
}

// With returns the table with a column that replaces the one of that name, or comes after
// the others. It panics if the lengths differ: that is a bug.
func (t Table) With(name string, values Array) Table {
	if values.Len() != t.rows {
		panic(fmt.Sprintf("column: %q has %d values for %d rows", name, values.Len(), t.rows))
	}
	if i := t.find(name); i >= 0 {
		t.columns = slices.Clone(t.columns)
		t.columns[i] = values
		return t
	}
	if !t.grown.extend(len(t.names)) {
		t.names, t.columns, t.grown = slices.Clip(t.names), slices.Clip(t.columns), &grown{longest: len(t.names) + 1}
	}
	t.names, t.columns = append(t.names, name), append(t.columns, values)
	return t
}

// Head returns the first n rows.
func (t Table) Head(n int) Table {
	out := Table{rows: n, names: t.names, columns: make([]Array, len(t.columns)), grown: t.grown}
	for i, c := range t.columns {
		out.columns[i] = array.NewSlice(c, 0, int64(n))
	}
	return out
}

// Without returns the table without the columns of the given names.
func (t Table) Without(names ...string) Table {
	out := NewTable(t.rows)
	for i, name := range t.names {
		if !slices.Contains(names, name) {
			out = out.With(name, t.columns[i])
		}
	}
	return out
}

// Moved returns the table with every buffer of its columns replaced by what to returns
// for it, which must hold the same bytes. The order of the calls depends on the table
// alone.
func (t Table) Moved(to func(buffer []byte) []byte) Table {
	out := Table{rows: t.rows, names: t.names, columns: make([]Array, len(t.columns)), grown: t.grown}
	for i, c := range t.columns {
		data := c.Data()
		buffers := make([]*memory.Buffer, len(data.Buffers()))
		for k, b := range data.Buffers() {
			if b != nil && b.Len() > 0 {
				b = memory.NewBufferBytes(to(b.Bytes()))
			}
			buffers[k] = b
		}
		out.columns[i] = array.MakeFromData(array.NewData(data.DataType(), data.Len(), buffers, nil, data.NullN(), data.Offset()))
	}
	return out
}

// Bytes returns the size of the buffers of all columns.
func (t Table) Bytes() (size int64) {
	for _, c := range t.columns {
		for _, b := range c.Data().Buffers() {
			if b != nil {
				size += int64(b.Len())
			}
		}
	}
	return size
}
