package parquet

import (
	"encoding/hex"
	"errors"
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"

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

// stringSink is a textSink for what says of itself that it is text: it copies
// the bytes of a batch without a look at them, which it takes of all at once.
type stringSink struct {
	data  []byte
	ends  []int32
	defs  []int16 // of the batch's rows, nil without nulls
	max   int16
	nulls int

	before int // bytes of the batch before
}

func (s *stringSink) add(values []parquet.ByteArray, defs []int16, maxDef int16) error {
	if len(s.ends) == 0 {
		s.ends = append(s.ends, 0)
	}
	s.defs, s.max = append(s.defs, defs...), maxDef
	if defs == nil || len(defs) == len(values) {
		for _, v := range values {
			s.data = append(s.data, v...)
			s.ends = append(s.ends, int32(len(s.data)))
		}
	} else {
		next := 0
		s.nulls += len(defs) - len(values)
		for _, def := range defs {
			if def == maxDef {
				s.data = append(s.data, values[next]...)
				next++
			}
			s.ends = append(s.ends, int32(len(s.data)))
		}
	}
	if len(s.data) > math.MaxInt32 {
		return errTooMuchText
	}
	return nil
}

func (s *stringSink) finish() column.Array {
	if len(s.ends) == 0 {
		s.ends = append(s.ends, 0)
	}
	var bitmap *memory.Buffer
	if s.nulls > 0 {
		bitmap = s.validity()
	}
	out := column.NewText(s.data, s.ends, bitmap, s.nulls)
	// The next batch is about as large. After the short one that ends a row group
	// it is as large as the one before that.
	room := max(len(s.data), s.before) * 9 / 8
	*s = stringSink{data: make([]byte, 0, room), ends: make([]int32, 0, cap(s.ends)), defs: s.defs[:0], before: len(s.data)}
	if allUTF8(out) {
		return out
	}
	return repaired(out)
}

// validity returns the bits of the rows that have a value.
func (s *stringSink) validity() *memory.Buffer {
	bits := make([]byte, (len(s.defs)+7)/8)
	for i, def := range s.defs {
		if def == s.max {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	return memory.NewBufferBytes(bits)
}

// repaired puts hexadecimal digits in place of what is not UTF-8, as for byte
// strings that do not claim to be text.
func repaired(text *column.Text) *column.Text {
	b := column.NewTextBuilder(text.Len(), 2*len(text.ValueBytes()))
	for i := range text.Len() {
		if value := text.Value(i); text.IsNull(i) || utf8.ValidString(value) {
			b.AppendFrom(text, i)
		} else {
			b.AppendBytes(hex.AppendEncode(nil, []byte(value)))
		}
	}
	return b.Finish()
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
