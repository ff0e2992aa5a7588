package state

import (
	"context"
	"errors"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// foldAt sets when changes are merged into their table: when they exceed 1/foldAt of its
// rows. So reading stays cheap, and so does a quiet night.
const foldAt = 10

// The columns of a file of changes that precede those of the table: where each row was,
// and where it is now, counted from 0; null if it was or is in no place.
const (
	columnBefore = "row_before"
	columnAfter  = "row_after"
)

// Change changes rows of a table. A few changes cost a small file; with many changes, and
// from time to time, the table is written anew.
func (t *Transaction) Change(ctx context.Context, workers pipeline.Workers, name string, changes column.Changes) error {
	files := t.next.table(name)
	if len(files) == 0 || len(files) == 1 && files[0].Rows == 0 {
		return t.Put(ctx, workers, name, changes.Rows)
	}
	if changes.Rows.Rows() == 0 {
		return nil
	}
	changed := int64(changes.Rows.Rows())
	for _, f := range files[1:] {
		changed += f.Rows
	}
	if changed*foldAt > files[0].Rows || len(files) >= maxFiles {
		before, err := (&Store{fs: t.store.fs, dir: t.store.dir, current: t.next}).Table(ctx, workers, name)
		if err != nil {
			return err
		}
		after, err := changes.On(before)
		if err != nil {
			return err
		}
		return t.Put(ctx, workers, name, after)
	}
	rows := column.NewTable(changes.Rows.Rows()).With(columnBefore, places(changes.Before)).With(columnAfter, places(changes.After))
	for i, name := range changes.Rows.Names() {
		rows = rows.With(name, changes.Rows.At(i))
	}
	entry, err := t.write(ctx, workers, name, rows)
	if err != nil {
		return err
	}
	entry.Changes = true
	t.next = t.next.with(name, append(files[:len(files):len(files)], entry))
	return nil
}

// places returns a column of places.
func places(of []uint32) column.Array {
	values := column.NewNumberBuilder[int64](len(of))
	for _, place := range of {
		if place == column.Nowhere {
			values.AppendNull()
		} else {
			values.Append(int64(place))
		}
	}
	return values.Finish()
}

// changed applies a file of changes, read in pieces, to the refs of the rows before it.
// It returns the pieces as one table, to which refs point by the given number.
func changed(pieces []column.Table, refs []column.Ref, number int) ([]column.Table, []column.Ref, error) {
	rows := pieces[0]
	if len(pieces) > 1 {
		var all []column.Ref
		for i, piece := range pieces {
			all = append(all, column.Rows(uint32(i), piece.Rows())...)
		}
		rows = column.TakeRows(pieces, all)
	}
	before, okBefore := rows.Column(columnBefore).(*column.Int)
	after, okAfter := rows.Column(columnAfter).(*column.Int)
	if !okBefore || !okAfter {
		return nil, nil, errors.New("it does not say which rows it changes")
	}
	c := column.Changes{Rows: rows.Without(columnBefore, columnAfter), Before: placesOf(before), After: placesOf(after)}
	refs, err := c.Apply(refs, uint32(number))
	return []column.Table{c.Rows}, refs, err
}

func placesOf(values *column.Int) []uint32 {
	out := make([]uint32, values.Len())
	for i := range out {
		if out[i] = column.Nowhere; values.IsValid(i) {
			out[i] = uint32(values.Value(i))
		}
	}
	return out
}
