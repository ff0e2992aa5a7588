package expression

import (
	"encoding/binary"

	"galena/internal/column"
)

// literals are a few texts to compare values with by their first eight bytes and
// their lengths, which tell nearly all others from them.
type literals []literal

type literal struct {
	text string
	head uint64 // the first eight bytes, zeros behind a shorter text
	mask uint64 // of the bytes that are the text's
}

const headBytes = 8

func newLiterals(texts ...string) literals {
	out := make(literals, len(texts))
	for i, text := range texts {
		var head [headBytes]byte
		copy(head[:], text)
		out[i] = literal{text, binary.LittleEndian.Uint64(head[:]), 1<<(8*min(len(text), headBytes)) - 1}
	}
	return out
}

// isOneOf is the test of the values of a column, without functions on it, for
// being one of the literals.
func (x text) isOneOf(list literals) condition {
	return func(t column.Table) Mask {
		a, ok := columnOf[*column.Text](t, x.column)
		if !ok {
			return unknown(t.Rows())
		}
		known := validBits(a)
		return Mask{True: list.among(a, known), Known: known, Rows: t.Rows()}
	}
}

// among tells which of the values whose bits are set are one of the literals,
// straight over Arrow's bytes and without a branch on what most values are.
func (l literals) among(a *column.Text, known []uint64) []uint64 {
	data, offsets, truth := a.ValueBytes(), a.ValueOffsets(), make([]uint64, len(known))
	for w := range truth {
		var word uint64
		ends := offsets[w<<6 : min(w<<6+65, len(offsets))]
		start := int(ends[0] - offsets[0]) // the bytes begin with the first value
		for i, end := range ends[1:] {
			size := int(end-offsets[0]) - start
			word |= l.is(data[start:], size) << (i & 63)
			start += size
		}
		truth[w] = word & known[w]
	}
	return truth
}

// is returns 1 if the value of that size, with which the data begins, is one of
// the literals, else 0.
func (l literals) is(data []byte, size int) (found uint64) {
	if len(data) < headBytes { // the last values, behind which there is no whole word
		return l.find(data[:size])
	}
	head := binary.LittleEndian.Uint64(data)
	for i := range l {
		different := head&l[i].mask ^ l[i].head | uint64(size^len(l[i].text))
		found |= (different|-different)>>63 ^ 1
	}
	if found != 0 && size > headBytes { // it begins like a literal
		return l.find(data[:size])
	}
	return found
}

// find is 1 for one of the literals, else 0.
func (l literals) find(value []byte) uint64 {
	for i := range l {
		if l[i].text == string(value) {
			return 1
		}
	}
	return 0
}
