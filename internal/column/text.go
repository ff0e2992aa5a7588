package column

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Nulls returns a text column of nulls.
func Nulls(rows int) *Text {
	if rows == 0 {
		return NewText(nil, []int32{0}, nil, 0)
	}
	return NewText(nil, make([]int32, rows+1), memory.NewBufferBytes(make([]byte, bitutil.BytesForBits(int64(rows)))), rows)
}

// Repeat returns a text column that holds one value in every row.
func Repeat(value string, rows int) *Text {
	checkText(rows * len(value))
	offsets := make([]int32, rows+1)
	for i := range offsets {
		offsets[i] = int32(i * len(value))
	}
	return NewText([]byte(strings.Repeat(value, rows)), offsets, nil, 0)
}

// AsText returns the values of a as text; see AppendValue for the forms.
func AsText(a Array) *Text {
	switch a := a.(type) {
	case *Text:
		return a
	case *Coded:
		return decoded(a)
	}
	b := NewTextBuilder(a.Len(), 8*a.Len())
	var buffer []byte
	for i := range a.Len() {
		if a.IsNull(i) {
			b.AppendNull()
			continue
		}
		buffer = AppendValue(buffer[:0], a, i)
		b.AppendBytes(buffer)
	}
	return b.Finish()
}

// TextBytes returns the number of bytes of all values of a.
func TextBytes(a *Text) int {
	if a.Len() == 0 {
		return 0
	}
	return a.ValueOffset(a.Len()-1) + a.ValueLen(a.Len()-1) - a.ValueOffset(0)
}
