package expression

import (
	"encoding/binary"

	"galena/internal/column"
)

// literals are a few texts to compare values with. Their first eight bytes and lengths
// suffice to rule out nearly all other values.
type literals []literal

type literal struct {
	text string
	head uint64 // the first eight bytes; a shorter text is padded with zeros
	mask uint64 // the bits of head that the text fills
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

// isOneOf tests whether the values of a column, without functions applied, are among the
// literals.
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

// among returns which of the known values are among the literals. It reads Arrow's bytes
// directly, without a branch that depends on common values.
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

// is returns 1 if the value, the first size bytes of data, is one of the literals, else
// 0.
func (l literals) is(data []byte, size int) (found uint64) {
	if len(data) < headBytes { // among the last values, fewer than 8 bytes follow
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

// find returns 1 for one of the literals, else 0.
func (l literals) find(value []byte) uint64 {
	for i := range l {
		if l[i].text == string(value) {
			return 1
		}
	}
	return 0
}
