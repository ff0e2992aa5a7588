package parquet_test

import (
	"bytes"
	"fmt"
	"testing"

	"galena/internal/column"
	"galena/internal/parquet"
)

// TestCodedAsText is TestCodedTextIsWrittenAsText for columns long enough for the verdict
// on a dictionary: with one and without, with nulls, and with two equal words.
func TestCodedAsText(t *testing.T) {
	for _, c := range []struct{ words, rows, nulls int }{{3, 20_000, 0}, {3, 20_000, 7}, {9_000, 10_000, 5}, {1, 10, 1}} {
		var words, text column.TextBuilder
		coded := column.NewCodedBuilder(c.rows)
		word := func(i int) string { return fmt.Sprintf("word %d", i/2*2) } // each word occurs twice
		for i := range c.words {
			words.Append(word(i))
		}
		for row := range c.rows {
			if c.nulls > 0 && row%c.nulls == 0 {
				coded.AppendNull()
				text.AppendNull()
				continue
			}
			i := row * 7 % c.words
			coded.Append(uint32(i))
			text.Append(word(i))
		}
		spelt, numbers := text.Finish(), coded.Finish(words.Finish())
		want, got := fileOf(t, spelt), fileOf(t, numbers)
		if !bytes.Equal(want, got) {
			t.Errorf("%+v: the files differ: %d bytes of text, %d of codes", c, len(want), len(got))
		}
		if back := column.AsText(numbers); !bytes.Equal(fileOf(t, back), want) {
			t.Errorf("%+v: spelt out it is another text", c)
		}
	}
}

func fileOf(t *testing.T, values column.Array) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := parquet.NewWriterOf(&out, []parquet.Field{{Name: "x", Kind: column.KindText}}, 6000)
	if err == nil {
		err = w.Write(t.Context(), 1, column.NewTable(values.Len()).With("x", values))
	}
	if err == nil {
		err = w.Close(t.Context(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
