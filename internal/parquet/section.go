package parquet

import (
	"context"
	"fmt"
	"iter"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// Sections returns the row groups, each to be read by itself, on any goroutine. The
// columns in first come with every row, those in later only for the rows asked for; in
// a row group without such rows they are not read at all.
func (r *Reader) Sections(first, later []string, batchRows int) []pipeline.Section {
	out := make([]pipeline.Section, r.file.NumRowGroups())
	for group := range out {
		out[group] = func(ctx context.Context) iter.Seq2[pipeline.Partial, error] {
			return func(yield func(pipeline.Partial, error) bool) {
				if err := r.section(ctx, group, first, later, batchRows, yield); err != nil {
					yield(pipeline.Partial{}, err)
				}
			}
		}
	}
	return out
}

func (r *Reader) section(ctx context.Context, group int, first, later []string, batchRows int, yield func(pipeline.Partial, error) bool) error {
	readers, fields, err := r.open(first)
	if err != nil {
		return err
	}
	for _, reader := range readers {
		if s, ok := reader.(*stringReader); ok {
			s.builder.lends = true
		}
	}
	rest := lateColumns{reader: r, group: group}
	if rest.readers, rest.fields, err = r.open(later); err != nil {
		return err
	}
	total := r.file.MetaData().RowGroup(group).NumRows()
	for start := int64(0); start < total; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		rows := int(min(total-start, int64(max(batchRows, 1))))
		p := part{group: group, rows: rows, first: start == 0, last: start+int64(rows) == total}
		table, err := r.table(ctx, 1, readers, fields, p)
		if err != nil {
			return err
		}
		at := func(refs []column.Ref) (column.Table, error) { return rest.at(start, refs) }
		if !yield(pipeline.Partial{Rows: table, Rest: at}, nil) {
			return nil
		}
		start += int64(rows)
	}
	return nil
}

// lateColumns are columns of a row group that are read for some rows only.
type lateColumns struct {
	reader  *Reader
	group   int
	readers []columnReader
	fields  []readField
	opened  bool
	next    int64 // the row of the group at which the readers stand
}

// at reads the rows that refs point at, counted from start. They ascend, across calls
// too.
func (l *lateColumns) at(start int64, refs []column.Ref) (column.Table, error) {
	out := column.NewTable(len(refs))
	next := l.next
	for i, from := range l.readers {
		values, err := l.column(from, l.fields[i].Name, start, refs)
		if err != nil {
			return column.Table{}, err
		}
		out = out.With(l.fields[i].Name, values)
	}
	if len(refs) > 0 {
		l.opened, next = true, start+int64(refs[len(refs)-1].Row)+1
	}
	l.next = next
	return out, nil
}

func (l *lateColumns) column(from columnReader, name string, start int64, refs []column.Ref) (values column.Array, err error) {
	defer func() {
		err = finish(fmt.Sprintf("reading column %q of row group %d", name, l.group+1), err, recover())
	}()
	if !l.opened && len(refs) > 0 {
		if err := from.open(func(leaf int) (readChunk, error) { return l.reader.chunkOf(l.group, leaf) }); err != nil {
			return nil, err
		}
	}
	next := l.next
	for i := 0; i < len(refs); {
		run := 1
		for i+run < len(refs) && refs[i+run].Row == refs[i].Row+uint32(run) {
			run++
		}
		row := start + int64(refs[i].Row)
		if err := from.skip(int(row - next)); err != nil {
			return nil, err
		}
		if err := from.take(run); err != nil {
			return nil, err
		}
		next, i = row+int64(run), i+run
	}
	return from.finish(), nil
}
