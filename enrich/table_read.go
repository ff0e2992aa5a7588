package enrich

import (
	"bytes"
	"context"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// read takes up the rows of the file whose keys are wanted, all for nil.
func (t *tableStep) read(ctx context.Context, rows pipeline.Source, of *wanted) (*tableStore, error) {
	store := &tableStore{budget: t.budget}
	keep := func(_ context.Context, b pipeline.Batch) (chunk, error) { return t.chunk(b, of), nil }
	for c, err := range pipeline.Ordered(ctx, t.workers, rows.Batches(ctx, t.workers), keep) {
		if err == nil {
			err = store.add(c)
		}
		if err != nil {
			store.close() //nolint:errcheck // nothing in it is needed
			return nil, err
		}
	}
	return store, nil
}

// chunk keeps of a batch what is needed, in memory of its own.
func (t *tableStep) chunk(b pipeline.Batch, of *wanted) chunk {
	out := chunk{tally: tableTally{refused: int64(len(b.Rejects))}}
	keys := t.keysOf(b.Rows, &out.tally)
	rows, usable := b.Rows.Rows(), make([]column.Ref, 0, b.Rows.Rows())
	made, hashes := column.NewTextBuilder(rows, 0), newKeyHashes(keys.keys, rows)
	upper := t.upper(b.Rows)
	for row := range rows {
		key, ok := keys.at(row)
		if !ok {
			continue
		}
		usable = append(usable, column.Ref{Row: uint32(row)})
		hashes.add(keys.keys, key)
		if keys.asIs == nil {
			made.AppendBytes(key)
		}
		if upper != nil {
			out.upper = append(out.upper, upper(row))
		}
	}
	whole, refs := keys.columns[0], usable
	if keys.asIs == nil {
		whole, refs = made.Finish(), nil
		for i := range usable {
			refs = append(refs, column.Ref{Row: uint32(i)})
		}
	}
	out.hashes = hashes.whole
	if of != nil {
		out.seen = newSeenKeys(hashes.whole)
		usable, refs, out.hashes = picked(of.sift(hashes), usable, refs, hashes.whole)
	}
	out.rows = column.NewTable(len(refs))
	out.with(own(whole, refs))
	t.takeInto(&out, b.Rows, usable)
	return out
}

// picked returns those of the rows, of their keys and of the hashes of these that
// pass.
func picked(pass []uint8, rows, keys []column.Ref, hashes []uint64) ([]column.Ref, []column.Ref, []uint64) {
	count := bytes.Count(pass, []byte{1})
	r, k, h := make([]column.Ref, 0, count), make([]column.Ref, 0, count), make([]uint64, 0, count)
	for i, ok := range pass {
		if ok == 1 {
			r, k, h = append(r, rows[i]), append(k, keys[i]), append(h, hashes[i])
		}
	}
	return r, k, h
}

// takeInto adds the columns that are taken, at some rows of a batch.
func (t *tableStep) takeInto(out *chunk, rows column.Table, refs []column.Ref) {
	for i, entry := range t.Take {
		values := own(orNulls(rows.Column(entry.Value), rows.Rows()), refs)
		taken, unreadable := conform(values, t.kinds[i])
		if out.with(taken); unreadable == 0 {
			continue
		}
		if out.unreadable == nil {
			out.unreadable = make([]uint8, len(refs))
		}
		for row := range refs {
			if taken.IsNull(row) && !values.IsNull(row) && len(column.AppendValue(nil, values, row)) > 0 {
				out.unreadable[row]++
			}
		}
	}
}

// usableKeys are the keys of the rows of a table that are fresh; others are
// counted.
type usableKeys struct {
	*keys
	fresh func(row int) bool
	tally *tableTally
}

func (t *tableStep) keysOf(rows column.Table, tally *tableTally) usableKeys {
	return usableKeys{t.keyer.of(nil, rows, func(entry config.Entry[string]) string { return entry.Value }), t.fresh(rows), tally}
}

func (k usableKeys) at(row int) ([]byte, bool) {
	key, ok := k.keys.at(row)
	switch {
	case !ok:
		k.tally.keyless++
	case k.fresh != nil && !k.fresh(row):
		k.tally.stale++
		ok = false
	}
	return key, ok
}

// own returns the values at some rows, in memory that holds little else. The rows
// rise.
func own(values column.Array, refs []column.Ref) column.Array {
	if len(refs) == values.Len() && isCompact(values) {
		return values
	}
	return column.Take([]column.Array{values}, refs)
}

// isCompact reports whether an array may be kept as it is: nothing much but its
// values lies in its memory.
func isCompact(values column.Array) bool {
	text, ok := values.(*column.Text)
	if !ok {
		return values.Data().Offset() == 0
	}
	return text.Data().Offset() == 0 && 4*text.Data().Buffers()[2].Len() <= 5*column.TextBytes(text)
}

// fresh tells which rows are not too old, nil where none can be. A row without a
// day that can be read is as good as an old one.
func (t *tableStep) fresh(rows column.Table) func(row int) bool {
	if t.Dated == "" {
		return nil
	}
	days, _ := conform(orNulls(rows.Column(t.Dated), rows.Rows()), column.KindDate)
	oldest := column.Days(t.oldest().Unix() / (24 * 60 * 60))
	return func(row int) bool { return days.IsValid(row) && days.(*column.Date).Value(row) >= oldest }
}

// upper tells where the ranges end, nil where the table does not say.
func (t *tableStep) upper(rows column.Table) func(row int) float64 {
	if t.To == "" {
		return nil
	}
	ends, _ := conform(orNulls(rows.Column(t.To), rows.Rows()), column.KindFloat)
	return func(row int) float64 {
		if ends.IsNull(row) {
			return endless
		}
		return ends.(*column.Float).Value(row)
	}
}

func orNulls(values column.Array, rows int) column.Array {
	if values == nil {
		return column.Nulls(rows)
	}
	return values
}

// kindOfTaken is the kind of a column that is filled from a table: that of the
// canonical column, else that of the file.
func kindOfTaken(name string, own column.Kind) column.Kind {
	if c, ok := contact.ColumnByName(name); ok {
		switch c.Kind {
		case contact.KindInteger:
			return column.KindInt
		case contact.KindNumber:
			return column.KindFloat
		case contact.KindBool:
			return column.KindBool
		case contact.KindDate:
			return column.KindDate
		case contact.KindTimestamp:
			return column.KindTime
		}
		return column.KindText
	}
	return own
}
