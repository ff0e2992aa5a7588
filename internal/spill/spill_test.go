package spill_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/spill"
)

// TestMove: moved columns read as before, whatever is in them.
func TestMove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, err := spill.Create()
		if err != nil {
			t.Skip(err)
		}
		defer file.Close()
		var tables []column.Table
		for range rapid.IntRange(0, 4).Draw(t, "tables") {
			tables = append(tables, table(t))
		}
		for range 2 { // a second region begins after the first
			moved, err := file.Move(tables)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tables {
				if diff := cmp.Diff(shown(tables[i]), shown(moved[i])); diff != "" {
					t.Fatal(diff)
				}
			}
		}
	})
}

func table(t *rapid.T) column.Table {
	values := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "ß", "a longer value", "null"}), 0, 30).Draw(t, "values")
	var texts column.TextBuilder
	var bools column.BoolBuilder
	numbers, days := column.NewNumberBuilder[int64](0), column.NewNumberBuilder[column.Days](0)
	for i, v := range values {
		if v == "null" {
			texts.AppendNull()
			bools.AppendNull()
			numbers.AppendNull()
			days.AppendNull()
			continue
		}
		texts.Append(v)
		bools.Append(v == "a")
		numbers.Append(int64(len(v)))
		days.Append(column.Days(i))
	}
	return column.NewTable(len(values)).With("text", texts.Finish()).With("bool", bools.Finish()).
		With("number", numbers.Finish()).With("day", days.Finish()).With("none", column.Nulls(len(values)))
}

func shown(t column.Table) (out [][]string) {
	for i := range t.Names() {
		var values []string
		for row := range t.Rows() {
			value := string(column.AppendValue(nil, t.At(i), row))
			if t.At(i).IsNull(row) {
				value = "∅"
			}
			values = append(values, value)
		}
		out = append(out, values)
	}
	return out
}
