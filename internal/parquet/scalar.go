package parquet

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow/float16"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"galena/internal/column"
)

// scalar describes the values of a column and how to convert Parquet's physical type T
// to our kinds.
type scalar[T physical] struct {
	kind column.Kind
	// text appends a value as text; json as a JSON value.
	text, json func(dst []byte, v T) []byte
	// integer returns the value of a KindInt, KindTime or KindDate. It returns false if
	// the kind cannot hold the value exactly, which never happens if mayOverflow is
	// false.
	integer     func(v T) (int64, bool)
	mayOverflow bool
	asIs        bool              // integer is the identity
	float       func(v T) float64 // of a KindFloat
	truth       func(v T) bool    // of a KindBool
}

func asIs[T physical](text func([]byte, T) []byte) scalar[T] {
	return scalar[T]{kind: column.KindText, text: text, json: text}
}

func quotedText[T physical](text func([]byte, T) []byte) scalar[T] {
	return scalar[T]{kind: column.KindText, text: text, json: func(dst []byte, v T) []byte {
		return appendQuoted(dst, text(nil, v))
	}}
}

func integers[T int32 | int64](bits int8, signed bool) scalar[T] {
	if signed {
		s := asIs(func(dst []byte, v T) []byte { return strconv.AppendInt(dst, int64(v), 10) })
		s.kind, s.integer = column.KindInt, func(v T) (int64, bool) { return int64(v), true }
		s.asIs = true
		return s
	}
	mask := uint64(math.MaxUint64) >> (64 - bits)
	s := asIs(func(dst []byte, v T) []byte { return strconv.AppendUint(dst, uint64(v)&mask, 10) })
	s.kind, s.mayOverflow = column.KindInt, bits == 64
	s.integer = func(v T) (int64, bool) {
		u := uint64(v) & mask
		return int64(u), u <= math.MaxInt64
	}
	return s
}

func days() scalar[int32] {
	s := quotedText(func(dst []byte, v int32) []byte {
		return time.Unix(int64(v)*86_400, 0).UTC().AppendFormat(dst, time.DateOnly)
	})
	s.kind, s.integer = column.KindDate, func(v int32) (int64, bool) { return int64(v), true }
	return s
}

// instants are counted in units of the given number of nanoseconds.
func instants(unit int64) scalar[int64] {
	perSecond := int64(time.Second) / unit
	s := quotedText(func(dst []byte, v int64) []byte {
		seconds, rest := floorDivide(v, perSecond)
		return time.Unix(seconds, rest*unit).UTC().AppendFormat(dst, time.RFC3339Nano)
	})
	s.kind, s.mayOverflow = column.KindTime, unit != int64(time.Microsecond)
	s.integer = func(v int64) (int64, bool) {
		if unit < int64(time.Microsecond) {
			return v / 1000, v%1000 == 0
		}
		scale := unit / int64(time.Microsecond)
		return v * scale, v <= math.MaxInt64/scale && v >= math.MinInt64/scale
	}
	return s
}

// oldInstants are those of Impala and early Spark: nanoseconds of the day, then
// the Julian day.
func oldInstants() scalar[parquet.Int96] {
	const (
		julianEpoch = 2_440_588 // 1970-01-01
		daySeconds  = 86_400
	)
	split := func(v parquet.Int96) (seconds, nanos int64) {
		nanos = int64(binary.LittleEndian.Uint64(v[:8]))
		day := int64(int32(binary.LittleEndian.Uint32(v[8:])))
		seconds, nanos = floorDivide(nanos, int64(time.Second))
		return seconds + (day-julianEpoch)*daySeconds, nanos
	}
	s := quotedText(func(dst []byte, v parquet.Int96) []byte {
		seconds, nanos := split(v)
		return time.Unix(seconds, nanos).UTC().AppendFormat(dst, time.RFC3339Nano)
	})
	s.kind, s.mayOverflow = column.KindTime, true
	s.integer = func(v parquet.Int96) (int64, bool) {
		seconds, nanos := split(v)
		const limit = math.MaxInt64 / 1_000_000
		return seconds*1_000_000 + nanos/1000, nanos%1000 == 0 && seconds < limit && seconds > -limit
	}
	return s
}

// timesOfDay are counted in units of the given number of nanoseconds.
func timesOfDay[T int32 | int64](unit int64) scalar[T] {
	perSecond := int64(time.Second) / unit
	return quotedText(func(dst []byte, v T) []byte {
		seconds, rest := floorDivide(int64(v), perSecond)
		return time.Unix(seconds, rest*unit).UTC().AppendFormat(dst, "15:04:05.999999999")
	})
}

func floats[T physical](wide func(T) float64) scalar[T] {
	text := func(dst []byte, v T) []byte { return strconv.AppendFloat(dst, wide(v), 'g', -1, 64) }
	return scalar[T]{kind: column.KindFloat, float: wide, text: text, json: func(dst []byte, v T) []byte {
		if f := wide(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return appendQuoted(dst, text(nil, v)) // JSON has no such numbers
		}
		return text(dst, v)
	}}
}

// widen returns the double with the shortest decimal form of v, so that 0.1 stays 0.1.
func widen(v float32) float64 {
	if whole := float32(int32(v)); whole == v && whole > -1<<24 && whole < 1<<24 {
		return float64(v)
	}
	var buffer [32]byte
	wide, err := strconv.ParseFloat(string(strconv.AppendFloat(buffer[:0], float64(v), 'g', -1, 32)), 64)
	if err != nil {
		return float64(v)
	}
	return wide
}

func widenHalf(v parquet.FixedLenByteArray) float64 {
	return widen(float16.FromLEBytes(v).Float32())
}

func truths() scalar[bool] {
	s := asIs(strconv.AppendBool)
	s.kind, s.truth = column.KindBool, func(v bool) bool { return v }
	return s
}

// scalarOfInt32 and its siblings choose by the logical type, which arrow-go also derives
// from the older converted types.
func scalarOfInt32(logical schema.LogicalType) scalar[int32] {
	switch t := logical.(type) {
	case schema.IntLogicalType:
		return integers[int32](min(t.BitWidth(), 32), t.IsSigned())
	case schema.DecimalLogicalType:
		return asIs(func(dst []byte, v int32) []byte { return appendDecimal(dst, int64(v), int(t.Scale())) })
	case schema.DateLogicalType:
		return days()
	case schema.TimeLogicalType:
		return timesOfDay[int32](nanosOf(t.TimeUnit()))
	}
	return integers[int32](32, true)
}

func scalarOfInt64(logical schema.LogicalType) scalar[int64] {
	switch t := logical.(type) {
	case schema.IntLogicalType:
		return integers[int64](t.BitWidth(), t.IsSigned())
	case schema.DecimalLogicalType:
		return asIs(func(dst []byte, v int64) []byte { return appendDecimal(dst, v, int(t.Scale())) })
	case schema.TimestampLogicalType:
		return instants(nanosOf(t.TimeUnit()))
	case schema.TimeLogicalType:
		return timesOfDay[int64](nanosOf(t.TimeUnit()))
	}
	return integers[int64](64, true)
}

func nanosOf(unit schema.TimeUnitType) int64 {
	switch unit {
	case schema.TimeUnitMillis:
		return int64(time.Millisecond)
	case schema.TimeUnitMicros:
		return int64(time.Microsecond)
	}
	return 1
}

func floorDivide(v, by int64) (quotient, rest int64) {
	quotient, rest = v/by, v%by
	if rest < 0 {
		quotient, rest = quotient-1, rest+by
	}
	return quotient, rest
}
