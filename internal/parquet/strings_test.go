package parquet_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	arrowparquet "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// stringColumn is a column of strings that another program writes.
type stringColumn struct {
	maxDef int16
	values []arrowparquet.ByteArray // without the nulls
	defs   []int16
	want   []string // in the form of cells
}

// drawStrings returns a column with runs of equal values and of nulls.
func drawStrings(t *rapid.T) stringColumn {
	s := stringColumn{maxDef: rapid.Int16Range(0, 2).Draw(t, "level")}
	value := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "Zürich", strings.Repeat("long ", 7), "exactly thirty-two bytes, to be x", "\xff\xfe", "\x80"}),
		rapid.StringN(0, 12, -1), rapid.StringMatching(`[a-z]{0,80}`))
	for range rapid.IntRange(1, 40).Draw(t, "runs") {
		v, def := value.Draw(t, "value"), s.maxDef
		if rapid.IntRange(0, 2).Draw(t, "null") == 0 {
			def = rapid.Int16Range(0, s.maxDef).Draw(t, "def")
		}
		for range rapid.OneOf(rapid.Just(1), rapid.IntRange(1, 30)).Draw(t, "run") {
			s.defs = append(s.defs, def)
			if def < s.maxDef {
				s.want = append(s.want, "∅")
				continue
			}
			s.values = append(s.values, arrowparquet.ByteArray(v))
			if !utf8.ValidString(v) {
				v = hex.EncodeToString([]byte(v))
			}
			s.want = append(s.want, v)
			v = string(s.values[len(s.values)-1])
		}
	}
	return s
}

// schema returns the field: a string, or a string that is a member of a group.
func (s stringColumn) schema() (schema.Node, error) {
	repetition := arrowparquet.Repetitions.Required
	if s.maxDef > 0 {
		repetition = arrowparquet.Repetitions.Optional
	}
	node, err := schema.NewPrimitiveNodeLogical("c", repetition, schema.StringLogicalType{}, arrowparquet.Types.ByteArray, -1, -1)
	if err != nil || s.maxDef < 2 {
		return node, err
	}
	return schema.NewGroupNode("g", arrowparquet.Repetitions.Optional, schema.FieldList{node}, -1)
}

// write writes the column into each of several row groups.
func (s stringColumn) write(groups int, o ...arrowparquet.WriterProperty) ([]byte, error) {
	node, err := s.schema()
	if err != nil {
		return nil, err
	}
	root, err := schema.NewGroupNode("root", arrowparquet.Repetitions.Required, schema.FieldList{node}, -1)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := file.NewParquetWriter(&out, root, file.WithWriterProps(arrowparquet.NewWriterProperties(o...)))
	for range groups {
		rows, err := w.AppendRowGroupChecked()
		if err != nil {
			return nil, err
		}
		column, err := rows.NextColumn()
		if err != nil {
			return nil, err
		}
		defs := s.defs
		if s.maxDef == 0 {
			defs = nil
		}
		if _, err := column.(*file.ByteArrayColumnChunkWriter).WriteBatch(s.values, defs, nil); err != nil {
			return nil, err
		}
		if err := column.Close(); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

// TestStringsOfEveryEncoding reads what arrow-go writes, whatever the encoding, the
// version of the pages, their size, and where a dictionary ends and plain pages begin.
func TestStringsOfEveryEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStrings(t)
		groups := rapid.IntRange(1, 3).Draw(t, "groups")
		encoding := rapid.SampledFrom([]arrowparquet.Encoding{
			arrowparquet.Encodings.Plain, arrowparquet.Encodings.Plain, arrowparquet.Encodings.DeltaByteArray, arrowparquet.Encodings.DeltaLengthByteArray,
		}).Draw(t, "encoding")
		page := rapid.SampledFrom([]int64{1, 100, 1 << 20}).Draw(t, "page")
		if encoding != arrowparquet.Encodings.Plain {
			page = 1 << 20 // arrow-go cannot read its own pages of nulls
		}
		data, err := s.write(groups,
			arrowparquet.WithDictionaryDefault(rapid.Bool().Draw(t, "dictionary")),
			arrowparquet.WithDictionaryPageSizeLimit(rapid.SampledFrom([]int64{20, 200, 1 << 20}).Draw(t, "limit")),
			arrowparquet.WithBatchSize(rapid.Int64Range(1, 50).Draw(t, "batch")),
			arrowparquet.WithDataPageSize(page),
			arrowparquet.WithDataPageVersion(rapid.SampledFrom([]arrowparquet.DataPageVersion{arrowparquet.DataPageV1, arrowparquet.DataPageV2}).Draw(t, "version")),
			arrowparquet.WithEncoding(encoding),
			arrowparquet.WithCompression(rapid.SampledFrom([]compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Zstd}).Draw(t, "codec")))
		if err != nil {
			t.Fatal(err)
		}
		table, err := read(data, 1, rapid.IntRange(1, 2*len(s.want)).Draw(t, "rows"))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for range groups {
			want = append(want, s.want...)
		}
		if diff := cmp.Diff(want, cells(table)[table.Names()[0]]); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzStrings damages pages that we decode ourselves, without a codec that would notice.
func FuzzStrings(f *testing.F) {
	for i := range 12 {
		s := stringColumn{maxDef: int16(i % 3)}
		for row := range 60 {
			s.defs = append(s.defs, s.maxDef)
			if row%7 == i%5 && s.maxDef > 0 {
				s.defs[row] = int16(row % int(s.maxDef))
				continue
			}
			s.values = append(s.values, arrowparquet.ByteArray(fmt.Sprintf("value %d", row%(5+4*i))))
		}
		version := arrowparquet.DataPageV1
		if i > 5 {
			version = arrowparquet.DataPageV2
		}
		data, err := s.write(1+i%2, arrowparquet.WithDictionaryDefault(i%4 > 0), arrowparquet.WithDataPageVersion(version), arrowparquet.WithStats(false))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { openAndRead(t, data) })
}
