package additive_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/race"
)

// parallel is an additive.Each.
func parallel(n int, work func(i int) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error { return work(i) })
	}
	return group.Wait()
}

// corpus reads a public table of the shared folder, or skips the test.
func corpus(t testing.TB, path string, comma rune) column.Table {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", path))
	if err != nil {
		t.Skip("the corpora are not there")
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comma = comma
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table(rows)
}

// table makes text columns out of rows, the first of which has the names.
func table(rows [][]string) column.Table {
	out := column.NewTable(len(rows) - 1)
	for i, name := range rows[0] {
		b := column.NewTextBuilder(len(rows), 8*len(rows))
		for _, row := range rows[1:] {
			b.Append(row[i])
		}
		out = out.With(name, b.Finish())
	}
	return out
}

// input makes a column the outcome; rows are positive where its value is yes.
func input(rows column.Table, target, yes string, without ...string) additive.Input {
	values := rows.Text(target)
	in := additive.Input{
		Batches: []column.Table{rows},
		Target: func(int) (positive, known []bool) {
			for i := range rows.Rows() {
				positive, known = append(positive, values.Value(i) == yes), append(known, true)
			}
			return positive, known
		},
		Without: map[string]string{target: "the outcome"},
	}
	for _, name := range without {
		in.Without[name] = "not wanted"
	}
	return in
}

func fit(t testing.TB, in additive.Input) (*additive.Model, *additive.Report) {
	t.Helper()
	made, err := additive.NewTable(in, parallel)
	if err != nil {
		t.Fatal(err)
	}
	model, report, err := additive.Fit(context.Background(), made, parallel)
	if err != nil {
		t.Fatal(err)
	}
	return model, report
}

func TestCorpora(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("fits models on whole corpora")
	}
	for _, c := range []struct {
		path, target, yes string
		comma             rune
		without           []string
		auc               float64
	}{
		{"leads_bank/bank-full.csv", "y", "yes", ';', []string{"duration"}, 0.785},
		{"leads_extraalearn/ExtraaLearn.csv", "status", "1", ',', nil, 0.92},
	} {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			in := input(corpus(t, c.path, c.comma), c.target, c.yes, c.without...)
			rows := in.Batches[0].Rows()
			in.Times = func(int) []int64 {
				return slices.Collect(func(yield func(int64) bool) {
					for i := range rows {
						if !yield(int64(i)) {
							return
						}
					}
				})
			}
			_, r := fit(t, in)
			f := r.CrossValidated
			t.Logf("tried %+v", r.Tried)
			t.Logf("AUC %.4f, Brier %.4f of %.4f, calibration error %.4f", f.AUC, f.Brier, f.BrierBase, f.CalibrationError)
			t.Logf("in time: AUC %.4f, calibration error %.4f", r.InTime.AUC, r.InTime.CalibrationError)
			t.Logf("left out %v; warnings %v", r.Left, r.Warnings)
			if f.AUC < c.auc || f.CalibrationError >= 0.03 {
				t.Errorf("AUC %.4f of %.3f, calibration error %.4f of 0.03", f.AUC, c.auc, f.CalibrationError)
			}
		})
	}
}
