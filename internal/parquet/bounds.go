package parquet

import (
	"encoding/binary"
	"math"

	"galena/internal/column"
)

// bounds are the least and the greatest of some values, in PLAIN encoding without the
// length. Each is a copy of its own.
type bounds struct {
	low, high []byte
	found     bool
	less      func(a, b []byte) bool
}

// join widens the bounds by others of the same column.
func (b *bounds) join(other bounds) {
	if !other.found {
		return
	}
	if !b.found {
		*b = other
		return
	}
	if other.less(other.low, b.low) {
		b.low = other.low
	}
	if other.less(b.high, other.high) {
		b.high = other.high
	}
}

func lessText(a, b []byte) bool { return string(a) < string(b) }

// textBounds finds the bounds of texts. Comparing the first bytes decides most cases.
type textBounds struct {
	low, high         []byte // point into the buffers of the values
	lowHead, highHead uint64
	found             bool
}

func (t *textBounds) see(value []byte) {
	head := headOf(value)
	if !t.found {
		t.low, t.high, t.lowHead, t.highHead, t.found = value, value, head, head, true
		return
	}
	if head <= t.lowHead && string(value) < string(t.low) {
		t.low, t.lowHead = value, head
	}
	if head >= t.highHead && string(value) > string(t.high) {
		t.high, t.highHead = value, head
	}
}

// headOf returns the first eight bytes as a number that sorts like the text.
func headOf(value []byte) uint64 {
	if len(value) >= 8 {
		return binary.BigEndian.Uint64(value)
	}
	var head uint64
	for i, c := range value {
		head |= uint64(c) << (56 - 8*i)
	}
	return head
}

func (t *textBounds) bounds() bounds {
	if !t.found {
		return bounds{}
	}
	copied := func(v []byte) []byte { return append([]byte{}, v...) } // nil would be no bound, but "" is one
	return bounds{low: copied(t.low), high: copied(t.high), found: true, less: lessText}
}

// numberBounds returns the bounds of numbers, given as 64 bits each.
func numberBounds(kind column.Kind, values []uint64) bounds {
	switch kind {
	case column.KindFloat:
		return floatBounds(values)
	case column.KindDate:
		return orderedBounds(values, 4, func(bits uint64) int64 { return int64(int32(bits)) })
	default:
		return orderedBounds(values, 8, func(bits uint64) int64 { return int64(bits) })
	}
}

func orderedBounds(values []uint64, width int, of func(uint64) int64) bounds {
	if len(values) == 0 {
		return bounds{}
	}
	low, high := of(values[0]), of(values[0])
	for _, bits := range values {
		v := of(bits)
		low, high = min(low, v), max(high, v)
	}
	return bounds{
		low: writeNumber(uint64(low), width), high: writeNumber(uint64(high), width), found: true,
		less: func(a, b []byte) bool { return of(readNumber(a)) < of(readNumber(b)) },
	}
}

// floatBounds ignores NaN and makes a zero bound -0 (least) or +0 (greatest), as the
// specification requires.
func floatBounds(values []uint64) bounds {
	low, high := math.Inf(1), math.Inf(-1)
	found := false
	for _, bits := range values {
		if v := math.Float64frombits(bits); v == v {
			low, high, found = min(low, v), max(high, v), true
		}
	}
	if !found {
		return bounds{}
	}
	if low == 0 {
		low = math.Copysign(0, -1)
	}
	if high == 0 {
		high = 0
	}
	return bounds{
		low: writeNumber(math.Float64bits(low), 8), high: writeNumber(math.Float64bits(high), 8), found: true,
		less: func(a, b []byte) bool {
			return math.Float64frombits(readNumber(a)) < math.Float64frombits(readNumber(b))
		},
	}
}

// boolBounds returns the bounds of count truth values, of which some are true.
func boolBounds(count, trues int) bounds {
	if count == 0 {
		return bounds{}
	}
	low, high := byte(0), byte(0)
	if trues == count {
		low = 1
	}
	if trues > 0 {
		high = 1
	}
	return bounds{low: []byte{low}, high: []byte{high}, found: true, less: lessText}
}

// writeNumber returns the lower bytes of bits, the least significant first.
func writeNumber(bits uint64, width int) []byte {
	return binary.LittleEndian.AppendUint64(nil, bits)[:width]
}

// readNumber reads what writeNumber wrote.
func readNumber(b []byte) uint64 {
	if len(b) == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}
