package additive_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/additive"
	"galena/internal/column"
)

// one calls work on the caller's goroutine.
func one(n int, work func(i int) error) error {
	for i := range n {
		if err := work(i); err != nil {
			return err
		}
	}
	return nil
}

// The model does not depend on the order of the rows, on how they are divided into batches,
// or on the workers.
func TestSameModelFromAnyOrder(t *testing.T) {
	rows := generated(1500, 5)
	want, report := fit(t, input(rows, "won", "1"))
	order := rand.New(rand.NewPCG(7, 7)).Perm(rows.Rows())
	refs := make([]column.Ref, len(order))
	for i, row := range order {
		refs[i] = column.Ref{Row: uint32(row)}
	}
	shuffled := column.NewTable(rows.Rows())
	for i := len(rows.Names()) - 1; i >= 0; i-- {
		shuffled = shuffled.With(rows.Names()[i], column.Take([]column.Array{rows.At(i)}, refs))
	}
	made, err := additive.NewTable(input(shuffled, "won", "1"), one)
	if err != nil {
		t.Fatal(err)
	}
	got, again, err := additive.Fit(t.Context(), made, one)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the model (-first +shuffled):\n%s", diff)
	}
	if diff := cmp.Diff(report, again); diff != "" {
		t.Errorf("the report (-first +shuffled):\n%s", diff)
	}
}

func TestTooFew(t *testing.T) {
	for _, c := range []struct{ rows, positives, missing int }{{999, 500, 0}, {5000, 119, 0}, {5000, 4900, 0}} {
		lines := [][]string{{"x", "won"}}
		for i := range c.rows {
			lines = append(lines, []string{fmt.Sprint(i % 7), map[bool]string{true: "1", false: "0"}[i < c.positives]})
		}
		made, err := additive.NewTable(input(table(lines), "won", "1"), one)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = additive.Fit(t.Context(), made, one)
		var few *additive.TooFewError
		if !errors.As(err, &few) || few.Rows != c.rows || few.Positives != c.positives {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Each kind of column is recognized.
func TestColumnsBecomeFields(t *testing.T) {
	lines := [][]string{{"id", "number", "truth", "date", "category", "gaps", "constant", "empty", "essay", "customer_id", "tenure", "rate", "sparse", "size", "visit", "about", "steps", "wait", "won"}}
	random := rand.New(rand.NewPCG(1, 1))
	for i := range 1200 {
		gap := ""
		if i%3 == 0 {
			gap = "12.5"
		}
		lines = append(lines, []string{
			fmt.Sprintf("A-%d", i), fmt.Sprintf("%.2f", random.Float64()*100), []string{"Yes", "no"}[i%2], fmt.Sprintf("2025-%02d-%02d", 1+i%12, 1+i%28),
			[]string{"red", "Green", "GREEN", "blue"}[i%4], gap, "same", "", fmt.Sprintf("word %d of %d", i, i*7), fmt.Sprint(500000 + i*3),
			fmt.Sprintf("%d years", i%40), fmt.Sprintf("%.1f %%", random.Float64()*100),
			[]string{fmt.Sprintf("%.1f", random.Float64()*30), "unknown", "not given"}[max(0, i%7-4)], []string{"<10", "12 m", "12 l"}[i%3],
			fmt.Sprintf("%dm %02ds", i%9, i%60), fmt.Sprintf([]string{"%d", "%d+", "approx %d yrs"}[i%3], i%50), []string{"1", "2", "3+"}[i%3],
			fmt.Sprintf([]string{"%d weeks", "%d days", "%d hrs"}[i%3], i%20), fmt.Sprint(i % 5 / 4),
		})
	}
	made, err := additive.NewTable(input(table(lines), "won", "1"), one)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range made.Fields {
		got[f.Name] = string(f.Kind) + f.Unit
		if f.Kind == additive.Category {
			got[f.Name] += fmt.Sprint(f.Values)
		}
	}
	for _, left := range made.Left {
		got[left.Column] = left.Why
	}
	want := map[string]string{
		"id": "an id or a text: nearly every row has its own", "number": "number", "truth": "truth", "date": "date",
		"category": "category[blue green red]", "gaps": "number", "constant": "the same in every row", "empty": "empty",
		"essay": "an id or a text: nearly every row has its own", "customer_id": "an id: every row has its own",
		"tenure": "numberyear", "rate": "number", "sparse": "number", "size": "category[12 l 12 m <10]", "visit": "numbersecond",
		"about": "numberyear", "steps": "category[1 2 3+]", "wait": "numberhour", "won": "the outcome",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Values get the same bins when a model is made and when it is used, whatever type the
// column has by then.
func TestCut(t *testing.T) {
	number := additive.Field{Name: "x", Kind: additive.Number, Edges: []float64{10, 20}}
	truth := additive.Field{Name: "y", Kind: additive.Truth, Values: []string{"false", "true"}}
	category := additive.Field{Name: "z", Kind: additive.Category, Values: []string{"blue", "red"}}
	texts := table([][]string{{"x", "y", "z"}, {"9.99", "No", " Red "}, {"10", "oui", "BLUE"}, {"20", "", "pink"}, {"n/a", "?", ""}})
	numbers := column.NewNumberBuilder[float64](4)
	numbers.Append(9.99)
	numbers.Append(10)
	numbers.Append(20)
	numbers.AppendNull()
	none := column.NewNumberBuilder[float64](4) // as texts that say so are none
	none.AppendAll([]float64{9.99, math.NaN(), math.Inf(1), math.Inf(-1)})
	for _, c := range []struct {
		field  additive.Field
		values column.Array
		want   []uint8
	}{
		{number, texts.Column("x"), []uint8{1, 2, 3, 0}},
		{number, numbers.Finish(), []uint8{1, 2, 3, 0}},
		{number, none.Finish(), []uint8{1, 0, 0, 0}},
		{number, table([][]string{{"x"}, {"9.99"}, {"NaN"}, {"+Inf"}, {"-Inf"}}).Column("x"), []uint8{1, 0, 0, 0}},
		{number, column.NewInts([]int64{9, 10, 19, 20}), []uint8{1, 2, 2, 3}},
		{truth, texts.Column("y"), []uint8{1, 2, 0, 0}},
		{category, texts.Column("z"), []uint8{2, 1, 3, 0}},
		{category, nil, []uint8{0, 0, 0, 0}},
	} {
		if diff := cmp.Diff(c.want, c.field.Cut(c.values, 4)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.field.Kind, diff)
		}
	}
}

// Numbers are read as people write them, in the unit of the field.
func TestCutReadsAmounts(t *testing.T) {
	for _, c := range []struct {
		cell, unit string
		want       float64 // NaN: none
	}{
		{"12.5", "", 12.5},
		{"$1,200", "", 1200},
		{"Rs. 45,000", "", 45_000},
		{"4.2k", "", 4200},
		{"1.5M", "", 1.5e6},
		{"12 %", "", 12},
		{"10+", "", 10},
		{"~30", "", 30},
		{"> 5", "", 5},
		{"approx 31", "", 31},
		{"3 years", "year", 3},
		{"3 yrs", "year", 3},
		{"6 months", "year", 0.5},
		{"2m 22s", "second", 142},
		{"1h 05m", "minute", 65},
		{"1 hour, 5 min", "hour", 65.0 / 60},
		{"1y 6m", "month", 18},
		{"02:22", "second", 142},
		{"1:02:22", "second", 3742},
		{"7", "day", 7},
		{"12 kg", "", math.NaN()},
		{"3 years", "kg", math.NaN()},
		{"2s 2m", "second", math.NaN()},
		{"16:9", "second", math.NaN()},
		{"INV-12", "", math.NaN()},
		{"call me at 9", "", math.NaN()},
		{"12:61", "second", math.NaN()},
	} {
		field := additive.Field{Name: "x", Kind: additive.Number, Unit: c.unit, Edges: []float64{c.want - 1e-9, c.want + 1e-9}}
		want := uint8(2)
		if math.IsNaN(c.want) {
			field.Edges, want = []float64{0}, 0
		}
		if got := field.Cut(table([][]string{{"x"}, {c.cell}}).Column("x"), 1)[0]; got != want {
			t.Errorf("%q in %q is in bin %d, want %d of %v", c.cell, c.unit, got, want, field.Edges)
		}
	}
}

func TestMeasure(t *testing.T) {
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	got := additive.Measure([]float64{logit(0.8), logit(0.6), logit(0.6), logit(0.2)}, []bool{true, false, true, false})
	// Of the four pairs of a positive and a negative, three are in order and one is tied.
	if math.Abs(got.AUC-3.5/4) > 1e-12 {
		t.Errorf("AUC %v", got.AUC)
	}
	if want := (0.04 + 0.36 + 0.16 + 0.04) / 4; math.Abs(got.Brier-want) > 1e-12 {
		t.Errorf("Brier %v, want %v", got.Brier, want)
	}
	if want := (0.2 + 0.1 + 0.1 + 0.2) / 4; math.Abs(got.CalibrationError-want) > 1e-12 {
		t.Errorf("calibration error %v, want %v", got.CalibrationError, want)
	}
	if d := got.Deciles[0]; d.Lift != 2 || d.Captured != 0.5 {
		t.Errorf("the first decile: %+v", d)
	}
}

// Laws of the figures: an AUC is between 0 and 1 and becomes 1 - AUC when outcomes are
// swapped, and the deciles hold every row once.
func TestMeasureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logits := rapid.SliceOfN(rapid.Float64Range(-3, 3), 2, 60).Draw(t, "logits")
		positive := rapid.SliceOfN(rapid.Bool(), len(logits), len(logits)).Draw(t, "positive")
		f := additive.Measure(logits, positive)
		rows := 0
		for _, d := range f.Deciles {
			rows += d.Rows
		}
		if rows != len(logits) {
			t.Fatalf("the deciles hold %d of %d rows", rows, len(logits))
		}
		if f.Positives == 0 || f.Positives == f.Rows {
			return
		}
		turned := make([]bool, len(positive))
		for i, p := range positive {
			turned[i] = !p
		}
		if sum := f.AUC + additive.Measure(logits, turned).AUC; math.Abs(sum-1) > 1e-9 {
			t.Fatalf("the AUCs of both outcomes add up to %v", sum)
		}
	})
}

func TestLeaksAreWarnedOf(t *testing.T) {
	lines := [][]string{{"duration", "deal_id", "plain", "won"}}
	random := rand.New(rand.NewPCG(3, 3))
	for range 1500 {
		won := random.IntN(4) == 0
		row := []string{fmt.Sprint(random.IntN(50)), "", fmt.Sprint(random.IntN(9)), "0"}
		if won {
			row[0] = fmt.Sprint(20 + random.IntN(50))
			row[1], row[3] = []string{"a", "b"}[random.IntN(2)], "1"
		}
		lines = append(lines, row)
	}
	_, report := fit(t, input(table(lines), "won", "1"))
	var got []string
	for _, w := range report.Warnings {
		got = append(got, w.Field+" "+w.Code)
	}
	slices.Sort(got)
	want := []string{"deal_id leak_filled", "deal_id leak_name", "deal_id leak_separates", "duration leak_name"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
