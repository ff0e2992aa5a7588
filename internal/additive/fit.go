package additive

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// These are the fewest rows that a model is learnt from. With fewer it would be a guess;
// Salesforce's Einstein asks for as many before it scores by a customer's own leads.
const (
	MinimumRows      = 1000
	MinimumPositives = 120 // and at least as many negatives
)

// TooFewError says that there are too few rows, or too few of either outcome, to learn from.
type TooFewError struct{ Rows, Positives int }

// Error implements error.
func (e *TooFewError) Error() string {
	negatives := e.Rows - e.Positives
	say := fmt.Sprintf("too few rows to learn from: %d, of which %d are positive; it takes %d, with %d of either outcome",
		e.Rows, e.Positives, MinimumRows, MinimumPositives)
	switch {
	case e.Positives < MinimumPositives:
		return fmt.Sprintf("%s: %d positive ones are missing", say, MinimumPositives-e.Positives)
	case negatives < MinimumPositives:
		return fmt.Sprintf("%s: %d others are missing", say, MinimumPositives-negatives)
	}
	return fmt.Sprintf("%s: %d rows are missing", say, MinimumRows-e.Rows)
}

const (
	foldCount      = 10
	foldSalt       = 0xD1B54A32D192ED03
	fewRows        = 20_000  // with fewer rows, boosting with tested pairs is tried too
	fewPositives   = 2000    // likewise with fewer rows of the rarer outcome
	ridgeRows      = 100_000 // with fewer rows a regression is tried; with more, boosting does not need one
	ridgeColumns   = 800     // a regression has fewer columns, as its cost grows with their cube,
	ridgeWork      = 200e6   // and rows times fields² stay below this
	foldRows       = 150_000 // at most so many rows are used to measure a model
	foldsWhereMany = 5       // folds where there are more rows than foldRows
	lastShare      = 0.2     // share of the rows, the latest, that are predicted from those before
)

// method fits a model to some rows.
type method struct {
	name string
	fit  func(rows []uint32) (*ensemble, error)
}

// These are the names of the methods, as models record them.
const (
	boosting = "boosting"
	tested   = "boosting of tested pairs"
	ridge    = "ridge regression"
	both     = " and " + ridge
	onRidge  = ridge + " and boosting of what it leaves"
)

// Fit learns a model and measures it. It fails with a *TooFewError if there are too few
// rows to learn from.
func Fit(ctx context.Context, t *Table, each Each) (*Model, *Report, error) {
	positives := t.positives()
	if rarer := min(positives, len(t.Positive)-positives); rarer < MinimumPositives || len(t.Positive) < MinimumRows {
		return nil, nil, &TooFewError{len(t.Positive), positives}
	}
	if len(t.Fields) == 0 {
		return nil, nil, errors.New("no column can be learnt from: each is empty, the same in every row, an id or left out; give columns that say something of leads before the outcome is known")
	}
	f := &fitter{Table: t, tables: newCurveTables(), each: func(n int, work func(int) error) error {
		return each(n, func(i int) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return work(i)
		})
	}}
	return f.fit()
}

type fitter struct {
	*Table
	tables *curveTables
	each   Each
}

// boostings returns the boosting methods to try.
func (f *fitter) boostings() []method {
	out := []method{f.boosts(boosting, false, false)}
	if positives := f.positives(); min(positives, len(f.Positive)-positives) < fewPositives || len(f.Positive) < fewRows {
		out = append(out, f.boosts(tested, true, false))
	}
	return out
}

// boosts returns a boosting method, with tested pairs or starting from a regression if
// asked.
func (f *fitter) boosts(name string, tested, onRidge bool) method {
	return method{name: name, fit: func(rows []uint32) (*ensemble, error) {
		s := settingsFor(len(rows))
		s.tested, s.onRidge = tested, onRidge
		return boosted(f.Table, rows, s, f.tables, f.each)
	}}
}

// regresses reports whether the table is small enough to try a regression.
func (f *fitter) regresses() bool {
	columns, fields := 1, len(f.Fields)
	for i := range f.Fields {
		columns += f.Fields[i].regressors()
	}
	return len(f.Positive) < ridgeRows && columns < ridgeColumns && float64(len(f.Positive))*float64(fields*fields) < ridgeWork
}

// tried is a method with its predictions of rows it was not fitted to.
type tried struct {
	method
	rows    []uint32
	logits  []float64 // before calibration
	line              // the calibration
	figures Figures
}

func (f *fitter) fit() (*Model, *Report, error) {
	report := &Report{}
	rows, folds := f.sample()
	best, err := f.bestOf(rows, folds, report)
	if err != nil {
		return nil, nil, err
	}
	whole, err := best.fit(rowsOf(len(f.Positive), func(int) bool { return true }))
	if err != nil {
		return nil, nil, err
	}
	calibration, method := best.line, best.name
	report.CrossValidated = best.figures
	if times := f.thirds(); times != nil {
		figures, latest, err := f.inTime(best, times)
		if err != nil {
			return nil, nil, err
		}
		if report.InTime = figures; latest != nil {
			calibration, method = *latest, method+", calibrated by the last fifth"
		}
	}
	model := f.model(whole, calibration)
	f.describe(report, whole, calibration.slope)
	model.Trained = Trained{
		Rows: len(f.Positive), Positives: f.positives(), Method: method, Folds: folds, CrossValidated: best.figures, InTime: report.InTime,
	}
	report.Warnings = append(report.Warnings, model.Trained.Shifts()...)
	return model, report, nil
}

// bestOf returns the method that predicts unseen rows best: a boosting, a regression, the
// mean of the two or, where the regression helps, boosting of tested pairs that starts from
// it, since a straight line takes boosting many steps.
func (f *fitter) bestOf(rows []uint32, folds int, report *Report) (best *tried, err error) {
	consider := func(t *tried) {
		report.Tried = append(report.Tried, Tried{t.name, t.figures.AUC, t.figures.LogLoss})
		if best == nil || t.figures.LogLoss < best.figures.LogLoss {
			best = t
		}
	}
	try := func(m method) (*tried, error) {
		t, err := f.crossValidate(m, rows, folds)
		if err == nil {
			consider(t)
		}
		return t, err
	}
	for _, m := range f.boostings() {
		if _, err := try(m); err != nil {
			return nil, err
		}
	}
	if !f.regresses() {
		return best, nil
	}
	boosts := best
	regression, err := try(method{name: ridge, fit: func(rows []uint32) (*ensemble, error) { return ridged(f.Table, rows), nil }})
	if err != nil {
		return nil, err
	}
	if consider(f.mean(boosts, regression)); best != boosts {
		_, err = try(f.boosts(onRidge, true, true))
	}
	return best, err
}

// sample returns the rows that models are measured on.
func (f *fitter) sample() (rows []uint32, folds int) {
	if len(f.Positive) <= foldRows {
		return rowsOf(len(f.Positive), func(int) bool { return true }), foldCount
	}
	limit := uint64(float64(foldRows) / float64(len(f.Positive)) * math.MaxUint32)
	return rowsOf(len(f.Positive), func(row int) bool { return mix(f.keys[row]^foldSalt)>>32 < limit }), foldsWhereMany
}

// crossValidate predicts the rows of each fold from the other folds.
func (f *fitter) crossValidate(m method, rows []uint32, folds int) (*tried, error) {
	out := &tried{method: m}
	for fold := range uint64(folds) {
		in := func(row uint32) bool { return mix(f.keys[row]+foldSalt)%uint64(folds) == fold }
		var learn, predict []uint32
		for _, row := range rows {
			if in(row) {
				predict = append(predict, row)
			} else {
				learn = append(learn, row)
			}
		}
		e, err := m.fit(learn)
		if err != nil {
			return nil, err
		}
		out.rows, out.logits = append(out.rows, predict...), append(out.logits, e.logits(predict)...)
	}
	f.calibrate(out)
	return out, nil
}

// calibrate fits the line that calibrates the predictions, and measures them.
func (f *fitter) calibrate(t *tried) {
	positive := f.outcomes(t.rows)
	t.line = platt(t.logits, positive)
	t.figures = Measure(t.line.through(t.logits), positive)
}

func (f *fitter) outcomes(rows []uint32) []bool {
	out := make([]bool, len(rows))
	for i, row := range rows {
		out[i] = f.Positive[row]
	}
	return out
}

// inTime predicts the latest rows from those before. The predictions are calibrated on the
// folds of the earlier rows or, where that predicts better, on the latest of the earlier
// rows alone: then the share of positives drifts, and its recent level says more about
// future rows than its past one. In that case latest is the calibration fitted to the
// latest rows, for the model to use; otherwise it is nil.
func (f *fitter) inTime(best *tried, times *thirds) (figures *Figures, latest *line, err error) {
	early, err := best.fit(times.first)
	if err != nil {
		return nil, nil, err
	}
	late, err := best.fit(times.before)
	if err != nil {
		return nil, nil, err
	}
	var seen []float64
	var known []uint32
	for i, row := range best.rows {
		if f.Times[row] < times.end {
			seen, known = append(seen, best.logits[i]), append(known, row)
		}
	}
	logits, positive := late.logits(times.after), f.outcomes(times.after)
	predicted := platt(seen, f.outcomes(known)).through(logits)
	moved := platt(early.logits(times.then), f.outcomes(times.then)).through(logits)
	if better(moved, predicted, positive) {
		again := platt(logits, positive)
		predicted, latest = moved, &again
	}
	measured := Measure(predicted, positive)
	return &measured, latest, nil
}

// thirds are rows by time: after holds the latest rows and before all others; then holds
// the latest rows of before, and first the rest of it.
type thirds struct {
	first, then, before, after []uint32
	end                        int64 // when after begins
}

// thirds returns nil if the rows have no order in time, or too few distinct times.
func (f *fitter) thirds() *thirds {
	if f.Times == nil {
		return nil
	}
	sorted := slices.Sorted(slices.Values(f.Times))
	at := func(share float64) int64 { return sorted[int(share*float64(len(sorted)-1))] }
	end, middle := at(1-lastShare), at((1-lastShare)*(1-lastShare))
	before := rowsOf(len(f.Positive), func(row int) bool { return f.Times[row] < end })
	after := rowsOf(len(f.Positive), func(row int) bool { return f.Times[row] >= end })
	first := rowsOf(len(f.Positive), func(row int) bool { return f.Times[row] < middle })
	then := rowsOf(len(f.Positive), func(row int) bool { return f.Times[row] >= middle && f.Times[row] < end })
	if len(first) == 0 || len(then) == 0 || len(after) == 0 {
		return nil
	}
	return &thirds{first, then, before, after, end}
}
