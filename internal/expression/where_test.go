package expression_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/expression"
)

// sample returns a table of four rows; the last is all null, and no row has a country.
func sample() column.Table {
	texts := func(values ...string) column.Array {
		b := column.NewTextBuilder(4, 32)
		for _, v := range values {
			b.Append(v)
		}
		b.AppendNull()
		return b.Finish()
	}
	sizes, revenues := column.NewNumberBuilder[int64](4), column.NewNumberBuilder[float64](4)
	var free column.BoolBuilder
	b := new(column.TimeBuilder)
	for i, day := range []string{"2026-01-30T23:59:59Z", "2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z"} {
		at, err := time.Parse(time.RFC3339, day)
		if err != nil {
			panic(err)
		}
		sizes.Append(int64(10 * i))
		revenues.Append(float64(i) / 2)
		free.Append(i == 1)
		b.Append(column.Micros(at.UnixMicro()))
	}
	sizes.AppendNull()
	revenues.AppendNull()
	free.AppendNull()
	b.AppendNull()
	return column.NewTable(4).
		With("title", texts("VP Sales", "chief ß officer", "")).
		With("address.city", texts("Köln", "12", "1,200.5")).
		With("Record ID", texts("a", "b", "c")).
		With("size", sizes.Finish()).With("revenue", revenues.Finish()).
		With("free", free.Finish()).With("created", b.Finish())
}

func TestWhere(t *testing.T) {
	tests := []struct{ source, want string }{ // + true, - false, ? unknown
		{`title == "VP Sales"`, "+--?"},
		{`title != "VP Sales"`, "-++?"},
		{`"VP Sales" == title`, "+--?"},
		{`title == nil`, "---+"},
		{`nil != title`, "+++-"},
		{`title == ""`, "--+?"},
		{`lower(title) == "vp sales"`, "+--?"},
		{`upper(title) contains "OFF"`, "-+-?"},
		{`title startsWith "VP" or title endsWith "officer"`, "++-?"},
		{`title matches "(?i)^vp\\b"`, "+--?"},
		{`title not matches "^V"`, "-++?"},
		{`title matches "[S-Z]"`, "+--?"},
		{`address.city matches "[0-9.]"`, "-++?"},
		{`title matches "[^a-z]"`, "++-?"},
		{`title matches "[a-zß]" and title matches "[ß]"`, "-+-?"},
		{`title in ["", "VP Sales"]`, "+-+?"},
		{`title not in ["", "VP Sales"]`, "-+-?"},
		{`title in ["1","2","3","4","5","6","7","8","VP Sales"]`, "+--?"},
		{`title < address.city`, "--+?"},
		{`"x VP Sales y" contains title`, "+-+?"},
		{`len(title) == 15`, "-+-?"},
		{`len(address.city) in 2..4`, "++-?"},
		{`float(address.city) > 11.5`, "?++?"},
		{`float(address.city) == nil`, "+--+"},
		{`trim("  b ") == $env["Record ID"]`, "-+-?"},
		{`size > 0`, "-++?"},
		{`0 < size < 20`, "-+-?"},
		{`size in 10..20`, "-++?"},
		{`size in [0, 20]`, "+-+?"},
		{`revenue in 0.4..0.6`, "-+-?"},
		{`size * 2 - 5 >= 15 + 0`, "-++?"},
		{`-size == -10`, "-+-?"},
		{`size / revenue == 20`, "?++?"},
		{`size / revenue != nil`, "-++-"},
		{`size == revenue * 20`, "+++?"},
		{`free`, "-+-?"},
		{`not free`, "+-+?"},
		{`!free && size == 20`, "--+?"},
		{`free == true`, "-+-?"},
		{`free != (size > 0)`, "--+?"},
		{`free or true`, "++++"},
		{`free and false`, "----"},
		{`country == "DE"`, "????"},
		{`country == nil`, "++++"},
		{`country == "DE" or free`, "?+??"},
		{`country == "DE" and free`, "-?-?"},
		{`founded > "2020-01-01"`, "????"},
		{`created >= date("2026-01-31")`, "-++?"},
		{`created < "2026-01-31"`, "+--?"},
		{`"2026-01-31T00:00:00Z" == created`, "-+-?"},
		{`created in "2026-01-31".."2026-02-01"`, "-+-?"},
		{`created in [date("2026-01-31")]`, "-+-?"},
	}
	table := sample()
	for _, test := range tests {
		program, err := expression.Compile(test.source, words)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if diff := cmp.Diff(test.want, drawn(program.Where(table))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.source, diff)
		}
	}
}

func drawn(m expression.Mask) string {
	var b strings.Builder
	for row := range m.Rows {
		switch {
		case m.IsTrue(row):
			b.WriteByte('+')
		case m.IsKnown(row):
			b.WriteByte('-')
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// drawnCondition draws a condition over text s, float x, int n, bool b.
func drawnCondition(t *rapid.T, depth int) string {
	pick := func(choices ...string) string { return rapid.SampledFrom(choices).Draw(t, "choice") }
	text := func() string { return pick("s", "lower(s)", "upper(s)", `"b"`) }
	number := func() string { return pick("x", "n", "(x + n)", "(x * 2 - n)", "2", "-x", "len(s)") }
	order := func() string { return pick("==", "!=", "<", "<=", ">", ">=") }
	switch rapid.IntRange(0, 8).Draw(t, "form") {
	case 0:
		return "(" + text() + order() + text() + ")"
	case 1:
		return "(" + number() + order() + number() + ")"
	case 2:
		return "(s " + pick("contains", "startsWith", "endsWith", "matches", "not contains") + pick(` "a"`, ` "B"`, ` ""`) + ")"
	case 3:
		return pick(`(s in ["a", "B", "ab"])`, `(n in 1..3)`, `(n not in [1, 2, 3])`)
	case 4:
		return "b"
	}
	if depth == 0 {
		return "b"
	}
	left, right := drawnCondition(t, depth-1), drawnCondition(t, depth-1)
	return pick("("+left+" and "+right+")", "("+left+" or "+right+")", "not "+left, "("+left+" == "+right+")", "("+left+" != "+right+")")
}

type row struct {
	s    string
	x    float64
	n    int64
	b    bool
	null [4]bool
}

func drawnRow(t *rapid.T) row {
	r := row{
		s: rapid.SampledFrom([]string{"", "a", "ab", "B", "bA"}).Draw(t, "s"), x: float64(rapid.IntRange(-6, 6).Draw(t, "x")) / 2,
		n: int64(rapid.IntRange(-3, 5).Draw(t, "n")), b: rapid.Bool().Draw(t, "b"),
	}
	return r
}

func tableOf(rows []row) column.Table {
	var (
		s column.TextBuilder
		x column.FloatBuilder
		n column.IntBuilder
		b column.BoolBuilder
	)
	for _, r := range rows {
		if r.null[0] {
			s.AppendNull()
		} else {
			s.Append(r.s)
		}
		if r.null[1] {
			x.AppendNull()
		} else {
			x.Append(r.x)
		}
		if r.null[2] {
			n.AppendNull()
		} else {
			n.Append(r.n)
		}
		if r.null[3] {
			b.AppendNull()
		} else {
			b.Append(r.b)
		}
	}
	return column.NewTable(len(rows)).With("s", s.Finish()).With("x", x.Finish()).With("n", n.Finish()).With("b", b.Finish())
}

func compiled(t *rapid.T, source string) *expression.Program {
	kinds := map[string]column.Kind{"s": column.KindText, "x": column.KindFloat, "n": column.KindInt, "b": column.KindBool}
	program, err := expression.Compile(source, expression.Words{Kind: func(name string) (column.Kind, bool) {
		kind, ok := kinds[name]
		return kind, ok
	}})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return program
}

// TestAgreesWithTheInterpreter: without nulls, the result is that of expr's own
// interpreter.
func TestAgreesWithTheInterpreter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := drawnCondition(t, 3)
		rows := rapid.SliceOfN(rapid.Custom(drawnRow), 1, 70).Draw(t, "rows")
		got := compiled(t, source).Where(tableOf(rows))
		for i, r := range rows {
			want, err := expr.Eval(source, map[string]any{"s": r.s, "x": r.x, "n": int(r.n), "b": r.b})
			if err != nil {
				t.Fatalf("%s: %v", source, err)
			}
			if !got.IsKnown(i) || got.IsTrue(i) != want.(bool) {
				t.Fatalf("%s, row %+v: want %v, got known %v, true %v", source, r, want, got.IsKnown(i), got.IsTrue(i))
			}
		}
	})
}

// TestKnownMeansWhateverTheNullsAre: what is known in spite of nulls holds for any values
// in their place.
func TestKnownMeansWhateverTheNullsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := drawnCondition(t, 3)
		rows := rapid.SliceOfN(rapid.Custom(drawnRow), 1, 20).Draw(t, "rows")
		nulls := make([]row, len(rows))
		for i, r := range rows {
			for k := range r.null {
				r.null[k] = rapid.Bool().Draw(t, fmt.Sprintf("null %d", k))
			}
			nulls[i] = r
		}
		program := compiled(t, source)
		whole, holes := program.Where(tableOf(rows)), program.Where(tableOf(nulls))
		for i := range rows {
			if holes.IsKnown(i) && holes.IsTrue(i) != whole.IsTrue(i) {
				t.Fatalf("%s: row %+v is known to be %v, and is %v", source, nulls[i], holes.IsTrue(i), whole.IsTrue(i))
			}
		}
	})
}
