package parquet

import (
	"errors"
	"math"

	"galena/internal/column"
)

type textSink[T any] struct {
	text    func([]byte, T) []byte
	builder column.TextBuilder
	buffer  []byte
}

func (s *textSink[T]) add(values []T, defs []int16, maxDef int16) (err error) {
	eachRow(values, defs, maxDef, func(v T) {
		s.buffer = s.text(s.buffer[:0], v)
		if err = roomFor(&s.builder, s.buffer); err == nil {
			s.builder.AppendBytes(s.buffer)
		}
	}, s.builder.AppendNull)
	return err
}

// A Text holds 2 GiB.
var errTooMuchText = errors.New("a batch of its rows holds more than 2 GiB of text; read fewer rows at a time")

func roomFor(b *column.TextBuilder, value []byte) error {
	if b.Bytes()+len(value) > math.MaxInt32 {
		return errTooMuchText
	}
	return nil
}

func (s *textSink[T]) finish() column.Array { return s.builder.Finish() }
