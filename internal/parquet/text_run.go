package parquet

import "galena/internal/column"

// textRun gives access to the rows from start to end of a chunk of a text column, coded
// or not, without a call per value.
type textRun struct {
	codes      []uint32 // of the rows of a coded column; equal values share a code
	offsets    []int32  // of the values: one per row, or one per code
	data       []byte
	valid      []byte // bitmap; nil if all rows have a value
	shift      int    // the position of the first row in it
	start, end int
}

// textOf returns the rows of a chunk, and whether any may have a value.
func textOf(c chunk) (t textRun, some bool) {
	if c.values == nil || c.start == c.end || c.values.NullN() == c.values.Len() {
		return textRun{}, false
	}
	t = textRun{start: c.start, end: c.end}
	switch a := c.values.(type) {
	case *column.Text:
		t.offsets, t.data = a.ValueOffsets(), a.Data().Buffers()[2].Bytes()
	case *column.Coded:
		var words *column.Text
		t.codes, words = column.Codes(a)
		t.offsets, t.data = words.ValueOffsets(), words.Data().Buffers()[2].Bytes()
	}
	if c.values.NullN() > 0 {
		t.valid, t.shift = c.values.NullBitmapBytes(), c.values.Data().Offset()
	}
	return t, true
}

// has reports whether a row has a value.
func (t *textRun) has(row int) bool {
	row += t.shift
	return t.valid == nil || t.valid[row>>3]>>(row&7)&1 != 0
}

// at returns the value of a row that has one. It points into the buffers of the array.
func (t *textRun) at(row int) []byte {
	if t.codes != nil {
		row = int(t.codes[row])
	}
	return t.data[t.offsets[row]:t.offsets[row+1]]
}

// words returns the number of distinct values that the codes refer to.
func (t *textRun) words() int { return len(t.offsets) - 1 }

// codedSize returns the bytes of text in some rows of a coded column.
func codedSize(coded *column.Coded, start, end int) (size int64) {
	t, some := textOf(chunk{values: coded, start: start, end: end})
	if !some {
		return 0
	}
	for i, code := range t.codes[start:end] {
		if t.has(start + i) {
			size += int64(t.offsets[code+1] - t.offsets[code])
		}
	}
	return size
}
