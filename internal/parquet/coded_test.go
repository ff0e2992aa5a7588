package parquet_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/parquet"
)

// TestCodedTextIsWrittenAsText: a coded column is written like its text, whatever the
// arrays it comes in, and whether or not a dictionary pays.
func TestCodedTextIsWrittenAsText(test *testing.T) {
	fields := []parquet.Field{{Name: "v", Kind: column.KindText}}
	rapid.Check(test, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringN(0, 12, -1), 1, 20).Draw(t, "words")
		var spelt, coded []column.Table
		for range rapid.IntRange(1, 3).Draw(t, "arrays") {
			rows := rapid.SliceOf(rapid.IntRange(-1, len(words)-1)).Draw(t, "rows")
			var texts, dictionary column.TextBuilder
			codes := column.NewCodedBuilder(len(rows))
			for _, word := range words {
				dictionary.Append(word)
			}
			for _, row := range rows {
				if row < 0 {
					texts.AppendNull()
					codes.AppendNull()
					continue
				}
				texts.Append(words[row])
				codes.Append(uint32(row))
			}
			spelt = append(spelt, column.NewTable(len(rows)).With("v", texts.Finish()))
			coded = append(coded, column.NewTable(len(rows)).With("v", codes.Finish(dictionary.Finish())))
		}
		if want, got := write(test, fields, 7, 1, spelt...), write(test, fields, 7, 1, coded...); !bytes.Equal(got, want) {
			t.Fatal("a coded column gives other bytes")
		}
	})
}
