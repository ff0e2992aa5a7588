package enrich

import (
	"context"
	"iter"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// read reads the rows of the file whose keys are wanted; all rows if of is nil.
func (t *tableStep) read(ctx context.Context, rows pipeline.Source, of *wanted) (*tableStore, error) {
	store := &tableStore{budget: t.budget}
	for chunks, err := range t.chunks(ctx, rows, of) {
		for _, c := range chunks {
			if err == nil {
				err = store.add(c)
			}
		}
		if err != nil {
			store.close() //nolint:errcheck // nothing in it is needed
			return nil, err
		}
	}
	return store, nil
}

// chunks yields what is kept of the file, in its order. If only some rows are wanted and the
// file allows it, their keys are read before the rest.
func (t *tableStep) chunks(ctx context.Context, rows pipeline.Source, of *wanted) iter.Seq2[[]chunk, error] {
	if in, ok := rows.(pipeline.Sectioned); ok && of != nil {
		return pipeline.Ordered(ctx, t.workers, in.Sections(ctx, t.keyColumns(), t.otherColumns()), func(ctx context.Context, section pipeline.Section) (chunks []chunk, _ error) {
			for p, err := range section(ctx) {
				if err != nil {
					return nil, err
				}
				c, err := t.chunk(p, of)
				if err != nil {
					return nil, err
				}
				chunks = append(chunks, c)
			}
			return merged(chunks), nil
		})
	}
	return pipeline.Ordered(ctx, t.workers, rows.Batches(ctx, t.workers), func(_ context.Context, b pipeline.Batch) ([]chunk, error) {
		c, err := t.chunk(pipeline.Partial{Rows: b.Rows}, of)
		c.tally.refused = int64(len(b.Rejects))
		if err == nil && of != nil {
			c.seen, c.every = newSeenKeys(c.every), nil
		}
		return []chunk{c}, err
	})
}

// keyColumns returns the columns that tell whether a row is kept, and otherColumns those that
// are needed only of a row that is.
func (t *tableStep) keyColumns() []string {
	var names []string
	for _, entry := range t.On {
		names = append(names, entry.Value)
	}
	if t.Dated.Value != "" {
		names = append(names, t.Dated.Value)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (t *tableStep) otherColumns() []string {
	keys := t.keyColumns()
	return slices.DeleteFunc(t.Columns(), func(name string) bool { return slices.Contains(keys, name) })
}

// usableKeys are the keys of the rows of a table that are not too old. It counts the rows left out.
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

// fresh returns which rows are not too old; nil if rows have no day. A row whose day cannot be
// read counts as too old.
func (t *tableStep) fresh(rows column.Table) func(row int) bool {
	if t.Dated.Value == "" {
		return nil
	}
	days := t.days(rows)
	oldest := column.Days(t.oldest().Unix() / (24 * 60 * 60))
	return func(row int) bool { return days.IsValid(row) && days.(*column.Date).Value(row) >= oldest }
}

// days returns the day of each row, null if it cannot be read.
func (t *tableStep) days(rows column.Table) column.Array {
	days, _ := conform(orNulls(rows.Column(t.Dated.Value), rows.Rows()), column.KindDate)
	return days
}

// upper returns where the ranges end, nil if the table does not say.
func (t *tableStep) upper(rows column.Table) func(row int) float64 {
	if t.To.Value == "" {
		return nil
	}
	ends, _ := conform(orNulls(rows.Column(t.To.Value), rows.Rows()), column.KindFloat)
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

// kindOfTaken returns the kind of a column that is filled from a table: that of the canonical
// column, else that of the file.
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
