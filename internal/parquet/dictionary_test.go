package parquet_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/file"

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
			in, err := file.NewParquetReader(bytes.NewReader(write(t, parquet.FieldsOf(table), 0, 1, table)))
			if err != nil {
				t.Fatal(err)
			}
			chunk, err := in.MetaData().RowGroup(0).ColumnChunk(0)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := chunk.HasDictionaryPage(), 2*len(seen) <= rows; got != want {
				t.Errorf("a dictionary of %d distinct values in %d rows: %t, want %t", len(seen), rows, got, want)
			}
		})
	}
}

// TestShortRunsTakeLittleRoom: values that repeat in a few successive rows take less room
// than values that come twice, far apart.
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
		given := column.NewTable(len(rows)).With("v", b.Finish())
		out := write(t, parquet.FieldsOf(given), 0, 1, given)
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
	again := slices.Clone(spelt)
	r.Shuffle(words, func(i, j int) { again[i], again[j] = again[j], again[i] })
	if two, more := size(slices.Concat(spelt, again)), size(several); more > two*9/10 {
		t.Errorf("%d bytes for two rows each, %d for %d", two, more, each)
	}
}
