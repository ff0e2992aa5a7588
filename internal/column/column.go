// Package column holds rows as columns, in Apache Arrow's memory layout.
//
// A Table is a few named arrays of one length; a stage reads the columns it
// knows, makes new ones with a Builder, and hands on a Table that shares the
// rest. Arrays are immutable and live on the Go heap: they are garbage, not
// reference counted, so nobody calls Retain or Release.
//
// Only this package and the readers and writers of Parquet import Arrow.
package column

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// The array types of columns. A stage sees no others; it may make a Coded too.
type (
	// Array is any of the arrays below.
	Array = arrow.Array
	// Text holds UTF-8 strings; an empty string is not a null.
	Text = array.String
	// Int holds 64-bit integers.
	Int = array.Int64
	// Float holds 64-bit floating point numbers.
	Float = array.Float64
	// Bool holds truth values.
	Bool = array.Boolean
	// Time holds instants as microseconds since 1970 in UTC.
	Time = array.Timestamp
	// Date holds calendar days as days since 1970.
	Date = array.Date32
)

// Kind is the kind of values of a column.
type Kind uint8

// The kinds, one for each array type.
const (
	KindText Kind = iota
	KindInt
	KindFloat
	KindBool
	KindTime
	KindDate
)

// String returns the name of the kind in reports: text, int, float, bool, timestamp,
// date.
func (k Kind) String() string {
	return [...]string{"text", "int", "float", "bool", "timestamp", "date"}[k]
}

// arrowType is the Arrow type of each kind.
func (k Kind) arrowType() arrow.DataType {
	switch k {
	case KindInt:
		return arrow.PrimitiveTypes.Int64
	case KindFloat:
		return arrow.PrimitiveTypes.Float64
	case KindBool:
		return arrow.FixedWidthTypes.Boolean
	case KindTime:
		return &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	case KindDate:
		return arrow.FixedWidthTypes.Date32
	default:
		return arrow.BinaryTypes.String
	}
}

// Empty returns an array of the kind without values.
func Empty(k Kind) Array {
	builder := array.NewBuilder(memory.DefaultAllocator, k.arrowType())
	defer builder.Release()
	return builder.NewArray()
}

// KindOf returns the kind of an array. It panics on an array of any other type than those
// above, which only a reader with a bug can make.
func KindOf(a Array) Kind {
	switch a.(type) {
	case *Text, *Coded:
		return KindText
	case *Int:
		return KindInt
	case *Float:
		return KindFloat
	case *Bool:
		return KindBool
	case *Time:
		return KindTime
	case *Date:
		return KindDate
	}
	panic("column: an array of type " + a.DataType().String())
}

// The Go types of the values of a Time and a Date.
type (
	// Micros is an instant: microseconds since 1970 in UTC.
	Micros = arrow.Timestamp
	// Days is a calendar day: days since 1970.
	Days = arrow.Date32
)
