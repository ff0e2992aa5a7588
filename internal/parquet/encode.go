package parquet

import (
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/parquet/compress"

	"galena/internal/column"
)

const (
	// A data page ends with the value that brings it to pageBytes before compression,
	// or after pageRows rows.
	pageBytes = 1 << 20
	pageRows  = 1 << 17
)

// scratch is the memory in which one column of a row group is encoded. It is reused
// for the next.
type scratch struct {
	valid     []byte // bitmap: which rows of the row group have a value
	numbers   []uint64
	indices   []uint32 // of the values in the dictionary
	renumber  []uint32 // by code of a coded column: the index plus one, 0 if not numbered yet
	body      []byte   // values of a page
	page      []byte
	packed    []byte // the page, compressed
	texts     textDictionary
	constants numberDictionary
}

// write encodes and compresses a column of a row group. The rows alone decide where its
// pages end and whether it has a dictionary.
func (s *scratch) write(to *columnChunk, f Field, chunks []chunk, rows int) error {
	s.setValid(chunks, rows)
	switch f.Kind {
	case column.KindText:
		if s.numberTexts(chunks, rows) {
			return s.writeTextDictionary(to, rows)
		}
		return s.writeTexts(to, chunks, rows)
	case column.KindBool:
		return s.writeBools(to, chunks, rows)
	default:
		s.gatherNumbers(chunks)
		if s.numberNumbers() {
			return s.writeNumberDictionary(to, f.Kind, rows)
		}
		return s.writeNumbers(to, f.Kind, rows)
	}
}

func (s *scratch) setValid(chunks []chunk, rows int) {
	s.valid = zeroed(s.valid, int(bitutil.BytesForBits(int64(rows))))
	at := 0
	for _, c := range chunks {
		n := c.end - c.start
		switch {
		case c.values == nil:
		case c.values.NullN() == 0:
			bitutil.SetBitsTo(s.valid, int64(at), int64(n), true)
		default:
			bitutil.CopyBitmap(c.values.NullBitmapBytes(), c.values.Data().Offset()+c.start, n, s.valid, at)
		}
		at += n
	}
}

// zeroed returns n zeros. It reuses the memory of b if that is large enough.
func zeroed(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	b = b[:n]
	clear(b)
	return b
}

// values counts the rows from start to end that have a value.
func (s *scratch) values(start, end int) int {
	return bitutil.CountSetBits(s.valid, start, end-start)
}

// end adds a page of the rows from start to end, whose encoded values are in body.
func (s *scratch) end(to *columnChunk, start, end, nulls int, b bounds) error {
	s.page = appendLevels(s.page[:0], s.valid, start, end, nulls)
	s.page = append(s.page, s.body...)
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		return err
	}
	s.packed = codec.Encode(s.packed[:0], s.page)
	return to.add(s.packed, len(s.page), end-start, nulls, b)
}

// pages calls make for each page of a column of fixed-width values, with the page's
// rows (start, end) and the values among them (first, last).
func (s *scratch) pages(rows int, make func(start, end, first, last int) error) error {
	first := 0
	for start := 0; start < rows; start += pageRows {
		end := min(start+pageRows, rows)
		last := first + s.values(start, end)
		if err := make(start, end, first, last); err != nil {
			return err
		}
		first = last
	}
	return nil
}

// writeIndices writes the pages that follow a dictionary of the given size. b are the
// bounds of the whole column and serve for every page.
func (s *scratch) writeIndices(to *columnChunk, rows, distinct int, b bounds) error {
	width := widthFor(distinct)
	return s.pages(rows, func(start, end, first, last int) error {
		s.body = appendHybrid(append(s.body[:0], byte(width)), s.indices[first:last], width)
		if first == last {
			b = bounds{}
		}
		return s.end(to, start, end, end-start-(last-first), b)
	})
}
