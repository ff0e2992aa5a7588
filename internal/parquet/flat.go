package parquet

import (
	"encoding/hex"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"

	"galena/internal/column"
)

// columnReader reads one of our columns, row group after row group.
type columnReader interface {
	// open turns to a row group.
	open(chunks func(leaf int) (file.ColumnChunkReader, int64, error)) error
	// read returns the next rows, of which there must be that many.
	read(rows int) (column.Array, error)
	// close checks that the row group was read to its end.
	close() error
}

// flat reads a column that has at most one value a row.
type flat[T physical] struct {
	leaf   int
	source source[T]
	sink   sink[T]
}

// sink collects the values of a batch. What it gets is valid during add only.
// defs tells of each row whether it has a value, namely where it is maxDef; nil
// means that all have.
type sink[T any] interface {
	add(values []T, defs []int16, maxDef int16)
	finish() column.Array
}

func (f *flat[T]) open(chunks func(int) (file.ColumnChunkReader, int64, error)) error {
	chunk, values, err := chunks(f.leaf)
	if err != nil {
		return err
	}
	return f.source.open(chunk, values)
}

func (f *flat[T]) read(rows int) (column.Array, error) {
	for rows > 0 {
		levels, values, err := f.source.next(rows)
		if err != nil {
			return nil, err
		}
		rows -= levels
		if f.source.defs == nil {
			f.sink.add(values, nil, 0)
		} else {
			f.sink.add(values, f.source.defs[:levels], f.source.maxDef)
		}
	}
	return f.sink.finish(), nil
}

func (f *flat[T]) close() error { return f.source.close() }

// flatReader returns the reader of a column of at most one value a row, to be
// read as the given kind, which is that of s or text.
func flatReader[T physical](leaf int, s scalar[T], kind column.Kind) columnReader {
	f := &flat[T]{leaf: leaf}
	switch kind {
	case column.KindInt:
		f.sink = &integerSink[T, int64]{integer: s.integer}
	case column.KindTime:
		f.sink = &integerSink[T, arrow.Timestamp]{integer: s.integer}
	case column.KindDate:
		f.sink = &integerSink[T, arrow.Date32]{integer: s.integer}
	case column.KindFloat:
		f.sink = &floatSink[T]{float: s.float}
	case column.KindBool:
		f.sink = &truthSink[T]{truth: s.truth}
	default:
		f.sink = &textSink[T]{text: s.text}
	}
	return f
}

type integerSink[T any, N int64 | arrow.Timestamp | arrow.Date32] struct {
	integer func(T) (int64, bool)
	builder column.NumberBuilder[N]
}

func (s *integerSink[T, N]) add(values []T, defs []int16, maxDef int16) {
	eachRow(values, defs, maxDef, func(v T) {
		n, _ := s.integer(v) // a column with one that does not fit is read as text
		s.builder.Append(N(n))
	}, s.builder.AppendNull)
}

func (s *integerSink[T, N]) finish() column.Array { return s.builder.Finish() }

type floatSink[T any] struct {
	float   func(T) float64
	builder column.FloatBuilder
}

func (s *floatSink[T]) add(values []T, defs []int16, maxDef int16) {
	eachRow(values, defs, maxDef, func(v T) { s.builder.Append(s.float(v)) }, s.builder.AppendNull)
}

func (s *floatSink[T]) finish() column.Array { return s.builder.Finish() }

type truthSink[T any] struct {
	truth   func(T) bool
	builder column.BoolBuilder
}

func (s *truthSink[T]) add(values []T, defs []int16, maxDef int16) {
	eachRow(values, defs, maxDef, func(v T) { s.builder.Append(s.truth(v)) }, s.builder.AppendNull)
}

func (s *truthSink[T]) finish() column.Array { return s.builder.Finish() }

type textSink[T any] struct {
	text    func([]byte, T) []byte
	builder column.TextBuilder
	buffer  []byte
}

func (s *textSink[T]) add(values []T, defs []int16, maxDef int16) {
	eachRow(values, defs, maxDef, func(v T) {
		s.buffer = s.text(s.buffer[:0], v)
		s.builder.AppendBytes(s.buffer)
	}, s.builder.AppendNull)
}

func (s *textSink[T]) finish() column.Array { return s.builder.Finish() }

// stringSink is a textSink for what says of itself that it is text: it looks
// at the bytes of a batch once instead of value by value.
type stringSink struct {
	builder *column.TextBuilder
}

func (s *stringSink) add(values []parquet.ByteArray, defs []int16, maxDef int16) {
	if s.builder == nil {
		s.builder = new(column.TextBuilder)
	}
	eachRow(values, defs, maxDef, func(v parquet.ByteArray) { s.builder.AppendBytes(v) }, s.builder.AppendNull)
}

func (s *stringSink) finish() column.Array {
	if s.builder == nil {
		s.builder = new(column.TextBuilder)
	}
	out := s.builder.Finish()
	// The next batch is about as large.
	s.builder = column.NewTextBuilder(out.Len(), len(out.ValueBytes())*9/8)
	if allUTF8(out) {
		return out
	}
	repaired := column.NewTextBuilder(out.Len(), 2*len(out.ValueBytes()))
	for i := range out.Len() {
		switch value := out.Value(i); {
		case out.IsNull(i):
			repaired.AppendNull()
		case utf8.ValidString(value):
			repaired.Append(value)
		default:
			repaired.AppendBytes(hex.AppendEncode(nil, []byte(value)))
		}
	}
	return repaired.Finish()
}

// allUTF8 reports whether every value is UTF-8, that is, whether all together
// are and none begins within a character.
func allUTF8(text *column.Text) bool {
	data := text.ValueBytes()
	if !utf8.Valid(data) {
		return false
	}
	for _, at := range text.ValueOffsets() {
		if int(at) < len(data) && !utf8.RuneStart(data[at]) {
			return false
		}
	}
	return true
}

// eachRow calls value or null for each row.
func eachRow[T any](values []T, defs []int16, maxDef int16, value func(T), null func()) {
	if defs == nil || len(values) == len(defs) {
		for _, v := range values {
			value(v)
		}
		return
	}
	next := 0
	for _, def := range defs {
		if def != maxDef {
			null()
			continue
		}
		value(values[next])
		next++
	}
}

// fitCheck is a flat reader that keeps nothing but the verdict.
type fitCheck[T physical] struct {
	flat[T]
	sink fitSink[T]
}

func newFitCheck[T physical](leaf int, s scalar[T]) *fitCheck[T] {
	c := &fitCheck[T]{sink: fitSink[T]{integer: s.integer}}
	c.flat = flat[T]{leaf: leaf, sink: &c.sink}
	return c
}

func (c *fitCheck[T]) fits() bool { return !c.sink.misfit }

type fitSink[T any] struct {
	integer func(T) (int64, bool)
	misfit  bool
}

func (s *fitSink[T]) add(values []T, _ []int16, _ int16) {
	for _, v := range values {
		if _, ok := s.integer(v); !ok {
			s.misfit = true
			return
		}
	}
}

func (s *fitSink[T]) finish() column.Array { return nil }
