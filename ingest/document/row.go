package document

import (
	"fmt"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// cell is the value of a column in the current row.
type cell struct {
	set      bool
	null     bool
	from, to int // in the row's text
}

// rowBuilder gathers rows. A row is added to the columns only when it is kept, so that a
// record that turns out to be broken leaves nothing behind.
type rowBuilder struct {
	names   []string
	byName  map[string]int
	columns []*column.TextBuilder
	fixed   int // columns of the header; later ones come after them

	cells []cell
	text  []byte // values of the row that differ from the text in the file
	lines []int64

	repeated, mangled, wide bool // of the current row

	notes   pipeline.Notes
	rejects []pipeline.Reject
}

func newRowBuilder(header []string) *rowBuilder {
	b := &rowBuilder{byName: map[string]int{}}
	for _, name := range header {
		b.columnOf(name)
	}
	b.fixed = len(header)
	return b
}

// maxColumns is the maximum number of columns of a batch, so that keys which hold data instead
// of naming it do not exhaust the memory.
const maxColumns = 2000

// columnOf returns the index of the column of that name, which it creates if necessary, or
// -1 if the row has too many columns.
func (b *rowBuilder) columnOf(name string) int {
	if i, ok := b.byName[name]; ok {
		return i
	}
	i := len(b.names)
	if i >= maxColumns {
		b.wide = true
		return -1
	}
	b.byName[name] = i
	b.names = append(b.names, name)
	b.cells = append(b.cells, cell{})
	values := &column.TextBuilder{}
	for range len(b.lines) {
		values.AppendNull()
	}
	b.columns = append(b.columns, values)
	return i
}

// set makes a part of the row's text the value of a column.
func (b *rowBuilder) set(column, from, to int) {
	b.repeated = b.repeated || b.cells[column].set
	b.cells[column] = cell{set: true, from: from, to: to}
}

func (b *rowBuilder) setNull(column int) {
	b.repeated = b.repeated || b.cells[column].set
	b.cells[column] = cell{set: true, null: true}
}

// keep ends the current row, which begins on the given line and whose values are parts of
// text.
func (b *rowBuilder) keep(line int64, text []byte) {
	if b.wide {
		b.refuse(line, "too_many_columns", fmt.Sprintf("with the record the file has more than %d columns; its keys seem to be data", maxColumns), nil)
		b.drop()
		return
	}
	for i := range b.cells {
		if c := &b.cells[i]; c.set && !c.null {
			b.columns[i].AppendBytes(text[c.from:c.to])
		} else {
			b.columns[i].AppendNull()
		}
	}
	b.lines = append(b.lines, line)
	if b.repeated {
		b.note("duplicate_key", line)
	}
	if b.mangled {
		b.note("invalid_unicode", line)
	}
	b.drop()
}

// drop discards the current row.
func (b *rowBuilder) drop() {
	clear(b.cells)
	b.text, b.repeated, b.mangled, b.wide = b.text[:0], false, false, false
}

func (b *rowBuilder) note(code string, line int64) {
	b.notes.Add(pipeline.Note{Stage: stage, Code: code, Count: 1, FirstLine: line})
}

// stage is the stage that records are refused in.
const stage = "ingest"

func (b *rowBuilder) refuse(line int64, code, message string, raw []byte) {
	b.rejects = append(b.rejects, pipeline.Reject{Stage: stage, Line: line, Code: code, Message: message, Raw: pipeline.Raw(raw)})
}

// rows returns the number of rows kept since the last batch.
func (b *rowBuilder) rows() int { return len(b.lines) }

// isEmpty reports whether there is nothing to make a batch of.
func (b *rowBuilder) isEmpty() bool { return len(b.lines) == 0 && len(b.rejects) == 0 }

// batch returns the rows kept since the last batch. It has columns outside the header only
// if they have a value in it.
func (b *rowBuilder) batch() pipeline.Batch {
	out := pipeline.Batch{
		Read: int64(len(b.lines) + len(b.rejects)), Rows: column.NewTable(len(b.lines)), Rejects: b.rejects, Notes: b.notes,
	}
	for i, name := range b.names[:b.fixed] {
		rows, bytes := b.columns[i].Len(), b.columns[i].Bytes()
		out.Rows = out.Rows.With(name, b.columns[i].Finish())
		b.columns[i] = column.NewTextBuilder(rows, bytes+bytes/8) // the next batch will have a similar size
	}
	late := slices.Clone(b.names[b.fixed:])
	slices.Sort(late) // their order of appearance depends on the blocks read before
	for _, name := range late {
		if values := b.columns[b.byName[name]].Finish(); values.NullN() < values.Len() {
			out.Rows = out.Rows.With(name, values)
		}
	}
	out.Origin.Lines = b.lines
	slices.SortFunc(out.Notes, func(a, c pipeline.Note) int { return strings.Compare(a.Code, c.Code) })
	b.lines, b.rejects, b.notes = make([]int64, 0, len(b.lines)), nil, nil
	return out
}
