package additive_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"galena/internal/additive"
)

// Where what a field says has turned round, recent rows count more, and the last
// ones are predicted better; where it has not, all count alike.
func TestDrift(t *testing.T) {
	for _, drifting := range []bool{true, false} {
		random := rand.New(rand.NewPCG(11, 11))
		const n = 6000
		rows := [][]string{{"x", "won"}}
		for i := range n {
			x, chance := random.IntN(10), 0.3
			if says := 0.2; x >= 5 != (drifting && i > n/2) {
				chance += says
			} else {
				chance -= says
			}
			rows = append(rows, []string{fmt.Sprint(x), fmt.Sprint(map[bool]int{true: 1}[random.Float64() < chance])})
		}
		in := input(table(rows), "won", "1")
		in.Times = func(int) []int64 {
			times := make([]int64, n)
			for i := range times {
				times[i] = int64(i)
			}
			return times
		}
		model, _ := fit(t, in)
		if recent := strings.HasSuffix(model.Trained.Method, additive.Recently); recent != drifting {
			t.Errorf("drifting %v: learnt by %s", drifting, model.Trained.Method)
		}
		if auc := model.Trained.InTime.AUC; auc < 0.65 {
			t.Errorf("drifting %v: AUC %.3f of the last fifth", drifting, auc)
		}
	}
}
