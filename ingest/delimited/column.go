package delimited

import (
	"github.com/apache/arrow-go/v18/arrow/memory"

	"galena/internal/column"
)

// text is a column being filled: value i is data[ends[i]:ends[i+1]].
type text struct {
	data  []byte
	ends  []int32
	valid []byte // one bit a value, set before the value is known
	nulls int
}

func newText(rows, bytes int) text {
	t := text{data: make([]byte, 0, bytes), ends: make([]int32, 1, rows+1), valid: make([]byte, (rows+7)/8)}
	for i := range t.valid {
		t.valid[i] = 0xff
	}
	return t
}

// add appends buffer[from:to]; nothing becomes null. Short values are moved as
// a few words, whatever stands behind them, which is most of the speed of the
// parser: a call of memmove costs more than what it moves.
func (t *text) add(buffer []byte, from, to int) {
	n, size := to-from, len(t.data)
	switch room := min(cap(t.data)-size, len(buffer)-from); {
	case n == 0:
		t.addNull()
		return
	case n <= 16 && room >= 16:
		*(*[16]byte)(t.data[size : size+16]) = *(*[16]byte)(buffer[from : from+16])
		t.data = t.data[:size+n]
	case n <= 32 && room >= 32:
		*(*[16]byte)(t.data[size : size+16]) = *(*[16]byte)(buffer[from : from+16])
		*(*[16]byte)(t.data[size+16 : size+32]) = *(*[16]byte)(buffer[from+16 : from+32])
		t.data = t.data[:size+n]
	default:
		t.data = append(t.data, buffer[from:to]...)
	}
	t.ends = append(t.ends, int32(len(t.data)))
}

// addValue appends a value that stood in quotes, empty or not.
func (t *text) addValue(value []byte) {
	t.data = append(t.data, value...)
	t.ends = append(t.ends, int32(len(t.data)))
}

// unescape drops the escapes of the value appended last.
func (t *text) unescape(s *syntax) {
	last := len(t.ends) - 1
	start := t.ends[last-1]
	t.data = t.data[:int(start)+len(s.unescape(t.data[start:]))]
	t.ends[last] = int32(len(t.data))
}

func (t *text) addNull() {
	row := len(t.ends) - 1
	for row>>3 >= len(t.valid) {
		t.valid = append(t.valid, 0xff)
	}
	t.valid[row>>3] &^= 1 << (row & 7)
	t.nulls++
	t.ends = append(t.ends, int32(len(t.data)))
}

// cut drops the values from the given row on.
func (t *text) cut(rows int) {
	for row := rows; row < len(t.ends)-1; row++ {
		if row>>3 < len(t.valid) && t.valid[row>>3]>>(row&7)&1 == 0 {
			t.valid[row>>3] |= 1 << (row & 7)
			t.nulls--
		}
	}
	t.ends = t.ends[:min(len(t.ends), rows+1)]
	t.data = t.data[:t.ends[len(t.ends)-1]]
}

func (t *text) value(row int) []byte { return t.data[t.ends[row]:t.ends[row+1]] }

// array gives the column away.
func (t *text) array() *column.Text {
	var valid *memory.Buffer
	if rows := len(t.ends) - 1; t.nulls > 0 {
		for (rows+7)/8 > len(t.valid) {
			t.valid = append(t.valid, 0xff)
		}
		valid = memory.NewBufferBytes(t.valid[:(rows+7)/8])
	}
	return column.NewText(t.data, t.ends, valid, t.nulls)
}
