package column

// MarkFilled sets bit in the mark of every row whose value is neither null nor an empty
// text. There are as many marks as rows.
func MarkFilled(marks []uint64, bit uint64, a Array) {
	valid := bitmapOf(a)
	if valid.none {
		return
	}
	marks = marks[:a.Len()]
	text, ok := a.(*Text)
	if !ok {
		for row := range marks {
			if valid.at(uint32(row)) {
				marks[row] |= bit
			}
		}
		return
	}
	offsets := text.ValueOffsets()
	for row := range marks {
		if offsets[row+1] > offsets[row] && valid.at(uint32(row)) {
			marks[row] |= bit
		}
	}
}
