package parquet

import (
	"fmt"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"

	"galena/internal/column"
)

// scratch is the memory in which one column of a row group is put together,
// kept for the next one.
type scratch struct {
	levels     []int16 // 1 for a value, 0 for a null
	data       []byte
	offsets    []int32
	indices    []int32
	valid      []byte
	ints       []int64
	days       []int32
	floats     []float64
	bools      []bool
	dictionary dictionary
}

// scratchPool keeps as many as were ever in use at once.
type scratchPool struct {
	mu   sync.Mutex
	free []*scratch
}

func (p *scratchPool) get() *scratch {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		s := p.free[n-1]
		p.free = p.free[:n-1]
		return s
	}
	return new(scratch)
}

func (p *scratchPool) put(s *scratch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, s)
}

// write encodes a column of a row group in one call of the column's writer, so
// that its pages end where the rows alone say, and compresses all that can be
// compressed before the row group is closed.
func (s *scratch) write(to file.ColumnChunkWriter, f Field, chunks []chunk, rows int) (err error) {
	s.setLevels(chunks)
	switch to := to.(type) {
	case *file.ByteArrayColumnChunkWriter:
		if f.Encoding != Plain && s.number(chunks, rows, f.Encoding == Dictionary) {
			err = s.writeDictionary(to)
			// The last page is compressed here, beside those of other columns.
			// It is there unless the writer has just ended it as full.
			if full := 4*rows >= int(to.Properties().DataPageSize()); err == nil && rows > 0 && !full {
				err = to.FlushCurrentPage()
			}
		} else {
			to.FallbackToPlain()
			s.gatherText(chunks)
			if _, err = to.WriteBatchArrow(s.data, s.offsets, s.levels, nil); err == nil {
				err = to.FlushBufferedDataPages()
			}
		}
	case *file.Int64ColumnChunkWriter:
		s.gatherInts(chunks)
		_, err = to.WriteBatch(s.ints, s.levels, nil)
	case *file.Int32ColumnChunkWriter:
		s.days = gather(s.days[:0], chunks, (*column.Date).Date32Values, func(d arrow.Date32) int32 { return int32(d) })
		_, err = to.WriteBatch(s.days, s.levels, nil)
	case *file.Float64ColumnChunkWriter:
		s.floats = gather(s.floats[:0], chunks, (*column.Float).Float64Values, func(v float64) float64 { return v })
		_, err = to.WriteBatch(s.floats, s.levels, nil)
	case *file.BooleanColumnChunkWriter:
		s.gatherBools(chunks)
		_, err = to.WriteBatch(s.bools, s.levels, nil)
	default:
		err = fmt.Errorf("no writer for %s", to.Type())
	}
	return err
}

func (s *scratch) setLevels(chunks []chunk) {
	s.levels = s.levels[:0]
	for _, c := range chunks {
		switch {
		case c.values == nil:
			s.levels = appendLevels(s.levels, c.end-c.start, 0)
		case c.values.NullN() == 0:
			s.levels = appendLevels(s.levels, c.end-c.start, 1)
		default:
			for i := c.start; i < c.end; i++ {
				level := int16(0)
				if c.values.IsValid(i) {
					level = 1
				}
				s.levels = append(s.levels, level)
			}
		}
	}
}

func appendLevels(levels []int16, count int, level int16) []int16 {
	for range count {
		levels = append(levels, level)
	}
	return levels
}

// number turns the values of a text column into numbers of a dictionary. It
// returns false as soon as it sees that a dictionary would not pay.
func (s *scratch) number(chunks []chunk, rows int, always bool) bool {
	d := &s.dictionary
	d.reset()
	s.indices = append(s.indices[:0], make([]int32, rows)...)
	s.valid = append(s.valid[:0], make([]byte, bitutil.BytesForBits(int64(rows)))...)
	seen, verdict, at := 0, firstVerdict, -1
	var last []byte
	lastIndex := int32(-1)
	for _, c := range chunks {
		if c.values == nil {
			at += c.end - c.start
			continue
		}
		text := c.values.(*column.Text)
		if text.Len() == 0 {
			continue
		}
		offsets, data, nulls := text.ValueOffsets(), text.ValueBytes(), text.NullN() > 0
		base := offsets[0]
		for i := c.start; i < c.end; i++ {
			at++
			if nulls && text.IsNull(i) {
				continue
			}
			value := data[offsets[i]-base : offsets[i+1]-base]
			if lastIndex < 0 || string(value) != string(last) {
				last, lastIndex = value, d.index(value)
			}
			s.indices[at] = lastIndex
			s.valid[at>>3] |= 1 << (at & 7)
			seen++
			if seen == verdict {
				if !always && !d.pays(seen, false) {
					return false
				}
				verdict *= 2
			}
		}
	}
	return always || d.pays(seen, true)
}

// writeDictionary writes the numbers, and statistics from the dictionary
// instead of from every value.
func (s *scratch) writeDictionary(to *file.ByteArrayColumnChunkWriter) error {
	values := column.NewText(s.dictionary.data, s.dictionary.ends, nil, 0)
	encoder, ok := to.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return fmt.Errorf("no dictionary encoder for %s", to.Type())
	}
	if err := encoder.PutDictionary(values); err != nil {
		return err
	}
	nulls := 0
	for _, level := range s.levels {
		nulls += 1 - int(level)
	}
	statistics := to.PageStatistics()
	statistics.IncNulls(int64(nulls))
	statistics.IncNumValues(int64(len(s.levels) - nulls))
	if err := statistics.UpdateFromArrow(values, false); err != nil {
		return err
	}
	indices := array.NewInt32Data(array.NewData(arrow.PrimitiveTypes.Int32, len(s.indices), []*memory.Buffer{
		memory.NewBufferBytes(s.valid), memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(s.indices)),
	}, nil, nulls, 0))
	return to.WriteDictIndices(indices, s.levels, nil)
}
