package column_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
)

// Tables that grew from one another share their columns, and none sees what was added to
// another, in whatever order they grow.
func TestTablesGrowApart(t *testing.T) {
	type grown struct {
		table  column.Table
		names  []string
		values map[string]string
	}
	rapid.Check(t, func(t *rapid.T) {
		tables := []grown{{table: column.NewTable(1), values: map[string]string{}}}
		for step := range rapid.IntRange(1, 200).Draw(t, "steps") {
			from := tables[rapid.IntRange(max(0, len(tables)-4), len(tables)-1).Draw(t, "from")]
			name, value := fmt.Sprint(rapid.IntRange(0, 90).Draw(t, "name")), fmt.Sprint(step)
			next := grown{from.table.With(name, text(value)), slices.Clone(from.names), map[string]string{name: value}}
			if _, there := from.values[name]; !there {
				next.names = append(next.names, name)
			}
			for name, value := range from.values {
				if _, newer := next.values[name]; !newer {
					next.values[name] = value
				}
			}
			tables = append(tables, next)
		}
		for i, want := range tables {
			if diff := cmp.Diff(want.names, slices.Clone(want.table.Names())); diff != "" && len(want.names) > 0 {
				t.Fatalf("table %d: %s", i, diff)
			}
			for name := range 91 {
				name := fmt.Sprint(name)
				value, there := want.values[name]
				if got := want.table.Text(name); (got != nil) != there || there && got.Value(0) != value {
					t.Fatalf("table %d, column %s: want %q", i, name, value)
				}
			}
		}
	})
}

// Goroutines may grow one table at once.
func TestTablesGrowAtOnce(t *testing.T) {
	base := column.NewTable(1)
	for i := range 40 {
		base = base.With(fmt.Sprint(i), text("base"))
	}
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			mine := fmt.Sprint("g", g)
			if got := base.With("own", text(mine)).With("39", text(mine)); got.Text("own").Value(0) != mine || got.Text("39").Value(0) != mine || got.Text("38").Value(0) != "base" {
				t.Errorf("goroutine %d sees another's columns", g)
			}
		})
	}
	all.Wait()
	if base.Has("own") {
		t.Error("a column was added to the table that others grew from")
	}
}
