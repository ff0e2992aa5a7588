package column_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
)

// null stands for a null in the tests' literals.
const null = "∅"

func text(values ...string) *column.Text {
	var b column.TextBuilder
	for _, v := range values {
		if v == null {
			b.AppendNull()
		} else {
			b.Append(v)
		}
	}
	return b.Finish()
}

// show returns the values of an array as text, nulls as ∅.
func show(a column.Array) []string {
	out := make([]string, a.Len())
	for i := range out {
		if out[i] = string(column.AppendValue(nil, a, i)); a.IsNull(i) {
			out[i] = null
		}
	}
	return out
}

func TestAppendValue(t *testing.T) {
	ints, floats := column.NewNumberBuilder[int64](0), column.NewNumberBuilder[float64](0)
	times, dates := column.NewNumberBuilder[column.Micros](0), column.NewNumberBuilder[column.Days](0)
	var bools column.BoolBuilder
	ints.Append(-42)
	ints.AppendNull()
	floats.Append(0.1)
	floats.Append(1e21)
	floats.Append(6502530000)
	floats.Append(-7)
	floats.Append(math.Copysign(0, -1))
	floats.Append(1 << 60)
	times.Append(1769860800123000)
	times.AppendNull()
	dates.Append(20484)
	dates.Append(-1)
	bools.Append(true)
	bools.AppendNull()
	for _, test := range []struct {
		array column.Array
		want  []string
	}{
		{ints.Finish(), []string{"-42", null}},
		{floats.Finish(), []string{"0.1", "1e+21", "6502530000", "-7", "-0", "1152921504606847000"}},
		{times.Finish(), []string{"2026-01-31T12:00:00.123Z", null}},
		{dates.Finish(), []string{"2026-01-31", "1969-12-31"}},
		{bools.Finish(), []string{"true", null}},
		{text("", null, "ü"), []string{"", null, "ü"}},
	} {
		if diff := cmp.Diff(test.want, show(test.array)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", column.KindOf(test.array), diff)
		}
	}
}

func TestTake(t *testing.T) {
	ints := column.NewNumberBuilder[int64](0)
	ints.Append(7)
	refs := []column.Ref{{Table: 1, Row: 0}, {Table: 0, Row: 2}, {Table: 2, Row: 0}, {Table: 0, Row: 1}}
	got := column.Take([]column.Array{text("a", null, "c"), text("d"), nil}, refs)
	if diff := cmp.Diff([]string{"d", "c", null, null}, show(got)); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	mixed := column.Take([]column.Array{text("a", "b", "c"), ints.Finish(), nil}, refs)
	if diff := cmp.Diff([]string{"7", "c", null, "b"}, show(mixed)); diff != "" {
		t.Errorf("two kinds (-want +got):\n%s", diff)
	}
}

func TestTakeSpellsCodesOut(t *testing.T) {
	codes := column.NewCodedBuilder(3)
	codes.Append(1)
	codes.AppendNull()
	codes.Append(0)
	got := column.Take([]column.Array{codes.Finish(text("a", "b")), text("c")}, []column.Ref{{Row: 2}, {Table: 1}, {Row: 1}, {Row: 0}})
	if diff := cmp.Diff([]string{"a", "c", null, "b"}, show(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTakeLaw: taking rows equals picking them one by one, also from slices of a table.
func TestTakeLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.SampledFrom([]string{null, "", "a", "ß", "long value"}), 1, 40).Draw(t, "values")
		table := column.NewTable(len(values)).With("v", text(values...)).Head(len(values))
		rows := rapid.SliceOf(rapid.IntRange(0, len(values)-1)).Draw(t, "rows")
		var refs []column.Ref
		want := []string{}
		for _, row := range rows {
			refs = append(refs, column.Ref{Row: uint32(row)})
			want = append(want, values[row])
		}
		if diff := cmp.Diff(want, show(column.Take([]column.Array{table.Column("v")}, refs))); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestTable(t *testing.T) {
	a := column.NewTable(2).With("x", text("1", "2")).With("y", text("3", "4"))
	b := a.With("x", text("5", "6")).Without("y")
	if got := fmt.Sprint(a.Names(), show(a.Column("x")), b.Names(), show(b.Column("x")), b.Has("y"), b.Text("y") == nil); got != "[x y] [1 2] [x] [5 6] false true" {
		t.Errorf("tables share what they should not: %s", got)
	}
}

func BenchmarkTakeText(b *testing.B) {
	values := make([]string, 1<<16)
	refs := make([]column.Ref, len(values))
	for i := range values {
		values[i] = strings.Repeat("v", i%20)
		refs[i].Row = uint32(i ^ i>>3&1) // like leads: ascending but for a few
	}
	arrays := []column.Array{text(values...)}
	for b.Loop() {
		column.Take(arrays, refs)
	}
	b.ReportMetric(float64(len(refs))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
