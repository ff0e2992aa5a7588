package dedupe

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// certain is the probability from which a join within a lead needs no review.
const certain = 0.99

// doubtful returns the pairs that a person should look at, those with odds nearest
// to even first. For two leads that may be one, it is the likeliest pair between
// them, whether that is below the threshold or the guard of clusters kept it out.
// Within a lead, it is the joins that hold it together but are less than certain.
// Pairs that a person has decided are left out.
func (m *matched) doubtful(labels []uint32, edges []match.Edge, decided map[[2]uint32]int, most int) []match.Edge {
	between := func(e match.Edge) [2]uint32 {
		return [2]uint32{min(labels[e.A], labels[e.B]), max(labels[e.A], labels[e.B])}
	}
	isDecided := func(e match.Edge) bool { _, ok := decided[[2]uint32{min(e.A, e.B), max(e.A, e.B)}]; return ok }
	var out []match.Edge
	for _, e := range edges {
		if labels[e.A] != labels[e.B] {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(x, y match.Edge) int {
		a, b := between(x), between(y)
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	out = slices.CompactFunc(out, func(x, y match.Edge) bool { return between(x) == between(y) })
	out = slices.DeleteFunc(append(out, m.weak...), isDecided)
	slices.SortFunc(out, func(x, y match.Edge) int {
		a, b := math.Abs(float64(x.Weight)), math.Abs(float64(y.Weight))
		return cmp.Or(cmp.Compare(a, b), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out[:min(len(out), most)]
}

// review makes the table of pairs that a person should look at. With its column
// verdict filled in, it can be used as dedupe.links.
func (s *store) review(ctx context.Context, workers pipeline.Workers, in match.Input, model *match.Model, labels []uint32, pairs []match.Edge) (column.Table, error) {
	rows := reviewRows{store: s}
	for _, f := range in.Fields {
		rows.values = append(rows.values, s.field(f.Name))
	}
	small, at := pick(in, pairs)
	cells := make([][]string, len(pairs))
	err := workers.Each(ctx, len(pairs), func(_ context.Context, i int) error {
		explained := match.Explain(small, model, at[pairs[i].A], at[pairs[i].B])
		cells[i] = rows.cells(pairs[i], explained.Lines, labels[pairs[i].A] == labels[pairs[i].B])
		return nil
	})
	if err != nil {
		return column.Table{}, fmt.Errorf("comparing pairs for review: %w", err)
	}
	names := append(slices.Clone(linkColumns), "probability", "merged")
	for _, f := range in.Fields {
		names = append(names, f.Name)
	}
	out := column.NewTable(len(pairs))
	for i, name := range names {
		var values column.TextBuilder
		for _, row := range cells {
			if row[i] == "" {
				values.AppendNull()
			} else {
				values.Append(row[i])
			}
		}
		for out.Has(name) {
			name += "_" // a column of the input has the name of one of ours
		}
		out = out.With(name, values.Finish())
	}
	return out, nil
}

// pick returns the records of some pairs as an input of their own, and the place of
// each in it. Its dictionaries hold only the values of these records, so they do
// not tell how frequent a value is.
func pick(in match.Input, pairs []match.Edge) (small match.Input, at map[uint32]uint32) {
	at = map[uint32]uint32{}
	var records []uint32
	for _, e := range pairs {
		for _, r := range [2]uint32{e.A, e.B} {
			if _, ok := at[r]; !ok {
				at[r] = uint32(len(records))
				records = append(records, r)
			}
		}
	}
	small.Records = len(records)
	for _, f := range in.Fields {
		builder := match.NewDictionaryBuilder(len(records))
		codes := make([]uint32, len(records))
		for i, r := range records {
			codes[i] = builder.Code(f.Values.Value(f.Codes[r]))
		}
		f.Codes, f.Values, f.Shared = codes, builder.Build(), nil
		small.Fields = append(small.Fields, f)
	}
	return small, at
}

// reviewRows writes pairs for a person.
type reviewRows struct {
	store  *store
	values []*field // of the fields that were compared
}

func (r *reviewRows) cells(e match.Edge, lines []match.Line, merged bool) []string {
	a, b := e.A, e.B
	if r.store.before(b, a) {
		a, b = b, a
	}
	word := "no"
	if merged {
		word = "yes"
	}
	cells := []string{
		r.store.source(a), r.store.ids.text(a), r.store.source(b), r.store.ids.text(b), "",
		fmt.Sprintf("%.4f", e.Probability), word,
	}
	for i, f := range r.values {
		cells = append(cells, beside(f.value(a), f.value(b), lines[i].Level))
	}
	return cells
}

// beside writes two values of a field and how alike they are, "Jon | John
// (nickname)", or one of them if they are the same.
func beside(a, b, level string) string {
	switch {
	case a == "" && b == "":
		return ""
	case a == "" || b == "":
		return a + " | " + b
	case level == "null":
		return a + " | " + b + " (not compared)"
	case a == b:
		return fmt.Sprintf("%s (%s)", a, level)
	}
	return fmt.Sprintf("%s | %s (%s)", a, b, level)
}
