package column

import (
	"math"
	"strconv"
	"time"
)

// appendFloat writes a number without an exponent where a person would: an id or a phone
// number that some tool has turned into a float stays legible.
func appendFloat(dst []byte, value float64) []byte {
	if whole := int64(value); float64(whole) == value && 0 < whole && whole < 1<<53 {
		return strconv.AppendInt(dst, whole, 10) // same result as below, at a fifth of the cost
	}
	format := byte('f')
	if size := math.Abs(value); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, value, format, -1, 64)
}

// AppendValue appends the i-th value of a as text: numbers in the shortest form that
// reads back the same, instants in RFC 3339 with Z, days as 2006-01-02, booleans as true
// or false. A null appends nothing.
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
