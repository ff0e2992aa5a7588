package additive

import (
	"cmp"
	"math"
	"slices"
)

// Report says what fitting found.
type Report struct {
	Tried          []Tried       `json:"tried"`
	CrossValidated Figures       `json:"cross_validated"`
	InTime         *Figures      `json:"in_time,omitempty"`
	Fields         []FieldReport `json:"fields"` // most important first
	Left           []Left        `json:"left_out"`
	Warnings       []Warning     `json:"warnings"`
}

// Tried is a fitting method and how well it predicted.
type Tried struct {
	Method  string  `json:"method"`
	AUC     float64 `json:"auc"`
	LogLoss float64 `json:"log_loss"`
}

// FieldReport describes a field or a pair of fields.
type FieldReport struct {
	Curve int `json:"-"` // index into the model's curves
	// Says is the mean size of the curve's part, in log odds.
	Says float64 `json:"says"`
	// Alone is the AUC of the field on its own, predicting by the share of positives in its
	// bins; 0 for a pair.
	Alone float64 `json:"auc_alone,omitempty"`
	// Rows are the number of rows by bin, and Shares the share of positives among them.
	Rows   []int     `json:"rows"`
	Shares []float64 `json:"shares"`
}

// describe fills in the fields and the warnings.
func (f *fitter) describe(r *Report, e *ensemble, slope float64) {
	for i, term := range e.terms {
		rows, positives := make([]int, term.cells), make([]int, term.cells)
		for row, bin := range term.bins {
			rows[bin]++
			positives[bin] += truth(f.Positive[row])
		}
		d := FieldReport{Curve: i, Rows: rows, Shares: make([]float64, term.cells)}
		for bin, n := range rows {
			if n > 0 {
				d.Shares[bin] = float64(positives[bin]) / float64(n)
				d.Says += math.Abs(slope*e.curves[i][bin]) * float64(n) / float64(len(f.Positive))
			}
		}
		if term.grid == nil {
			d.Alone = aloneAUC(rows, positives)
			r.Warnings = append(r.Warnings, leaks(e.table.Fields[term.fields[0]], rows, positives, d.Alone, d.Says)...)
		}
		r.Fields = append(r.Fields, d)
	}
	r.Warnings = once(e.table.Fields, r.Warnings)
	r.Left = slices.DeleteFunc(slices.Clone(f.Left), func(l Left) bool {
		return slices.ContainsFunc(e.table.Fields, func(field Field) bool { return field.Column == l.Column })
	})
	slices.SortStableFunc(r.Fields, func(a, b FieldReport) int { return cmp.Compare(b.Says, a.Says) })
}

// once drops the warnings about parts of a column that is itself warned about.
func once(fields []Field, all []Warning) []Warning {
	doubted := map[string]bool{}
	for _, w := range all {
		doubted[w.Field] = true
	}
	return slices.DeleteFunc(all, func(w Warning) bool {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == w.Field })
		return fields[i].Part != Whole && slices.ContainsFunc(fields[i].Reads(), func(name string) bool { return doubted[name] })
	})
}

// aloneAUC returns the AUC of predicting by the share of positives in the bins.
func aloneAUC(rows, positives []int) float64 {
	bins := make([]tied, len(rows))
	total, hits := 0, 0
	for bin, n := range rows {
		share := float64(positives[bin]) / float64(max(n, 1)) // stands in for the log odds
		bins[bin] = tied{share, float64(positives[bin]), float64(n - positives[bin])}
		total += n
		hits += positives[bin]
	}
	if hits == 0 || hits == total {
		return 0.5
	}
	slices.SortFunc(bins, func(a, b tied) int { return cmp.Compare(b.logit, a.logit) })
	auc, _ := ranked(bins, float64(hits), float64(total-hits))
	return auc
}
