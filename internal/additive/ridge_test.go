package additive_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"galena/internal/additive"
)

// With many numbers that each say a little, along a straight line, a regression predicts
// best: it has a single column for each, whatever its bins are.
func TestRegressionOfManyNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 1))
	var header []string
	for i := range 24 {
		header = append(header, fmt.Sprintf("number %02d", i))
	}
	rows := [][]string{append(header, "won")}
	for range 4000 {
		sum, row := 0.0, make([]string, 0, len(header)+1)
		for range header {
			x := random.Float64()
			sum += x
			row = append(row, fmt.Sprintf("%.4f", x))
		}
		chance := 0.5 + 0.12*(sum-float64(len(header))/2)
		rows = append(rows, append(row, fmt.Sprint(map[bool]int{true: 1}[random.Float64() < chance])))
	}
	_, report := fit(t, input(table(rows), "won", "1"))
	at := slices.IndexFunc(report.Tried, func(tried additive.Tried) bool { return tried.Method == "ridge regression" })
	if at < 0 || report.Tried[at].AUC < report.Tried[0].AUC+0.005 {
		t.Errorf("the regression is none, or no better: %+v", report.Tried)
	}
	last := report.Tried[len(report.Tried)-1]
	if last.Method != "ridge regression and boosting of what it leaves" || last.AUC < report.Tried[0].AUC+0.005 {
		t.Errorf("what the regression leaves over is not boosted, or no better: %+v", report.Tried)
	}
}
