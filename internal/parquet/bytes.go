package parquet

import (
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/go-json-experiment/json/jsontext"
)

// scalarOfBytes chooses for a column of byte strings, fixed in length or not.
func scalarOfBytes[T parquet.ByteArray | parquet.FixedLenByteArray](logical schema.LogicalType) scalar[T] {
	switch t := logical.(type) {
	case schema.DecimalLogicalType:
		return asIs(func(dst []byte, v T) []byte { return appendWideDecimal(dst, v, int(t.Scale())) })
	case schema.UUIDLogicalType:
		return quotedText(func(dst []byte, v T) []byte { return appendUUID(dst, v) })
	case schema.IntervalLogicalType:
		return quotedText(func(dst []byte, v T) []byte { return appendInterval(dst, v) })
	}
	return quotedText(func(dst []byte, v T) []byte { return appendBytes(dst, v) })
}

// appendBytes appends v as it stands if it is text, else in hexadecimal digits: guessing
// an encoding might change it.
func appendBytes(dst, v []byte) []byte {
	if !isText(v) {
		return hex.AppendEncode(dst, v)
	}
	return append(dst, v...)
}

// isText reports whether v is UTF-8 without control characters other than
// white space.
func isText(v []byte) bool {
	for _, b := range v {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return utf8.Valid(v)
}

// appendQuoted appends v as a JSON string.
func appendQuoted(dst, v []byte) []byte {
	out, _ := jsontext.AppendQuote(dst, v) // it fails only on invalid UTF-8
	return out
}

// appendDecimal appends v with exactly scale digits after the point.
func appendDecimal(dst []byte, v int64, scale int) []byte {
	var buffer [24]byte
	return appendScaled(dst, strconv.AppendInt(buffer[:0], v, 10), scale)
}

// appendWideDecimal is appendDecimal for a big-endian number in two's
// complement.
func appendWideDecimal(dst, v []byte, scale int) []byte {
	if len(v) <= 8 {
		var wide [8]byte
		if len(v) > 0 && v[0] >= 0x80 {
			wide = [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
		}
		copy(wide[8-len(v):], v)
		return appendDecimal(dst, int64(binary.BigEndian.Uint64(wide[:])), scale)
	}
	n := new(big.Int).SetBytes(v)
	if v[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	return appendScaled(dst, n.Append(nil, 10), scale)
}

func appendScaled(dst, digits []byte, scale int) []byte {
	if digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	if scale <= 0 {
		return append(dst, digits...)
	}
	whole := len(digits) - scale
	if whole <= 0 {
		dst = append(dst, '0', '.')
		for range -whole {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	dst = append(dst, digits[:whole]...)
	return append(append(dst, '.'), digits[whole:]...)
}

func appendUUID(dst, v []byte) []byte {
	if len(v) != 16 {
		return hex.AppendEncode(dst, v)
	}
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		start := [...]int{0, 4, 6, 8, 10}[i]
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, v[start:end])
	}
	return dst
}

// appendInterval appends months, days and milliseconds as an ISO 8601 duration.
func appendInterval(dst, v []byte) []byte {
	if len(v) != 12 {
		return hex.AppendEncode(dst, v)
	}
	part := func(at int) uint64 { return uint64(binary.LittleEndian.Uint32(v[at:])) }
	dst = strconv.AppendUint(append(dst, 'P'), part(0), 10)
	dst = strconv.AppendUint(append(dst, 'M'), part(4), 10)
	dst = append(dst, "DT"...)
	dst = appendDecimal(dst, int64(part(8)), 3)
	return append(dst, 'S')
}
