package parquet_test

import (
	"bytes"
	"math"
	"testing"
	"time"

	arrowparquet "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
)

// foreign returns a file of one field as another program may write it. Each of the
// functions writes one leaf.
func foreign(t *testing.T, node schema.Node, writes ...func(file.ColumnChunkWriter) error) []byte {
	t.Helper()
	var out bytes.Buffer
	root, err := schema.NewGroupNode("root", arrowparquet.Repetitions.Required, schema.FieldList{node}, -1)
	if err != nil {
		t.Fatal(err)
	}
	w := file.NewParquetWriter(&out, root)
	rows, err := w.AppendRowGroupChecked()
	if err != nil {
		t.Fatal(err)
	}
	for _, write := range writes {
		column, err := rows.NextColumn()
		if err != nil {
			t.Fatal(err)
		}
		if err := write(column); err != nil {
			t.Fatal(err)
		}
		if err := column.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func primitive(t *testing.T, logical schema.LogicalType, physical arrowparquet.Type, length int) schema.Node {
	t.Helper()
	node, err := schema.NewPrimitiveNodeLogical("c", arrowparquet.Repetitions.Required, logical, physical, length, -1)
	if err != nil {
		t.Fatal(err)
	}
	return node
}

func values[T any, W interface {
	WriteBatch([]T, []int16, []int16) (int64, error)
}](v ...T) func(file.ColumnChunkWriter) error {
	return func(c file.ColumnChunkWriter) error {
		_, err := c.(W).WriteBatch(v, nil, nil)
		return err
	}
}

func TestKinds(t *testing.T) {
	type (
		bytesOf = arrowparquet.ByteArray
		fixed   = arrowparquet.FixedLenByteArray
	)
	var (
		none   = schema.NoLogicalType{}
		i32    = values[int32, *file.Int32ColumnChunkWriter]
		i64    = values[int64, *file.Int64ColumnChunkWriter]
		i96    = values[arrowparquet.Int96, *file.Int96ColumnChunkWriter]
		f32    = values[float32, *file.Float32ColumnChunkWriter]
		f64    = values[float64, *file.Float64ColumnChunkWriter]
		truth  = values[bool, *file.BooleanColumnChunkWriter]
		text   = values[bytesOf, *file.ByteArrayColumnChunkWriter]
		fixeds = values[fixed, *file.FixedLenByteArrayColumnChunkWriter]
		types  = arrowparquet.Types
		at     = time.Date(2024, 2, 29, 13, 14, 15, 123_456_000, time.UTC)
	)
	timestamp := func(unit schema.TimeUnitType) schema.LogicalType { return schema.NewTimestampLogicalType(true, unit) }
	julian := func(nanos uint64, day uint32) (out arrowparquet.Int96) {
		for i := range 8 {
			out[i] = byte(nanos >> (8 * i))
		}
		for i := range 4 {
			out[8+i] = byte(day >> (8 * i))
		}
		return out
	}
	for name, c := range map[string]struct {
		node  schema.Node
		write func(file.ColumnChunkWriter) error
		kind  column.Kind
		want  []string
	}{
		"int8":                   {primitive(t, schema.NewIntLogicalType(8, true), types.Int32, 0), i32(-128, 127), column.KindInt, []string{"-128", "127"}},
		"uint32":                 {primitive(t, schema.NewIntLogicalType(32, false), types.Int32, 0), i32(-1, 7), column.KindInt, []string{"4294967295", "7"}},
		"int64":                  {primitive(t, none, types.Int64, 0), i64(math.MinInt64), column.KindInt, []string{"-9223372036854775808"}},
		"uint64":                 {primitive(t, schema.NewIntLogicalType(64, false), types.Int64, 0), i64(1, 2), column.KindInt, []string{"1", "2"}},
		"uint64 beyond int64":    {primitive(t, schema.NewIntLogicalType(64, false), types.Int64, 0), i64(-1, 2), column.KindText, []string{"18446744073709551615", "2"}},
		"float32":                {primitive(t, none, types.Float, 0), f32(0.1, 16777216, 1e-45, float32(math.Inf(-1)), -0.5), column.KindFloat, []string{"0.1", "16777216", "1e-45", "-Inf", "-0.5"}},
		"float64":                {primitive(t, none, types.Double, 0), f64(0.1, -1), column.KindFloat, []string{"0.1", "-1"}},
		"half":                   {primitive(t, schema.Float16LogicalType{}, types.FixedLenByteArray, 2), fixeds(fixed{0, 0x3e}), column.KindFloat, []string{"1.5"}},
		"bool":                   {primitive(t, none, types.Boolean, 0), truth(true, false), column.KindBool, []string{"true", "false"}},
		"date":                   {primitive(t, schema.DateLogicalType{}, types.Int32, 0), i32(19782, -1), column.KindDate, []string{"2024-02-29", "1969-12-31"}},
		"milliseconds":           {primitive(t, timestamp(schema.TimeUnitMillis), types.Int64, 0), i64(at.UnixMilli(), -1), column.KindTime, []string{"2024-02-29T13:14:15.123Z", "1969-12-31T23:59:59.999Z"}},
		"milliseconds too large": {primitive(t, timestamp(schema.TimeUnitMillis), types.Int64, 0), i64(math.MaxInt64 / 10), column.KindText, []string{"29229672-06-17T17:31:17.58Z"}},
		"microseconds":           {primitive(t, timestamp(schema.TimeUnitMicros), types.Int64, 0), i64(at.UnixMicro()), column.KindTime, []string{"2024-02-29T13:14:15.123456Z"}},
		"nanoseconds":            {primitive(t, timestamp(schema.TimeUnitNanos), types.Int64, 0), i64(at.UnixNano(), 0), column.KindTime, []string{"2024-02-29T13:14:15.123456Z", "1970-01-01T00:00:00Z"}},
		"nanoseconds that count": {primitive(t, timestamp(schema.TimeUnitNanos), types.Int64, 0), i64(at.UnixNano()+7, 0), column.KindText, []string{"2024-02-29T13:14:15.123456007Z", "1970-01-01T00:00:00Z"}},
		"int96":                  {primitive(t, none, types.Int96, 0), i96(julian(1_000_000_000, 2_440_589)), column.KindTime, []string{"1970-01-02T00:00:01Z"}},
		"int96 with nanoseconds": {primitive(t, none, types.Int96, 0), i96(julian(1, 2_440_588)), column.KindText, []string{"1970-01-01T00:00:00.000000001Z"}},
		"time of day":            {primitive(t, schema.NewTimeLogicalType(true, schema.TimeUnitMicros), types.Int64, 0), i64(45_296_500_000, 0), column.KindText, []string{"12:34:56.5", "00:00:00"}},
		"time in milliseconds":   {primitive(t, schema.NewTimeLogicalType(false, schema.TimeUnitMillis), types.Int32, 0), i32(45_296_007), column.KindText, []string{"12:34:56.007"}},
		"decimal of int32":       {primitive(t, schema.NewDecimalLogicalType(9, 2), types.Int32, 0), i32(150, -5, 0), column.KindText, []string{"1.50", "-0.05", "0.00"}},
		"decimal of int64":       {primitive(t, schema.NewDecimalLogicalType(18, 0), types.Int64, 0), i64(-42), column.KindText, []string{"-42"}},
		"decimal of bytes":       {primitive(t, schema.NewDecimalLogicalType(4, 1), types.ByteArray, 0), text(bytesOf{0xff, 0xfe}, bytesOf{1, 0}), column.KindText, []string{"-0.2", "25.6"}},
		"wide decimal": {
			primitive(t, schema.NewDecimalLogicalType(23, 3), types.FixedLenByteArray, 10),
			fixeds(fixed{1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, fixed{255, 0, 0, 0, 0, 0, 0, 0, 0, 0}), column.KindText,
			[]string{"4722366482869645213.696", "-4722366482869645213.696"},
		},
		"uuid": {
			primitive(t, schema.UUIDLogicalType{}, types.FixedLenByteArray, 16),
			fixeds(fixed("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f")), column.KindText,
			[]string{"00010203-0405-0607-0809-0a0b0c0d0e0f"},
		},
		"text":             {primitive(t, schema.StringLogicalType{}, types.ByteArray, 0), text(bytesOf("Zoë"), bytesOf("")), column.KindText, []string{"Zoë", ""}},
		"text not UTF-8":   {primitive(t, schema.StringLogicalType{}, types.ByteArray, 0), text(bytesOf("Zo\xeb"), bytesOf("Zoë")), column.KindText, []string{"5a6feb", "Zoë"}},
		"half a character": {primitive(t, schema.StringLogicalType{}, types.ByteArray, 0), text(bytesOf("Zo\xc3"), bytesOf("\xab")), column.KindText, []string{"5a6fc3", "ab"}},
		"bytes":            {primitive(t, none, types.ByteArray, 0), text(bytesOf("plain\ttext"), bytesOf{0, 1}), column.KindText, []string{"plain\ttext", "0001"}},
		"enum":             {primitive(t, schema.EnumLogicalType{}, types.ByteArray, 0), text(bytesOf("hot")), column.KindText, []string{"hot"}},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := read(foreign(t, c.node, c.write), 1, 2)
			if err != nil {
				t.Fatal(err)
			}
			if kind := column.KindOf(table.At(0)); kind != c.kind {
				t.Errorf("read as %s instead of %s", kind, c.kind)
			}
			if diff := cmp.Diff(c.want, cells(table)["c"]); diff != "" {
				t.Error(diff)
			}
		})
	}
}
