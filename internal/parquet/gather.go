package parquet

import (
	"galena/internal/column"

	"github.com/apache/arrow-go/v18/arrow"
)

// gatherText puts the values of a text column that are not null one behind
// the other.
func (s *scratch) gatherText(chunks []chunk) {
	s.data, s.offsets = s.data[:0], append(s.offsets[:0], 0)
	for _, c := range chunks {
		if c.values == nil || c.start == c.end {
			continue
		}
		text := c.values.(*column.Text)
		offsets, data := text.ValueOffsets(), text.ValueBytes()
		base := offsets[0]
		if text.NullN() == 0 {
			shift := int32(len(s.data)) - offsets[c.start]
			s.data = append(s.data, data[offsets[c.start]-base:offsets[c.end]-base]...)
			for _, end := range offsets[c.start+1 : c.end+1] {
				s.offsets = append(s.offsets, end+shift)
			}
			continue
		}
		for i := c.start; i < c.end; i++ {
			if text.IsValid(i) {
				s.data = append(s.data, data[offsets[i]-base:offsets[i+1]-base]...)
				s.offsets = append(s.offsets, int32(len(s.data)))
			}
		}
	}
}

func (s *scratch) gatherInts(chunks []chunk) {
	s.ints = s.ints[:0]
	for _, c := range chunks {
		one := []chunk{c}
		if _, ok := c.values.(*column.Time); ok {
			s.ints = gather(s.ints, one, (*column.Time).TimestampValues, func(t arrow.Timestamp) int64 { return int64(t) })
		} else {
			s.ints = gather(s.ints, one, (*column.Int).Int64Values, func(v int64) int64 { return v })
		}
	}
}

func (s *scratch) gatherBools(chunks []chunk) {
	s.bools = s.bools[:0]
	for _, c := range chunks {
		values, ok := c.values.(*column.Bool)
		for i := c.start; ok && i < c.end; i++ {
			if values.IsValid(i) {
				s.bools = append(s.bools, values.Value(i))
			}
		}
	}
}

// gather appends the values of arrays of type A that are not null.
func gather[A column.Array, From, To any](dst []To, chunks []chunk, values func(A) []From, as func(From) To) []To {
	for _, c := range chunks {
		array, ok := c.values.(A)
		if !ok {
			continue
		}
		all, nulls := values(array), array.NullN() > 0
		for i := c.start; i < c.end; i++ {
			if !nulls || array.IsValid(i) {
				dst = append(dst, as(all[i]))
			}
		}
	}
	return dst
}
