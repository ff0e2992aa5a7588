package enrich

import (
	"context"
	"fmt"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// tableStore holds the rows of a table: their keys and the columns that are
// taken, and nothing else of the file.
type tableStore struct {
	chunks []chunk
	rows   int
}

// chunk is what is kept of a batch.
type chunk struct {
	keys   *column.Text   // never null
	hashes []uint64       // of the keys, until the table is indexed
	taken  []column.Array // in the order of the config
	upper  []float64      // of kind range: the ends of the ranges
	tally  tableTally
}

// tableTally counts the rows of a table that are not used.
type tableTally struct{ keyless, stale, refused, unreadable int64 }

func (t *tableTally) add(u tableTally) {
	t.keyless += u.keyless
	t.stale += u.stale
	t.refused += u.refused
	t.unreadable += u.unreadable
}

func (t tableTally) notes(path string) []pipeline.Note {
	var notes []pipeline.Note
	for _, n := range []pipeline.Note{
		{Code: "table_key_empty", Count: t.keyless},
		{Code: "table_row_stale", Count: t.stale},
		{Code: "table_row_refused", Count: t.refused},
		{Code: "table_value_unreadable", Count: t.unreadable},
	} {
		if n.Count > 0 {
			n.Stage, n.File = stageName, path
			notes = append(notes, n)
		}
	}
	return notes
}

// take returns a column of the table at the given rows, null for a ref behind
// the last chunk.
func (s *tableStore) take(i int, refs []column.Ref) column.Array {
	arrays := make([]column.Array, len(s.chunks)+1)
	for at, c := range s.chunks {
		arrays[at] = c.taken[i]
	}
	return column.Take(arrays, refs)
}

// read takes up the rows of the file.
func (t *tableStep) read(ctx context.Context, workers pipeline.Workers) error {
	for c, err := range pipeline.Ordered(ctx, workers, t.rows.Batches(ctx, workers), t.chunk) {
		if err != nil {
			return err
		}
		t.tally.add(c.tally)
		if c.keys.Len() == 0 {
			continue
		}
		if len(t.store.chunks) == maxChunks || c.keys.Len() > maxChunkRows {
			return fmt.Errorf("it has more rows than can be held")
		}
		t.store.chunks = append(t.store.chunks, c)
		t.store.rows += c.keys.Len()
	}
	return nil
}

// chunk keeps of a batch what is needed, in memory of its own.
func (t *tableStep) chunk(_ context.Context, b pipeline.Batch) (chunk, error) {
	out := chunk{tally: tableTally{refused: int64(len(b.Rejects))}}
	keys := t.keyer.of(nil, b.Rows, func(entry config.Entry[string]) string { return entry.Value })
	kept := column.NewTextBuilder(b.Rows.Rows(), 24*b.Rows.Rows())
	refs := make([]column.Ref, 0, b.Rows.Rows())
	out.hashes = make([]uint64, 0, b.Rows.Rows())
	fresh := t.fresh(b.Rows)
	upper := t.upper(b.Rows)
	whole := t.keyer.whole(b.Rows) // keys that need not be copied
	for row := range b.Rows.Rows() {
		key, ok := keys.at(row)
		switch {
		case !ok:
			out.tally.keyless++
			continue
		case !fresh(row):
			out.tally.stale++
			continue
		}
		if whole == nil {
			kept.AppendBytes(key)
		}
		out.hashes = append(out.hashes, xxh3.Hash(key))
		refs = append(refs, column.Ref{Row: uint32(row)})
		if upper != nil {
			out.upper = append(out.upper, upper(row))
		}
	}
	if out.keys = whole; whole == nil {
		out.keys = kept.Finish()
	} else if len(refs) < whole.Len() {
		out.keys = column.Take([]column.Array{whole}, refs).(*column.Text)
	}
	for i, entry := range t.Take {
		values := b.Rows.Column(entry.Value)
		if values == nil {
			values = column.Nulls(b.Rows.Rows())
		}
		if len(refs) < values.Len() || !isCompact(values) {
			values = column.Take([]column.Array{values}, refs)
		}
		taken, unreadable := conform(values, t.kinds[i])
		out.taken = append(out.taken, taken)
		out.tally.unreadable += unreadable
	}
	return out, nil
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

// fresh tells which rows are not too old. A row without a day that can be read is
// as good as an old one.
func (t *tableStep) fresh(rows column.Table) func(row int) bool {
	if t.Dated == "" {
		return func(int) bool { return true }
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
