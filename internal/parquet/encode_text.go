package parquet

import (
	"encoding/binary"

	"galena/internal/column"
)

// texts calls yield for the values of a text column, with their rows in the row
// group, until it returns false. A value stands in the buffers of its array.
func texts(chunks []chunk, yield func(row int, value []byte) bool) {
	row := 0
	for _, c := range chunks {
		if coded, ok := c.values.(*column.Coded); ok {
			if !codedTexts(coded, c, row, yield) {
				return
			}
			row += c.end - c.start
			continue
		}
		text, ok := c.values.(*column.Text)
		if !ok || c.start == c.end || text.NullN() == text.Len() {
			row += c.end - c.start
			continue
		}
		offsets, data := text.ValueOffsets(), text.ValueBytes()
		base := offsets[0]
		var valid []byte
		shift := text.Data().Offset()
		if text.NullN() > 0 {
			valid = text.NullBitmapBytes()
		}
		for i := c.start; i < c.end; i++ {
			if valid == nil || valid[(i+shift)>>3]>>((i+shift)&7)&1 != 0 {
				if !yield(row, data[offsets[i]-base:offsets[i+1]-base]) {
					return
				}
			}
			row++
		}
	}
}

// writeTexts writes a text column in PLAIN encoding: each value behind its
// length.
func (s *scratch) writeTexts(to *columnChunk, chunks []chunk, rows int) (err error) {
	var seen textBounds
	start, count := 0, 0
	s.body = s.body[:0]
	end := func(at int) bool {
		err = s.end(to, start, at, at-start-count, seen.bounds())
		s.body, seen, start, count = s.body[:0], textBounds{}, at, 0
		return err == nil
	}
	texts(chunks, func(row int, value []byte) bool {
		s.body = binary.LittleEndian.AppendUint32(s.body, uint32(len(value)))
		s.body = append(s.body, value...)
		seen.see(value)
		count++
		if len(s.body) >= pageBytes || row+1-start >= pageRows {
			return end(row + 1)
		}
		return true
	})
	if err == nil && start < rows {
		end(rows)
	}
	return err
}

// numberTexts numbers the values of a text column by a dictionary. It returns
// false as soon as it sees that a dictionary would not pay.
func (s *scratch) numberTexts(chunks []chunk, rows int, always bool) (pays bool) {
	d := &s.texts
	d.reset()
	s.indices = s.indices[:0]
	if cap(s.indices) < rows {
		s.indices = make([]uint32, 0, rows)
	}
	var last []byte
	lastIndex, verdict, gaveUp := uint32(0), firstVerdict, false
	number := func(index uint32) bool {
		s.indices = append(s.indices, index)
		if len(s.indices) == verdict {
			gaveUp = !always && !isWorth(d.len(), verdict)
			verdict *= 2
		}
		return !gaveUp
	}
	for i, c := range chunks {
		if coded, ok := c.values.(*column.Coded); ok {
			s.numberCodes(coded, c, number)
		} else {
			texts(chunks[i:i+1], func(_ int, value []byte) bool {
				if len(s.indices) == 0 || string(value) != string(last) {
					last, lastIndex = value, d.index(value)
				}
				return number(lastIndex)
			})
		}
		if gaveUp {
			return false
		}
	}
	return always || paysOff(d.len(), len(s.indices))
}

func (s *scratch) writeTextDictionary(to *columnChunk, rows int) error {
	d := &s.texts
	var seen textBounds
	s.body = s.body[:0]
	for i := range d.len() {
		value := d.value(i)
		s.body = binary.LittleEndian.AppendUint32(s.body, uint32(len(value)))
		s.body = append(s.body, value...)
		seen.see(value)
	}
	if err := to.addDictionary(s.body, d.len()); err != nil {
		return err
	}
	return s.writeIndices(to, rows, d.len(), seen.bounds())
}
