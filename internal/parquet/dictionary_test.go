package parquet_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"galena/internal/column"
	"galena/internal/parquet"
)

// TestADictionaryWherePaysOff: whether a column has a dictionary depends on how many of
// its values are distinct. It is given up early only if there are bound to be too many.
func TestADictionaryWherePaysOff(t *testing.T) {
	const rows = 60_000
	r := rand.New(rand.NewPCG(1, 2))
	uniform := func(of int) func() int { return func() int { return r.IntN(of) } }
	skewed := func(of int) func() int { return func() int { return r.IntN(1 + r.IntN(1+r.IntN(of))) } }
	for name, value := range map[string]func() int{
		"uniform, just enough repeat":  uniform(36_000),
		"uniform, just too few repeat": uniform(39_500),
		"skewed":                       skewed(300_000),
		"skewed, too few repeat":       skewed(3_000_000),
		"all distinct":                 uniform(1 << 60),
	} {
		t.Run(name, func(t *testing.T) {
			texts, seen := column.NewTextBuilder(rows, 0), map[int]bool{}
			for range rows {
				v := value()
				texts.Append(fmt.Sprint("value ", v))
				seen[v] = true
			}
			table := column.NewTable(rows).With("v", texts.Finish())
			as := func(e parquet.Encoding) []byte {
				return write(t, []parquet.Field{{Name: "v", Kind: column.KindText, Encoding: e}}, parquet.WriterOptions{}, 1, table)
			}
			want := parquet.Plain
			if 2*len(seen) <= rows {
				want = parquet.Dictionary
			}
			if !bytes.Equal(as(parquet.Auto), as(want)) {
				t.Errorf("%d distinct values of %d rows are not written as they should be", len(seen), rows)
			}
		})
	}
}

// TestShortRunsTakeLittleRoom: values that repeat in a few successive rows take little
// more room than single ones.
func TestShortRunsTakeLittleRoom(t *testing.T) {
	const words, each = 10_000, 8
	r := rand.New(rand.NewPCG(1, 2))
	var spelt []string
	for range words {
		spelt = append(spelt, fmt.Sprintf("%016x", r.Uint64()))
	}
	size := func(rows []string) int {
		b := column.NewTextBuilder(len(rows), 16*len(rows))
		for _, row := range rows {
			b.Append(row)
		}
		fields := []parquet.Field{{Name: "v", Kind: column.KindText, Encoding: parquet.Dictionary}}
		out := write(t, fields, parquet.WriterOptions{}, 1, column.NewTable(len(rows)).With("v", b.Finish()))
		table, err := read(out, 1, len(rows))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range table.Rows() {
			got = append(got, table.Text("v").Value(i))
		}
		if !slices.Equal(got, rows) {
			t.Error("what is read is not what was written")
		}
		return len(out)
	}
	var several []string
	for _, word := range spelt {
		for range each - r.IntN(3) {
			several = append(several, word)
		}
	}
	if one, more := size(spelt), size(several); more > one*5/4 {
		t.Errorf("%d bytes for a row each, %d for %d", one, more, each)
	}
}
