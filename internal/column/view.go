package column

// View gives access to the buffers of a Text without a call per value.
type View struct {
	offsets []int32 // one more than values
	data    []byte
	valid   bitmap
}

// ViewOf returns the view of a Text; nil is all null.
func ViewOf(a *Text) View {
	if a == nil {
		return View{valid: bitmap{none: true}}
	}
	v := View{valid: bitmapOf(a)}
	if !v.valid.none {
		v.offsets, v.data = a.ValueOffsets(), a.Data().Buffers()[2].Bytes()
	}
	return v
}

// At returns the value at a row, which the caller must not change; ok is false for a
// null.
func (v *View) At(row int) (value []byte, ok bool) {
	if !v.valid.at(uint32(row)) {
		return nil, false
	}
	return v.data[v.offsets[row]:v.offsets[row+1]], true
}

// bitmap says which rows of an array have a value.
type bitmap struct {
	bits  []byte // nil where all rows have one, or none
	shift uint32 // the position of the first row
	none  bool   // no row has one
}

func bitmapOf(a Array) bitmap {
	switch {
	case a == nil || a.NullN() == a.Len():
		return bitmap{none: true}
	case a.NullN() == 0:
		return bitmap{}
	}
	return bitmap{bits: a.NullBitmapBytes(), shift: uint32(a.Data().Offset())}
}

// has reports whether a row has a value. It must not be called if all rows or none have
// one.
func (b *bitmap) has(row uint32) bool {
	row += b.shift
	return b.bits[row>>3]>>(row&7)&1 != 0
}

// at reports whether a row has a value.
func (b *bitmap) at(row uint32) bool { return !b.none && (b.bits == nil || b.has(row)) }
