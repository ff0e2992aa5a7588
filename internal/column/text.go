package column

// Nulls returns a text column of nulls.
func Nulls(rows int) *Text {
	b := NewTextBuilder(rows, 0)
	for range rows {
		b.AppendNull()
	}
	return b.Finish()
}

// Repeat returns a text column that holds one value in every row.
func Repeat(value string, rows int) *Text {
	b := NewTextBuilder(rows, rows*len(value))
	for range rows {
		b.Append(value)
	}
	return b.Finish()
}

// AsText returns the values of a as text; see AppendValue for the forms.
func AsText(a Array) *Text {
	if text, ok := a.(*Text); ok {
		return text
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
