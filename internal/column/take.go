package column

import (
	"math"
	"strconv"
	"time"
)

// Ref points at a row of one of several tables.
type Ref struct {
	Table, Row uint32
}

// Take returns the values of a column of several tables at the given rows, in
// the order of the refs. A nil array, for a table without the column, is all
// null. Arrays of different kinds become text.
func Take(arrays []Array, refs []Ref) Array {
	kind, mixed := kindOfAll(arrays)
	if mixed {
		return takeAsText(arrays, refs)
	}
	switch kind {
	case KindInt:
		return takeNumbers(casts[*Int](arrays), (*Int).Int64Values, refs)
	case KindFloat:
		return takeNumbers(casts[*Float](arrays), (*Float).Float64Values, refs)
	case KindTime:
		return takeNumbers(casts[*Time](arrays), (*Time).TimestampValues, refs)
	case KindDate:
		return takeNumbers(casts[*Date](arrays), (*Date).Date32Values, refs)
	case KindBool:
		return takeBools(casts[*Bool](arrays), refs)
	default:
		return takeText(casts[*Text](arrays), refs)
	}
}

// kindOfAll returns the kind that all arrays share, or mixed.
func kindOfAll(arrays []Array) (kind Kind, mixed bool) {
	seen := false
	for _, a := range arrays {
		if a == nil {
			continue
		}
		if k := KindOf(a); !seen {
			kind, seen = k, true
		} else if k != kind {
			return KindText, true
		}
	}
	return kind, false
}

func casts[A Array](arrays []Array) []A {
	out := make([]A, len(arrays))
	for i, a := range arrays {
		if a != nil {
			out[i] = a.(A)
		}
	}
	return out
}

// View is the buffers of a Text, at hand without a call a value.
type View struct {
	offsets []int32 // one more than values
	data    []byte
	valid   []byte // bitmap; nil where no value is null
}

// ViewOf returns the view of a Text; nil is all null.
func ViewOf(a *Text) View {
	if a == nil || a.NullN() == a.Len() {
		return View{}
	}
	// A slice of an array shares its buffers: only a whole one can be read from
	// their beginning.
	if a.Data().Offset() != 0 {
		a = copyText(a)
	}
	v := View{offsets: a.ValueOffsets(), data: a.Data().Buffers()[2].Bytes()}
	if a.NullN() > 0 {
		v.valid = a.NullBitmapBytes()
	}
	return v
}

func viewsOf(arrays []*Text) []View {
	views := make([]View, len(arrays))
	for i, a := range arrays {
		views[i] = ViewOf(a)
	}
	return views
}

// At returns the value at a row, which must not be changed, and whether it is
// one.
func (v *View) At(row int) (value []byte, ok bool) {
	if v.offsets == nil || v.valid != nil && v.valid[row>>3]>>(row&7)&1 == 0 {
		return nil, false
	}
	return v.data[v.offsets[row]:v.offsets[row+1]], true
}

func copyText(a *Text) *Text {
	b := NewTextBuilder(a.Len(), TextBytes(a))
	for i := range a.Len() {
		b.AppendFrom(a, i)
	}
	return b.Finish()
}

func takeText(arrays []*Text, refs []Ref) *Text {
	views := viewsOf(arrays)
	offsets, size := make([]int32, len(refs)+1), 0
	var nulls validity
	for i, r := range refs {
		value, ok := views[r.Table].At(int(r.Row))
		size += len(value)
		offsets[i+1] = int32(size)
		nulls.append(ok)
	}
	if size > math.MaxInt32 {
		panic("column: more than 2 GiB of text in one column of one batch")
	}
	data := make([]byte, 0, size)
	for i, r := range refs {
		if offsets[i+1] > offsets[i] {
			value, _ := views[r.Table].At(int(r.Row))
			data = append(data, value...)
		}
	}
	return NewText(data, offsets, nulls.buffer(), nulls.nulls)
}

// takeNumbers takes from arrays whose values are of Go type T.
func takeNumbers[T number, A interface {
	comparable
	Array
}](arrays []A, values func(A) []T, refs []Ref) Array {
	var none A
	all, valid := make([][]T, len(arrays)), make([]func(int) bool, len(arrays))
	for i, a := range arrays {
		if a != none {
			all[i] = values(a)
			if a.NullN() > 0 {
				valid[i] = a.IsValid
			}
		}
	}
	b := NewNumberBuilder[T](len(refs))
	for _, r := range refs {
		if all[r.Table] == nil || valid[r.Table] != nil && !valid[r.Table](int(r.Row)) {
			b.AppendNull()
			continue
		}
		b.Append(all[r.Table][r.Row])
	}
	return b.Finish()
}

func takeBools(arrays []*Bool, refs []Ref) Array {
	var b BoolBuilder
	for _, r := range refs {
		if arrays[r.Table] == nil || arrays[r.Table].IsNull(int(r.Row)) {
			b.AppendNull()
			continue
		}
		b.Append(arrays[r.Table].Value(int(r.Row)))
	}
	return b.Finish()
}

func takeAsText(arrays []Array, refs []Ref) Array {
	b := NewTextBuilder(len(refs), 16*len(refs))
	var buffer []byte
	for _, r := range refs {
		if arrays[r.Table] == nil || arrays[r.Table].IsNull(int(r.Row)) {
			b.AppendNull()
			continue
		}
		buffer = AppendValue(buffer[:0], arrays[r.Table], int(r.Row))
		b.AppendBytes(buffer)
	}
	return b.Finish()
}

// appendFloat writes a number without an exponent where a person would: an id
// or a phone number that some tool has made a float of stays legible.
func appendFloat(dst []byte, value float64) []byte {
	format := byte('f')
	if size := math.Abs(value); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, value, format, -1, 64)
}

// AppendValue appends the i-th value of a as text: numbers in their shortest
// form that reads back the same, instants in RFC 3339 with Z, days as
// 2006-01-02, truth as true or false. A null appends nothing.
func AppendValue(dst []byte, a Array, i int) []byte {
	if a.IsNull(i) {
		return dst
	}
	switch a := a.(type) {
	case *Text:
		return append(dst, a.Value(i)...)
	case *Coded:
		codes, words := Codes(a)
		return append(dst, words.Value(int(codes[i]))...)
	case *Int:
		return strconv.AppendInt(dst, a.Value(i), 10)
	case *Float:
		return appendFloat(dst, a.Value(i))
	case *Bool:
		return strconv.AppendBool(dst, a.Value(i))
	case *Time:
		return time.UnixMicro(int64(a.Value(i))).UTC().AppendFormat(dst, time.RFC3339Nano)
	case *Date:
		return a.Value(i).ToTime().AppendFormat(dst, time.DateOnly)
	}
	return dst
}
