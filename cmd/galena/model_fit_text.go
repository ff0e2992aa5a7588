package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"galena/internal/additive"
	"galena/internal/term"
	"galena/score"
)

// fitted is a model that was just learnt, with its report.
type fitted struct {
	*additive.Model
	report *additive.Report
	path   string // of the model; "" if none was written
}

// Limits that keep the report to two or three screens.
const (
	curvesDrawn = 8  // of the fields that contribute most
	binsDrawn   = 14 // per curve
	barWidth    = 24 // of the longer side of a curve
)

// fittedField is a field in the JSON of the report.
type fittedField struct {
	Field string  `json:"field"`
	Says  float64 `json:"says"`
	Alone float64 `json:"auc_alone,omitempty"`
	Curve []point `json:"curve,omitempty"`
}

type point struct {
	Bin      string  `json:"bin"`
	Adds     float64 `json:"adds"`
	Rows     int     `json:"rows"`
	Positive float64 `json:"positive"`
}

func (f fitted) json() any {
	var fields []fittedField
	for _, d := range f.report.Fields {
		curve := &f.Curves[d.Curve]
		out := fittedField{Field: f.Name(curve), Says: d.Says, Alone: d.Alone}
		if len(curve.Fields) == 1 {
			field := &f.Fields[curve.Fields[0]]
			for bin, part := range curve.Parts {
				out.Curve = append(out.Curve, point{field.Label(bin), float64(part) / 1000, d.Rows[bin], d.Shares[bin]})
			}
		}
		fields = append(fields, out)
	}
	return struct {
		Target   string             `json:"target"`
		Model    string             `json:"model,omitempty"`
		Trained  additive.Trained   `json:"trained"`
		Tried    []additive.Tried   `json:"tried"`
		Fields   []fittedField      `json:"fields"`
		Left     []additive.Left    `json:"left_out"`
		Warnings []additive.Warning `json:"warnings"`
	}{f.Target, f.path, f.Trained, f.report.Tried, fields, f.report.Left, f.report.Warnings}
}

// write writes the report for a person.
func (f fitted) write(to io.Writer) error {
	w := &screen{to: to}
	learntFrom(w, f.Model)
	f.doubts(w)
	figures(w, f.Trained)
	if len(f.report.Tried) > 1 {
		for _, tried := range f.report.Tried {
			w.printf("  %s: AUC %.4f, log loss %.4f\n", tried.Method, tried.AUC, tried.LogLoss)
		}
	}
	tenths(w, f.Trained.CrossValidated)
	w.printf("\nfields, by the mean size of what they add to the log odds\n")
	w.table("", func(line func(cells ...any)) {
		for i, d := range f.report.Fields {
			alone := ""
			if d.Alone > 0 {
				alone = fmt.Sprintf("AUC alone %.3f", d.Alone)
			}
			if i < 20 {
				line(f.Name(&f.Curves[d.Curve]), fmt.Sprintf("%.3f", d.Says), alone)
			}
		}
	})
	drawn := 0
	for _, d := range f.report.Fields {
		if curve := &f.Curves[d.Curve]; len(curve.Fields) == 1 && drawn < curvesDrawn {
			drawn++
			f.draw(w, curve, d)
		}
	}
	if len(f.report.Left) > 0 {
		w.table("\nnot learnt from", func(line func(cells ...any)) {
			for _, left := range f.report.Left {
				line(left.Column, left.Why)
			}
		})
	}
	if f.path != "" {
		w.printf("\nwritten to %s; to score leads by it: score: {learned: {model: %s}}\n", f.path, f.path)
	}
	return w.err
}

// doubts writes, for each field that may give the outcome away, one warning with
// everything reported about it.
func (f fitted) doubts(w *screen) {
	var fields []string
	says := map[string][]string{}
	for _, warning := range f.report.Warnings {
		if warning.Field == "" {
			continue // about the whole model; written below its figures
		}
		if says[warning.Field] == nil {
			fields = append(fields, warning.Field)
		}
		says[warning.Field] = append(says[warning.Field], warning.Says)
	}
	for _, field := range fields {
		w.printf("warning: %s: %s; leave it out with --without %q\n", field, strings.Join(says[field], "; "), field)
	}
}

func learntFrom(w *screen, m *additive.Model) {
	t := m.Trained
	w.printf("%s, learnt from %s rows of which %s (%.1f%%) are positive, by %s\n",
		m.Target, term.Count(t.Rows), term.Count(t.Positives), 100*float64(t.Positives)/float64(max(t.Rows, 1)), t.Method)
}

// figures writes how well rows outside the training set were predicted.
func figures(w *screen, t additive.Trained) {
	of := ""
	if t.CrossValidated.Rows < t.Rows {
		of = fmt.Sprintf(", on %s of the rows", term.Count(t.CrossValidated.Rows))
	}
	w.table(fmt.Sprintf("\nrows that the model had not seen (%d folds%s)", t.Folds, of), func(line func(cells ...any)) {
		line("", "AUC", "standard error", "Brier", "by the mean alone", "calibration error", "by chance alone")
		row := func(name string, g additive.Figures) {
			cells := []any{name}
			for _, figure := range []float64{g.AUC, g.AUCError, g.Brier, g.BrierBase, g.CalibrationError, g.CalibrationChance} {
				cells = append(cells, fmt.Sprintf("%.4f", figure))
			}
			line(cells...)
		}
		row("folds", t.CrossValidated)
		if t.InTime != nil {
			row("the last fifth, by what came before", *t.InTime)
		}
	})
	for _, warning := range t.Shifts() {
		w.printf("warning: %s\n", warning.Says)
	}
}

func tenths(w *screen, of additive.Figures) {
	w.table("\ntenths of the rows, the likeliest first", func(line func(cells ...any)) {
		line("", "rows", "predicted", "came true", "lift", "of all positives so far")
		for i, d := range of.Deciles {
			line(i+1, term.Count(d.Rows), shareText(d.Predicted), shareText(d.Observed), fmt.Sprintf("%.2f", d.Lift), shareText(d.Captured))
		}
	})
}

// learnedIn returns the learned score in the file that the arguments name, or nil if
// that file holds something else.
func learnedIn(args []string) (*additive.Model, error) {
	if len(args) != 1 {
		return nil, nil
	}
	data, err := os.ReadFile(args[0])
	if err != nil || !score.IsModel(data) {
		return nil, nil
	}
	model, err := score.ReadModel(data)
	if err != nil {
		return nil, usagef("%s: %w", args[0], err)
	}
	return model, nil
}

// writeLearned writes how good a learned score is.
func writeLearned(to io.Writer, m *additive.Model) error {
	w := &screen{to: to}
	learntFrom(w, m)
	figures(w, m.Trained)
	tenths(w, m.Trained.CrossValidated)
	var names []string
	for i := range m.Curves {
		names = append(names, m.Name(&m.Curves[i]))
	}
	w.printf("\nlearnt from: %s\n", strings.Join(names, ", "))
	return w.err
}

func shareText(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }

// draw draws a curve: one bar per bin, to the right where it adds, to the left where
// it takes away. Neighbouring bins of a long curve share a bar.
func (f fitted) draw(w *screen, curve *additive.Curve, d additive.FieldReport) {
	field := &f.Fields[curve.Fields[0]]
	largest := 1
	type bar struct {
		label string
		part  float64
		rows  int
	}
	var bars []bar
	step := 1
	if ordered := field.Kind == additive.Number || field.Kind == additive.Date; ordered && len(curve.Parts) > binsDrawn {
		step = (len(curve.Parts) + binsDrawn - 2) / (binsDrawn - 1)
	}
	for bin := 0; bin < len(curve.Parts); {
		end := bin + 1
		if bin > 0 {
			end = min(bin+step, len(curve.Parts))
		}
		b := bar{label: field.Span(bin, end-1)}
		for i := bin; i < end; i++ {
			b.part += float64(curve.Parts[i] * d.Rows[i])
			b.rows += d.Rows[i]
		}
		if b.rows > 0 {
			b.part /= float64(b.rows)
			largest = max(largest, int(math.Abs(b.part)))
			bars = append(bars, b)
		}
		bin = end
	}
	w.table("\n"+field.Name, func(line func(cells ...any)) {
		for i, b := range bars {
			if i >= 2*binsDrawn {
				break
			}
			size := int(math.Round(barWidth * math.Abs(b.part) / float64(largest)))
			left, right := strings.Repeat(" ", barWidth), ""
			if b.part < 0 {
				left = strings.Repeat(" ", barWidth-size) + strings.Repeat("▒", size)
			} else {
				right = strings.Repeat("█", size)
			}
			line(strings.TrimPrefix(b.label, field.Name), fmt.Sprintf("%+.3f", b.part/1000), term.Count(b.rows), left+"│"+right)
		}
	})
}
