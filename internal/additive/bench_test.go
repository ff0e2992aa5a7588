package additive_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"galena/internal/additive"
	"galena/internal/column"
)

// generated makes rows of numbers, categories, truth values and gaps. Half of the columns
// predict the outcome.
func generated(rows, columns int) column.Table {
	random := rand.New(rand.NewPCG(1, 2))
	logit := make([]float64, rows)
	out := column.NewTable(rows)
	for c := range columns {
		weight := 0.0
		if c%2 == 0 {
			weight = 0.4
		}
		numbers, texts := column.NewNumberBuilder[float64](rows), column.NewTextBuilder(rows, 8*rows)
		for row := range rows {
			x := random.NormFloat64()
			switch {
			case random.IntN(20) == 0:
				numbers.AppendNull()
				texts.AppendNull()
				continue
			case c%3 == 0:
				texts.Append("value " + string(rune('a'+int(math.Abs(4*x))%20)))
			default:
				numbers.Append(math.Round(1000*x) / 1000)
			}
			logit[row] += weight * math.Sin(2*x)
		}
		name := "c" + string(rune('a'+c%26)) + string(rune('a'+c/26))
		if c%3 == 0 {
			out = out.With(name, texts.Finish())
		} else {
			out = out.With(name, numbers.Finish())
		}
	}
	b := column.NewTextBuilder(rows, rows)
	for row := range rows {
		if random.Float64() < 1/(1+math.Exp(2-logit[row])) {
			b.Append("1")
		} else {
			b.Append("0")
		}
	}
	return out.With("won", b.Finish())
}

// BenchmarkFit measures all of fitting, on a million rows of 30 columns: reading the
// values, binning, folds, the model.
func BenchmarkFit(b *testing.B) {
	const rows = 1_000_000
	in := input(generated(rows, 30), "won", "1")
	for b.Loop() {
		made, err := additive.NewTable(in, parallel)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := additive.Fit(b.Context(), made, parallel); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
