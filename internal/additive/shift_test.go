package additive_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"galena/internal/additive"
)

// If the effect of a field, or the share of positives, reverses over time, the figures of
// the folds do not hold for future rows, and a warning says so. If nothing changes, there
// is none.
func TestShifts(t *testing.T) {
	const n = 6000
	for _, c := range []struct {
		name   string
		chance func(x, row int) float64
		want   []string
	}{
		{"nothing changes", func(x, _ int) float64 { return 0.1 + 0.4*float64(x/5) }, nil},
		{"what the field says turns round", func(x, row int) float64 {
			if row > n*3/4 {
				x = 9 - x
			}
			return 0.1 + 0.4*float64(x/5)
		}, []string{additive.ShiftOrder}},
		{"more are positive", func(x, row int) float64 { return 0.1 + 0.4*float64(x/5) + 0.4*float64(row/(n*4/5)) }, []string{additive.ShiftShare}},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(11, 11))
			rows := [][]string{{"x", "noise", "won"}} // so that rows of one x are not all of one fold
			for i := range n {
				x := random.IntN(10)
				rows = append(rows, []string{fmt.Sprint(x), fmt.Sprint(random.Float64()), fmt.Sprint(map[bool]int{true: 1}[random.Float64() < c.chance(x, i)])})
			}
			in := input(table(rows), "won", "1")
			in.Times = func(int) []int64 {
				times := make([]int64, n)
				for i := range times {
					times[i] = int64(i)
				}
				return times
			}
			model, report := fit(t, in)
			var got []string
			for _, w := range report.Warnings {
				got = append(got, w.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("warnings %q, want %q; folds %.3f, last fifth %.3f", got, c.want, model.Trained.CrossValidated.AUC, model.Trained.InTime.AUC)
			}
		})
	}
}

// If the share of positives drifts upwards, predictions for future rows are based on its
// latest level; if it fluctuates or is constant, on all rows.
func TestCalibratedByWhatHoldsForRowsToCome(t *testing.T) {
	const n, season = 4000, 500
	for _, c := range []struct {
		name  string
		share func(row int) float64
		least float64 // of the mean probability, and most
		most  float64
	}{
		{"stands still", func(int) float64 { return 0.3 }, 0.28, 0.32},
		{"creeps up", func(row int) float64 { return 0.1 + 0.4*float64(row)/n }, 0.42, 0.56},
		{"goes up and down", func(row int) float64 { return 0.3 + 0.2*math.Sin(2*math.Pi*float64(row)/season) }, 0.28, 0.32},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(17, 17))
			rows, times := [][]string{{"x", "noise", "won"}}, make([]int64, n)
			for i := range n {
				x := random.IntN(10)
				times[i] = int64(i)
				won := random.Float64() < c.share(i)*(0.5+float64(x)/9)
				rows = append(rows, []string{fmt.Sprint(x), fmt.Sprint(random.Float64()), fmt.Sprint(map[bool]int{true: 1}[won])})
			}
			in := input(table(rows), "won", "1")
			in.Times = func(int) []int64 { return times }
			model, _ := fit(t, in)
			cut, mean := additive.Cut(model.Fields, in.Batches[0]), 0.0
			for row := range n {
				milli, bins := model.Base, make([]uint8, len(cut))
				for field := range cut {
					bins[field] = cut[field][row]
				}
				for i := range model.Curves {
					milli += model.Curves[i].Part(bins)
				}
				mean += additive.Chance(milli) / n
			}
			if mean < c.least || mean > c.most {
				t.Errorf("%.3f are said to be positive, want %.2f to %.2f; %s", mean, c.least, c.most, model.Trained.Method)
			}
		})
	}
}

// The standard error of the AUC, and the calibration error by chance, agree with their
// values over many draws of rows with known true chances.
func TestFiguresSayTheirChance(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	const draws, n = 400, 1000
	var aucs []float64
	said, calibration, chance := 0.0, 0.0, 0.0
	for range draws {
		logits, positive := make([]float64, n), make([]bool, n)
		for i := range logits {
			logits[i] = random.NormFloat64() - 1
			positive[i] = random.Float64() < 1/(1+math.Exp(-logits[i]))
		}
		f := additive.Measure(logits, positive)
		aucs = append(aucs, f.AUC)
		said += f.AUCError / draws
		calibration += f.CalibrationError / draws
		chance += f.CalibrationChance / draws
	}
	mean, spread := 0.0, 0.0
	for _, auc := range aucs {
		mean += auc / draws
	}
	for _, auc := range aucs {
		spread += (auc - mean) * (auc - mean) / draws
	}
	if is := math.Sqrt(spread); math.Abs(said/is-1) > 0.1 {
		t.Errorf("standard error of the AUC %.4f, said %.4f", is, said)
	}
	if math.Abs(chance/calibration-1) > 0.05 {
		t.Errorf("calibration error %.4f, said %.4f", calibration, chance)
	}
}
