package parquet_test

import (
	"testing"

	arrowparquet "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
)

func group(t *testing.T, name string, r arrowparquet.Repetition, logical schema.LogicalType, members ...schema.Node) schema.Node {
	t.Helper()
	node, err := schema.NewGroupNodeLogical(name, r, members, logical, -1)
	if err != nil {
		t.Fatal(err)
	}
	return node
}

// levels writes int64 values with their levels.
func levels(values []int64, defs, reps []int16) func(file.ColumnChunkWriter) error {
	return func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.Int64ColumnChunkWriter).WriteBatch(values, defs, reps)
		return err
	}
}

func TestWhatRepeatsIsJSON(t *testing.T) {
	r := arrowparquet.Repetitions
	number := func(name string, repetition arrowparquet.Repetition) schema.Node {
		return schema.NewInt64Node(name, repetition, -1)
	}
	list := schema.NewListLogicalType()
	for name, c := range map[string]struct {
		node  schema.Node
		write func(file.ColumnChunkWriter) error
		want  []string
	}{
		"list": { // 1: null, 2: empty, 3: an element that is null and one that is not, 4: one element
			group(t, "c", r.Optional, list, group(t, "list", r.Repeated, nil, number("element", r.Optional))),
			levels([]int64{5, 6}, []int16{0, 1, 2, 3, 3}, []int16{0, 0, 0, 1, 0}),
			[]string{"∅", "[]", "[null,5]", "[6]"},
		},
		"list of two levels": {
			group(t, "c", r.Optional, list, number("element", r.Repeated)),
			levels([]int64{5, 6}, []int16{0, 1, 2, 2}, []int16{0, 0, 0, 1}),
			[]string{"∅", "[]", "[5,6]"},
		},
		"list whose element is a group of one": {
			group(t, "c", r.Required, list, group(t, "array", r.Repeated, nil, number("n", r.Required))),
			levels([]int64{5, 6}, []int16{1, 1, 0}, []int16{0, 1, 0}),
			[]string{`[{"n":5},{"n":6}]`, "[]"},
		},
		"list of lists": {
			group(t, "c", r.Optional, list, group(t, "list", r.Repeated, nil,
				group(t, "element", r.Optional, list, group(t, "list", r.Repeated, nil, number("element", r.Required))))),
			levels([]int64{1, 2, 3}, []int16{4, 4, 4, 3, 2, 0}, []int16{0, 2, 1, 1, 1, 0}),
			[]string{"[[1,2],[3],[],null]", "∅"},
		},
		"repeated without a list": {
			number("c", r.Repeated),
			levels([]int64{1, 2}, []int16{1, 1, 0}, []int16{0, 1, 0}),
			[]string{"[1,2]", "[]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, batch := range []int{1, 100} {
				table, err := read(foreign(t, c.node, c.write), 1, batch)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(map[string][]string{"c": c.want}, cells(table)); diff != "" {
					t.Errorf("batches of %d: %s", batch, diff)
				}
			}
		})
	}
}

func TestMembersOfAGroupAreColumns(t *testing.T) {
	r := arrowparquet.Repetitions
	node := group(t, "c", r.Optional, nil, group(t, "d", r.Optional, nil, schema.NewInt64Node("e", r.Optional, -1)))
	table, err := read(foreign(t, node, levels([]int64{7}, []int16{0, 1, 2, 3}, nil)), 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"c.d.e": {"∅", "∅", "∅", "7"}}, cells(table)); diff != "" {
		t.Error(diff)
	}
	if kind := column.KindOf(table.At(0)); kind != column.KindInt {
		t.Errorf("read as %s", kind)
	}
}

func TestMapIsAnObject(t *testing.T) {
	r := arrowparquet.Repetitions
	node := group(t, "c", r.Optional, schema.MapLogicalType{}, group(t, "key_value", r.Repeated, nil,
		schema.NewInt64Node("key", r.Required, -1), schema.NewInt64Node("value", r.Optional, -1)))
	table, err := read(foreign(t, node,
		levels([]int64{1, 2}, []int16{0, 1, 2, 2}, []int16{0, 0, 0, 1}),
		levels([]int64{7}, []int16{0, 1, 3, 2}, []int16{0, 0, 0, 1}),
	), 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"c": {"∅", "{}", `{"1":7,"2":null}`}}, cells(table)); diff != "" {
		t.Error(diff)
	}
}
