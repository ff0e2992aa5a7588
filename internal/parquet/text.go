package parquet

import "galena/internal/column"

type textSink[T any] struct {
	text    func([]byte, T) []byte
	builder column.TextBuilder
	buffer  []byte
}

func (s *textSink[T]) add(values []T, defs []int16, maxDef int16) error {
	eachRow(values, defs, maxDef, func(v T) {
		s.buffer = s.text(s.buffer[:0], v)
		s.builder.AppendBytes(s.buffer)
	}, s.builder.AppendNull)
	return nil
}

func (s *textSink[T]) finish() column.Array { return s.builder.Finish() }
