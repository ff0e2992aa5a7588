package expression

import (
	"math/bits"

	"galena/internal/column"
)

// Mask says for each row of a table whether a condition is true, false or unknown: one
// bit per row, lowest bit first. A row that is not known is not true, and bits after the
// last row are zero.
type Mask struct {
	True, Known []uint64
	Rows        int
}

// IsTrue reports whether the condition is known to hold for the row.
func (m Mask) IsTrue(row int) bool { return m.True[row>>6]>>(row&63)&1 != 0 }

// IsKnown reports whether the condition is true or false for the row.
func (m Mask) IsKnown(row int) bool { return m.Known[row>>6]>>(row&63)&1 != 0 }

// condition is a compiled expression that is true, false or unknown.
type condition func(column.Table) Mask

func not(p condition) condition {
	return func(t column.Table) Mask {
		m := p(t)
		out := Mask{True: make([]uint64, len(m.True)), Known: m.Known, Rows: m.Rows}
		for i := range out.True {
			out.True[i] = m.Known[i] &^ m.True[i]
		}
		return out
	}
}

func and(p, q condition) condition {
	return func(t column.Table) Mask {
		a, b := p(t), q(t)
		out := Mask{True: make([]uint64, len(a.True)), Known: make([]uint64, len(a.True)), Rows: a.Rows}
		for i := range out.True {
			out.True[i] = a.True[i] & b.True[i]
			out.Known[i] = out.True[i] | a.Known[i]&^a.True[i] | b.Known[i]&^b.True[i]
		}
		return out
	}
}

func or(p, q condition) condition {
	return func(t column.Table) Mask {
		a, b := p(t), q(t)
		out := Mask{True: make([]uint64, len(a.True)), Known: make([]uint64, len(a.True)), Rows: a.Rows}
		for i := range out.True {
			out.True[i] = a.True[i] | b.True[i]
			out.Known[i] = out.True[i] | a.Known[i]&b.Known[i]
		}
		return out
	}
}

// same returns a condition that holds if both conditions are known and equal.
func same(p, q condition) condition {
	return func(t column.Table) Mask {
		a, b := p(t), q(t)
		out := Mask{True: make([]uint64, len(a.True)), Known: intersect(a.Known, b.Known), Rows: a.Rows}
		for i := range out.True {
			out.True[i] = out.Known[i] &^ (a.True[i] ^ b.True[i])
		}
		return out
	}
}

func always(truth bool) condition {
	return func(t column.Table) Mask {
		m := Mask{True: make([]uint64, words(t.Rows())), Known: full(t.Rows()), Rows: t.Rows()}
		if truth {
			m.True = m.Known
		}
		return m
	}
}

// truthOf returns a column of booleans as a condition.
func truthOf(name string) condition {
	return func(t column.Table) Mask {
		a, ok := columnOf[*column.Bool](t, name)
		if !ok {
			return unknown(t.Rows())
		}
		return masked(validBits(a), t.Rows(), a.Value)
	}
}

func unknown(rows int) Mask {
	none := make([]uint64, words(rows))
	return Mask{True: none, Known: none, Rows: rows}
}

// masked returns the mask of a test on the rows whose bits are set; no other row is
// known.
func masked(known []uint64, rows int, test func(row int) bool) Mask {
	truth := make([]uint64, len(known))
	for w, ask := range known {
		var word uint64
		for ; ask != 0; ask &= ask - 1 {
			var bit uint64
			at := bits.TrailingZeros64(ask)
			if test(w<<6 + at) {
				bit = 1
			}
			word |= bit << at
		}
		truth[w] = word
	}
	return Mask{True: truth, Known: known, Rows: rows}
}

func words(rows int) int { return (rows + 63) >> 6 }

// full returns a bitmap with the bits of all rows set.
func full(rows int) []uint64 {
	out := make([]uint64, words(rows))
	for i := range out {
		out[i] = ^uint64(0)
	}
	if rows&63 != 0 {
		out[len(out)-1] = 1<<(rows&63) - 1
	}
	return out
}

func intersect(a, b []uint64) []uint64 {
	out := make([]uint64, len(a))
	for i := range out {
		out[i] = a[i] & b[i]
	}
	return out
}

// validBits returns a bitmap with the bits of the non-null rows set.
func validBits(a column.Array) []uint64 {
	out := full(a.Len())
	if a.NullN() == 0 {
		return out
	}
	if a.Data().Offset() != 0 {
		for i := range a.Len() {
			if a.IsNull(i) {
				out[i>>6] &^= 1 << (i & 63)
			}
		}
		return out
	}
	bitmap := a.NullBitmapBytes()
	for w := range out {
		var word uint64
		for i, b := range bitmap[w<<3 : min(len(bitmap), w<<3+8)] {
			word |= uint64(b) << (i << 3)
		}
		out[w] &= word
	}
	return out
}

// columnOf returns the column of that name, or false if the table has none. It panics on
// another kind than Compile was told.
func columnOf[A column.Array](t column.Table, name string) (a A, ok bool) {
	found := t.Column(name)
	if found == nil {
		return a, false
	}
	return found.(A), true
}
