package parquet

import "galena/internal/column"

// A coded column has told equal values apart already. Its words are hashed once
// an array, not once a row.

// validOf returns the bitmap of an array's values, nil where none is null. It
// begins at the row of the array that shift says.
func validOf(a column.Array) (valid []byte, shift int) {
	if a.NullN() > 0 {
		valid = a.NullBitmapBytes()
	}
	return valid, a.Data().Offset()
}

// numberCodes numbers the values of some rows by the dictionary, until number
// returns false.
func (s *scratch) numberCodes(coded *column.Coded, c chunk, number func(index uint32) bool) {
	codes, words := column.Codes(coded)
	offsets, data := words.ValueOffsets(), words.ValueBytes()
	if cap(s.renumber) < words.Len() {
		s.renumber = make([]uint32, words.Len())
	}
	s.renumber = s.renumber[:words.Len()]
	clear(s.renumber)
	valid, shift := validOf(coded)
	for i := c.start; i < c.end; i++ {
		if valid != nil && valid[(i+shift)>>3]>>((i+shift)&7)&1 == 0 {
			continue
		}
		code := codes[i]
		index := s.renumber[code]
		if index == 0 {
			index = s.texts.index(data[offsets[code]-offsets[0]:offsets[code+1]-offsets[0]]) + 1
			s.renumber[code] = index
		}
		if !number(index - 1) {
			return
		}
	}
}

// codedTexts is texts for some rows of a coded column, the first of which is row
// of the row group. It reports whether to go on.
func codedTexts(coded *column.Coded, c chunk, row int, yield func(row int, value []byte) bool) bool {
	codes, words := column.Codes(coded)
	offsets, data := words.ValueOffsets(), words.ValueBytes()
	valid, shift := validOf(coded)
	for i := c.start; i < c.end; i++ {
		if valid == nil || valid[(i+shift)>>3]>>((i+shift)&7)&1 != 0 {
			code := codes[i]
			if !yield(row+i-c.start, data[offsets[code]-offsets[0]:offsets[code+1]-offsets[0]]) {
				return false
			}
		}
	}
	return true
}

func codedSize(coded *column.Coded, start, end int) (size int64) {
	codes, words := column.Codes(coded)
	offsets := words.ValueOffsets()
	for i, code := range codes[start:end] {
		if coded.NullN() == 0 || coded.IsValid(start+i) {
			size += int64(offsets[code+1] - offsets[code])
		}
	}
	return size
}
