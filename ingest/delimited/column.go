package delimited

import "galena/internal/column"

// text is a column being filled: value i is data[ends[i]:ends[i+1]].
type text struct {
	data  []byte
	ends  []int32
	nulls []int32 // rows of the nulls
}

func newText(rows, bytes int) text {
	return text{data: make([]byte, 0, bytes), ends: make([]int32, 1, rows+1)}
}

func (t *text) rows() int { return len(t.ends) - 1 }

func (t *text) value(row int) []byte { return t.data[t.ends[row]:t.ends[row+1]] }

// add appends buffer[from:to], which never becomes null. Short values are copied as a few
// whole words, with whatever follows them. That gives most of the parser's speed: a call of
// memmove costs more than the move itself.
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

// addValue appends a value that was quoted, empty or not.
func (t *text) addValue(value []byte) {
	t.data = append(t.data, value...)
	t.ends = append(t.ends, int32(len(t.data)))
}

func (t *text) addNull() {
	t.nulls = append(t.nulls, int32(t.rows()))
	t.ends = append(t.ends, int32(len(t.data)))
}

// unescape removes the escapes of the last value appended.
func (t *text) unescape(s *syntax) {
	last := t.rows()
	start := t.ends[last-1]
	t.data = t.data[:int(start)+len(s.unescape(t.data[start:]))]
	t.ends[last] = int32(len(t.data))
}

// cut drops the values from the given row on, and what was appended for an unfinished one.
func (t *text) cut(rows int) {
	t.ends = t.ends[:min(len(t.ends), rows+1)]
	t.data = t.data[:t.ends[t.rows()]]
	for n := len(t.nulls); n > 0 && int(t.nulls[n-1]) >= rows; n-- {
		t.nulls = t.nulls[:n-1]
	}
}

// array returns the column, which takes over the memory.
func (t *text) array() *column.Text { return column.NewTextOf(t.data, t.ends, t.nulls) }
