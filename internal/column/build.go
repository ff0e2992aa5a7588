package column

import (
	"errors"
	"math"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/apache/arrow-go/v18/arrow"
)

// validity counts the nulls of a column being built. Its bitmap exists only once there
// is a null, since in most batches a column has no nulls or nothing else.
type validity struct {
	length int
	nulls  int
	bits   []byte
}

func (v *validity) append(valid bool) {
	if valid && v.bits == nil {
		v.length++
		return
	}
	v.appendBit(valid)
}

// appendRun is append for several rows.
func (v *validity) appendRun(valid bool, rows int) {
	if valid && v.bits == nil {
		v.length += rows
		return
	}
	for range rows {
		v.appendBit(valid)
	}
}

func (v *validity) appendBit(valid bool) {
	if v.bits == nil {
		v.bits = make([]byte, bitutil.BytesForBits(int64(v.length+1024)))
		bitutil.SetBitsTo(v.bits, 0, int64(v.length), true)
	}
	if v.length>>3 >= len(v.bits) {
		v.bits = append(v.bits, make([]byte, len(v.bits))...)
	}
	if valid {
		v.bits[v.length>>3] |= 1 << (v.length & 7)
	} else {
		v.nulls++
	}
	v.length++
}

func (v *validity) buffer() *memory.Buffer {
	if v.bits == nil {
		return nil
	}
	return memory.NewBufferBytes(v.bits[:bitutil.BytesForBits(int64(v.length))])
}

// TextBuilder makes a Text. The zero value is ready; after Finish it is empty
// again and shares nothing with what it made.
type TextBuilder struct {
	validity
	data []byte
	ends []int32
}

// NewTextBuilder returns a builder with room for the given numbers of values
// and bytes.
func NewTextBuilder(rows, bytes int) *TextBuilder {
	return &TextBuilder{data: make([]byte, 0, bytes), ends: append(make([]int32, 0, rows+1), 0)}
}

// Len returns the number of values appended since the last Finish.
func (b *TextBuilder) Len() int { return b.length }

// Bytes returns the number of bytes appended since the last Finish. Appending
// panics with ErrTooMuchText beyond 2 GiB.
func (b *TextBuilder) Bytes() int { return len(b.data) }

// Append adds a value, copying it.
func (b *TextBuilder) Append(value string) {
	b.data = append(b.data, value...)
	b.end(true)
}

// AppendBytes adds a value, copying it.
func (b *TextBuilder) AppendBytes(value []byte) {
	b.data = append(b.data, value...)
	b.end(true)
}

// AppendNull adds a null.
func (b *TextBuilder) AppendNull() { b.end(false) }

// AppendGiven adds a value, or a null for one that is empty.
func (b *TextBuilder) AppendGiven(value string) {
	if value == "" {
		b.AppendNull()
	} else {
		b.Append(value)
	}
}

// AppendFrom adds the i-th value of a, null or not.
func (b *TextBuilder) AppendFrom(a *Text, i int) {
	if a.IsNull(i) {
		b.AppendNull()
		return
	}
	b.Append(a.Value(i))
}

func (b *TextBuilder) end(valid bool) {
	if len(b.ends) == 0 || len(b.data) > math.MaxInt32 {
		b.begin()
	}
	b.ends = append(b.ends, int32(len(b.data)))
	b.append(valid)
}

// begin makes room for the first value, and panics if there is too much text.
func (b *TextBuilder) begin() {
	checkText(len(b.data))
	b.ends = append(b.ends, 0)
}

// ErrTooMuchText is the value that building a Text of more than 2 GiB panics with, since
// its offsets cannot go further. The user can fix the cause: package pipeline turns it
// into an error that is not reported as a bug.
var ErrTooMuchText = errors.New("one column of a batch of rows holds more than 2 GiB of text; let batches have fewer rows, with --batch-rows 1000 or less")

func checkText(size int) {
	if size > math.MaxInt32 {
		panic(ErrTooMuchText)
	}
}

// Finish returns what was appended and empties the builder.
func (b *TextBuilder) Finish() *Text {
	if len(b.ends) == 0 {
		b.ends = append(b.ends, 0)
	}
	out := NewText(b.data, b.ends, b.buffer(), b.nulls)
	*b = TextBuilder{}
	return out
}

// NewText wraps slices that the caller has filled, without a copy: value i is
// data[offsets[i]:offsets[i+1]]. A nil valid buffer means that no value is
// null. The slices belong to the array from then on.
func NewText(data []byte, offsets []int32, valid *memory.Buffer, nulls int) *Text {
	return array.NewStringData(array.NewData(arrow.BinaryTypes.String, len(offsets)-1, []*memory.Buffer{
		valid, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets)), memory.NewBufferBytes(data),
	}, nil, nulls, 0))
}

// NewTextOf is NewText with a list of the rows that are null, each once.
func NewTextOf(data []byte, offsets, nulls []int32) *Text {
	if len(nulls) == 0 {
		return NewText(data, offsets, nil, 0)
	}
	rows := int64(len(offsets) - 1)
	valid := make([]byte, bitutil.BytesForBits(rows))
	bitutil.SetBitsTo(valid, 0, rows, true)
	for _, row := range nulls {
		bitutil.ClearBit(valid, int(row))
	}
	return NewText(data, offsets, memory.NewBufferBytes(valid), len(nulls))
}

// number is the Go type of an array's values.
type number interface {
	int64 | float64 | arrow.Timestamp | arrow.Date32
}

// NumberBuilder makes an Int, Float, Time or Date.
type NumberBuilder[T number] struct {
	validity
	values []T
}

// Builders of the number kinds. Times are microseconds, dates days since 1970.
type (
	IntBuilder   = NumberBuilder[int64]
	FloatBuilder = NumberBuilder[float64]
	TimeBuilder  = NumberBuilder[arrow.Timestamp]
	DateBuilder  = NumberBuilder[arrow.Date32]
)

// NewNumberBuilder returns a builder with room for the given number of values.
func NewNumberBuilder[T number](rows int) *NumberBuilder[T] {
	return &NumberBuilder[T]{values: make([]T, 0, rows)}
}

// NewInts wraps values that the caller has filled, without a copy. They belong to
// the array from then on.
func NewInts(values []int64) *Int { return newNumbers(values).(*Int) }

// NewFloats is NewInts for floating point numbers.
func NewFloats(values []float64) *Float { return newNumbers(values).(*Float) }

func newNumbers[T number](values []T) Array {
	return (&NumberBuilder[T]{validity: validity{length: len(values)}, values: values}).Finish()
}

// Append adds a value.
func (b *NumberBuilder[T]) Append(value T) {
	b.values = append(b.values, value)
	b.append(true)
}

// AppendIf adds a value if it is known, else a null.
func (b *NumberBuilder[T]) AppendIf(value T, known bool) {
	if known {
		b.Append(value)
	} else {
		b.AppendNull()
	}
}

// AppendAll adds several values.
func (b *NumberBuilder[T]) AppendAll(values []T) {
	b.values = append(b.values, values...)
	b.appendRun(true, len(values))
}

// AppendNull adds a null.
func (b *NumberBuilder[T]) AppendNull() {
	b.values = append(b.values, 0)
	b.append(false)
}

// Finish returns what was appended, as the array of T's kind, and empties the
// builder.
func (b *NumberBuilder[T]) Finish() Array {
	var (
		kind  Kind
		bytes []byte
	)
	switch values := any(b.values).(type) {
	case []int64:
		kind, bytes = KindInt, arrow.Int64Traits.CastToBytes(values)
	case []float64:
		kind, bytes = KindFloat, arrow.Float64Traits.CastToBytes(values)
	case []arrow.Timestamp:
		kind, bytes = KindTime, arrow.TimestampTraits.CastToBytes(values)
	case []arrow.Date32:
		kind, bytes = KindDate, arrow.Date32Traits.CastToBytes(values)
	}
	out := array.MakeFromData(array.NewData(kind.arrowType(), b.length,
		[]*memory.Buffer{b.buffer(), memory.NewBufferBytes(bytes)}, nil, b.nulls, 0))
	*b = NumberBuilder[T]{}
	return out
}

// BoolBuilder makes a Bool.
type BoolBuilder struct {
	validity
	bits []byte
}

// Append adds a value.
func (b *BoolBuilder) Append(value bool) { b.add(value, true) }

// AppendNull adds a null.
func (b *BoolBuilder) AppendNull() { b.add(false, false) }

func (b *BoolBuilder) add(value, valid bool) {
	if b.length&7 == 0 {
		b.bits = append(b.bits, 0)
	}
	if value {
		b.bits[b.length>>3] |= 1 << (b.length & 7)
	}
	b.append(valid)
}

// Finish returns what was appended and empties the builder.
func (b *BoolBuilder) Finish() *Bool {
	out := array.NewBooleanData(array.NewData(arrow.FixedWidthTypes.Boolean, b.length,
		[]*memory.Buffer{b.buffer(), memory.NewBufferBytes(b.bits)}, nil, b.nulls, 0))
	*b = BoolBuilder{}
	return out
}
