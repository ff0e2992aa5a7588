package additive_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// In few and noisy rows the one pair that matters is found, and pairs that were tested on
// rows they were not found in predict better.
func TestPairsAreTested(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	lines := [][]string{{"a", "b", "n1", "n2", "n3", "n4", "won"}}
	for range 2000 {
		a, b := random.IntN(2), random.IntN(2)
		row := []string{fmt.Sprint("a", a), fmt.Sprint("b", b)}
		for range 4 {
			row = append(row, fmt.Sprint("v", random.IntN(30)))
		}
		won := random.Float64() < 0.25+0.2*float64(a^b)
		lines = append(lines, append(row, map[bool]string{true: "1", false: "0"}[won]))
	}
	model, report := fit(t, input(table(lines), "won", "1"))
	var pairs []string
	for _, c := range model.Curves {
		if len(c.Fields) == 2 {
			pairs = append(pairs, model.Name(&c))
		}
	}
	if !slices.Contains(pairs, "a and b") {
		t.Errorf("a and b is not among the pairs learnt: %q", pairs)
	}
	if len(report.Tried) < 2 || model.Trained.Method != "boosting of tested pairs" {
		t.Errorf("%s was kept of %+v", model.Trained.Method, report.Tried)
	}
}

// A pair is cut where the outcome changes, not where groups of equally many rows happen to
// end.
func TestPairsAreCutWhereTheOutcomeChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	lines := [][]string{{"a", "b", "won"}}
	for range 6000 {
		a, b := random.Float64(), random.Float64()
		won := ((a < 0.5) == (b < 0.5)) == (random.Float64() < 0.95) // neither says anything alone
		lines = append(lines, []string{fmt.Sprintf("%.3f", a), fmt.Sprintf("%.3f", b), map[bool]string{true: "1", false: "0"}[won]})
	}
	_, report := fit(t, input(table(lines), "won", "1"))
	if auc := report.CrossValidated.AUC; auc < 0.942 {
		t.Errorf("AUC %.4f of an exclusive or that has 0.95", auc)
	}
}
