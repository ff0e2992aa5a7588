package parquet

import (
	"github.com/apache/arrow-go/v18/arrow"

	"galena/internal/column"
)

// columnReader reads one of our columns, row group after row group.
type columnReader interface {
	// open starts on a row group.
	open(chunks func(leaf int) (readChunk, error)) error
	// take adds the next rows to those that finish returns; skip drops them. The row group
	// must have that many left.
	take(rows int) error
	skip(rows int) error
	// finish returns the rows taken since its last call.
	finish() column.Array
	// close checks that the row group was read to its end.
	close() error
}

// flat reads a column with at most one value per row.
type flat[T physical] struct {
	leaf   int
	source source[T]
	levels int // number of decoded levels
	at     int // the next level to consume
	values []T // decoded values not yet consumed
	sink   sink[T]
}

// sink collects the values of a batch. values is valid only during add. A row has a
// value if its element of defs is maxDef; nil defs means that all rows have one.
type sink[T any] interface {
	// add fails if a batch of text becomes too large for its offsets.
	add(values []T, defs []int16, maxDef int16) error
	finish() column.Array
}

func (f *flat[T]) open(chunks func(int) (readChunk, error)) error {
	chunk, err := chunks(f.leaf)
	if err != nil {
		return err
	}
	f.levels, f.at, f.values = 0, 0, nil
	return f.source.open(chunk.reader(chunk.pages), chunk.values)
}

func (f *flat[T]) take(rows int) error {
	for rows > 0 {
		n, values, defs, err := f.next(rows)
		if err == nil {
			err = f.sink.add(values, defs, f.source.maxDef)
		}
		if err != nil {
			return err
		}
		rows -= n
	}
	return nil
}

func (f *flat[T]) skip(rows int) error {
	for rows > 0 {
		n, _, _, err := f.next(rows)
		if err != nil {
			return err
		}
		rows -= n
	}
	return nil
}

// next returns between one row and limit rows: the values of those that have one, and
// their levels, which are nil if all have one.
func (f *flat[T]) next(limit int) (rows int, values []T, defs []int16, err error) {
	if f.at == f.levels {
		f.at = 0
		if f.levels, f.values, err = f.source.next(stepRows); err != nil {
			return 0, nil, nil, err
		}
	}
	rows = min(limit, f.levels-f.at)
	count := rows
	if len(f.values) < f.levels-f.at {
		defs, count = f.source.defs[f.at:f.at+rows], 0
		for _, def := range defs {
			if def == f.source.maxDef {
				count++
			}
		}
	}
	values, f.values = f.values[:count], f.values[count:]
	f.at += rows
	return rows, values, defs, nil
}

func (f *flat[T]) finish() column.Array { return f.sink.finish() }

func (f *flat[T]) close() error {
	if f.at != f.levels {
		return longBy(int64(f.levels-f.at) + f.source.left)
	}
	return f.source.close()
}

// flatReader returns a reader of a column with at most one value per row. It reads the
// column as the given kind, which is that of s or text.
func flatReader[T physical](leaf int, s scalar[T], kind column.Kind) columnReader {
	f := &flat[T]{leaf: leaf}
	switch kind {
	case column.KindInt:
		f.sink = &integerSink[T, int64]{integer: s.integer, asIs: s.asIs}
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
	asIs    bool // integer changes nothing
	builder column.NumberBuilder[N]
}

func (s *integerSink[T, N]) add(values []T, defs []int16, maxDef int16) error {
	if whole, ok := any(values).([]N); ok && s.asIs && defs == nil {
		s.builder.AppendAll(whole)
		return nil
	}
	eachRow(values, defs, maxDef, func(v T) {
		n, _ := s.integer(v) // it fits: settleKinds has made all other columns text
		s.builder.Append(N(n))
	}, s.builder.AppendNull)
	return nil
}

func (s *integerSink[T, N]) finish() column.Array { return s.builder.Finish() }

type floatSink[T any] struct {
	float   func(T) float64
	builder column.FloatBuilder
}

func (s *floatSink[T]) add(values []T, defs []int16, maxDef int16) error {
	if whole, ok := any(values).([]float64); ok && defs == nil {
		s.builder.AppendAll(whole)
		return nil
	}
	eachRow(values, defs, maxDef, func(v T) { s.builder.Append(s.float(v)) }, s.builder.AppendNull)
	return nil
}

func (s *floatSink[T]) finish() column.Array { return s.builder.Finish() }

type truthSink[T any] struct {
	truth   func(T) bool
	builder column.BoolBuilder
}

func (s *truthSink[T]) add(values []T, defs []int16, maxDef int16) error {
	eachRow(values, defs, maxDef, func(v T) { s.builder.Append(s.truth(v)) }, s.builder.AppendNull)
	return nil
}

func (s *truthSink[T]) finish() column.Array { return s.builder.Finish() }

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

func (s *fitSink[T]) add(values []T, _ []int16, _ int16) error {
	for _, v := range values {
		if _, ok := s.integer(v); !ok {
			s.misfit = true
			break
		}
	}
	return nil
}

func (s *fitSink[T]) finish() column.Array { return nil }
