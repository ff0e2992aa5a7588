package parquet

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/bitutil"

	"galena/internal/column"
)

// gatherNumbers collects the bits of the non-null values of a column of numbers,
// instants or days.
func (s *scratch) gatherNumbers(chunks []chunk) {
	s.numbers = s.numbers[:0]
	for _, c := range chunks {
		if c.values == nil || c.values.NullN() == c.values.Len() {
			continue
		}
		data := c.values.Data()
		bytes, from, to := data.Buffers()[1].Bytes(), data.Offset()+c.start, data.Offset()+c.end
		var valid []byte
		if c.values.NullN() > 0 {
			valid = c.values.NullBitmapBytes()
		}
		if _, days := c.values.(*column.Date); days {
			s.numbers = appendValid(s.numbers, arrow.Uint32Traits.CastFromBytes(bytes), valid, from, to)
		} else {
			s.numbers = appendValid(s.numbers, arrow.Uint64Traits.CastFromBytes(bytes), valid, from, to)
		}
	}
}

// appendValid appends the values from index from to to whose bit is set; a nil bitmap
// has all bits set.
func appendValid[T uint32 | uint64](dst []uint64, values []T, valid []byte, from, to int) []uint64 {
	for i := from; i < to; i++ {
		if valid == nil || valid[i>>3]>>(i&7)&1 != 0 {
			dst = append(dst, uint64(values[i]))
		}
	}
	return dst
}

// widthOf returns the number of bytes of a number of the kind.
func widthOf(kind column.Kind) int {
	if kind == column.KindDate {
		return 4
	}
	return 8
}

func appendNumbers(dst []byte, values []uint64, width int) []byte {
	if width == 4 {
		for _, v := range values {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(v))
		}
		return dst
	}
	return append(dst, arrow.Uint64Traits.CastToBytes(values)...)
}

func (s *scratch) writeNumbers(to *columnChunk, kind column.Kind, rows int) error {
	return s.pages(rows, func(start, end, first, last int) error {
		s.body = appendNumbers(s.body[:0], s.numbers[first:last], widthOf(kind))
		return s.end(to, start, end, end-start-(last-first), numberBounds(kind, s.numbers[first:last]))
	})
}

// numberNumbers numbers the gathered values with a dictionary. It returns false as soon
// as it sees that a dictionary would not pay.
func (s *scratch) numberNumbers() (pays bool) {
	d := &s.constants
	d.reset()
	s.indices = s.indices[:0]
	v := verdict{values: len(s.numbers), at: firstVerdict}
	last, lastIndex := uint64(0), uint32(0)
	for i, value := range s.numbers {
		if i == 0 || value != last {
			last, lastIndex = value, d.index(value)
		}
		s.indices = append(s.indices, lastIndex)
		if i+1 == v.at && !v.worth(len(d.values)) {
			return false
		}
	}
	return paysOff(len(d.values), len(s.numbers))
}

func (s *scratch) writeNumberDictionary(to *columnChunk, kind column.Kind, rows int) error {
	d := &s.constants
	s.body = appendNumbers(s.body[:0], d.values, widthOf(kind))
	if err := to.addDictionary(s.body, len(d.values)); err != nil {
		return err
	}
	return s.writeIndices(to, rows, len(d.values), numberBounds(kind, d.values))
}

// writeBools writes booleans in PLAIN encoding, a bitmap of the values that are not
// null.
func (s *scratch) writeBools(to *columnChunk, chunks []chunk, rows int) error {
	bits := gatherBools(chunks, rows)
	return s.pages(rows, func(start, end, first, last int) error {
		s.body = zeroed(s.body, int(bitutil.BytesForBits(int64(last-first))))
		bitutil.CopyBitmap(bits, first, last-first, s.body, 0)
		return s.end(to, start, end, end-start-(last-first), boolBounds(last-first, bitutil.CountSetBits(bits, first, last-first)))
	})
}

// gatherBools returns the bitmap of the values that are not null.
func gatherBools(chunks []chunk, rows int) []byte {
	bits, at := make([]byte, bitutil.BytesForBits(int64(rows))), 0
	for _, c := range chunks {
		values, ok := c.values.(*column.Bool)
		if !ok {
			continue
		}
		source, offset := values.Data().Buffers()[1].Bytes(), values.Data().Offset()
		if values.NullN() == 0 {
			bitutil.CopyBitmap(source, offset+c.start, c.end-c.start, bits, at)
			at += c.end - c.start
			continue
		}
		valid := values.NullBitmapBytes()
		for i := offset + c.start; i < offset+c.end; i++ {
			if bitutil.BitIsSet(valid, i) {
				bitutil.SetBitTo(bits, at, bitutil.BitIsSet(source, i))
				at++
			}
		}
	}
	return bits
}
