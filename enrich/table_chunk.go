package enrich

import (
	"bytes"
	"strconv"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// chunk holds what is kept of some rows of the file.
type chunk struct {
	rows       column.Table // the keys, never null; the columns taken, in the order of the config; the day of a row if the table is dated
	hashes     []uint64     // of the keys, until the table is indexed
	upper      []float64    // kind range: the ends of the ranges
	unreadable []uint8      // by row: how many of its values could not be read; nil for none
	every      []uint64     // hashes of the keys of all rows, kept or not, until chunks are merged
	seen       seenKeys     // the same hashes, for checkTwins; empty if all rows are kept
	tally      tableTally
}

func (c *chunk) keys() *column.Text { return c.rows.At(0).(*column.Text) }

// with appends a column to those of the chunk.
func (c *chunk) with(values column.Array) {
	c.rows = c.rows.With(strconv.Itoa(len(c.rows.Names())), values)
}

// chunk keeps what is needed of some rows, in memory of its own.
func (t *tableStep) chunk(p pipeline.Partial, of *wanted) (chunk, error) {
	var out chunk
	keys := t.keysOf(p.Rows, &out.tally)
	rows, usable := p.Rows.Rows(), make([]column.Ref, 0, p.Rows.Rows())
	made, hashes := column.NewTextBuilder(rows, 0), newKeyHashes(keys.keys, rows)
	upper := t.upper(p.Rows)
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
		out.every = hashes.whole
		usable, refs, out.hashes = picked(of.sift(hashes), usable, refs, hashes.whole)
	}
	out.rows = column.NewTable(len(refs))
	if of != nil { // the rows are few, or p reuses their memory
		out.with(column.Take([]column.Array{whole}, refs))
	} else {
		out.with(own(whole, refs))
	}
	taken, err := t.takenOf(p, usable)
	if err != nil {
		return chunk{}, err
	}
	t.takeInto(&out, taken)
	if t.Dated.Value != "" {
		out.with(column.Take([]column.Array{t.days(p.Rows)}, usable))
	}
	return out, nil
}

// takenOf returns the columns to take, at some rows, in memory that holds little else.
func (t *tableStep) takenOf(p pipeline.Partial, refs []column.Ref) (column.Table, error) {
	var late column.Table
	if p.Rest != nil {
		var err error
		if late, err = p.Rest(refs); err != nil {
			return column.Table{}, err
		}
	}
	out := column.NewTable(len(refs))
	for _, entry := range t.Take {
		values := late.Column(entry.Value)
		switch from := p.Rows.Column(entry.Value); {
		case values != nil:
		case from == nil:
			values = column.Nulls(len(refs))
		case p.Rest != nil:
			values = column.Take([]column.Array{from}, refs)
		default:
			values = own(from, refs)
		}
		out = out.With(entry.Key, values)
	}
	return out, nil
}

// picked returns the rows whose entry in pass is 1, with their keys and the hashes of these.
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

// takeInto adds the columns that are taken, and counts the values that could not be read.
func (t *tableStep) takeInto(out *chunk, from column.Table) {
	for i := range t.Take {
		values := from.At(i)
		taken, unreadable := conform(values, t.kinds[i])
		if out.with(taken); unreadable == 0 {
			continue
		}
		if out.unreadable == nil {
			out.unreadable = make([]uint8, from.Rows())
		}
		for row := range from.Rows() {
			if taken.IsNull(row) && !values.IsNull(row) && len(column.AppendValue(nil, values, row)) > 0 {
				out.unreadable[row]++
			}
		}
	}
}

// own returns the values at some ascending rows, in memory that holds little else.
func own(values column.Array, refs []column.Ref) column.Array {
	if len(refs) == values.Len() && isCompact(values) {
		return values
	}
	return column.Take([]column.Array{values}, refs)
}

// isCompact reports whether an array may be kept as it is: its memory holds little besides its values.
func isCompact(values column.Array) bool {
	text, ok := values.(*column.Text)
	if !ok {
		return values.Data().Offset() == 0
	}
	return text.Data().Offset() == 0 && 4*text.Data().Buffers()[2].Len() <= 5*column.TextBytes(text)
}

// Limits of a merged chunk.
const (
	mergedRows  = 1 << 18
	mergedBytes = 64 << 20
)

// merged joins neighbouring chunks into few ones: the fewer there are, the faster leads are found.
func merged(chunks []chunk) (out []chunk) {
	for len(chunks) > 0 {
		count, rows, size := 0, 0, int64(0)
		for count < len(chunks) && (count == 0 || rows+chunks[count].rows.Rows() <= mergedRows && size+chunks[count].rows.Bytes() <= mergedBytes) {
			rows, size = rows+chunks[count].rows.Rows(), size+chunks[count].rows.Bytes()
			count++
		}
		out = append(out, join(chunks[:count], rows))
		chunks = chunks[count:]
	}
	return out
}

// join makes one chunk of several, none of which is of kind range.
func join(chunks []chunk, rows int) (all chunk) {
	refs, every := make([]column.Ref, 0, rows), 0
	for _, c := range chunks {
		every += len(c.every)
	}
	all.hashes, all.every = make([]uint64, 0, rows), make([]uint64, 0, every)
	for i, c := range chunks {
		if c.unreadable != nil && all.unreadable == nil {
			all.unreadable = make([]uint8, rows)
		}
		copy(all.unreadable[min(len(refs), len(all.unreadable)):], c.unreadable)
		for row := range c.rows.Rows() {
			refs = append(refs, column.Ref{Table: uint32(i), Row: uint32(row)})
		}
		all.hashes, all.every = append(all.hashes, c.hashes...), append(all.every, c.every...)
		all.tally.add(c.tally)
	}
	all.rows = column.NewTable(rows)
	arrays := make([]column.Array, len(chunks))
	for at := range chunks[0].rows.Names() {
		for i, c := range chunks {
			arrays[i] = c.rows.At(at)
		}
		all.with(column.Take(arrays, refs))
	}
	all.seen, all.every = newSeenKeys(all.every), nil
	return all
}
