package additive

import (
	"cmp"
	"math"
	"slices"
)

// Figures measure predictions of rows that the predicting model was not fitted to.
type Figures struct {
	Rows      int     `json:"rows" yaml:"rows"`
	Positives int     `json:"positives" yaml:"positives"`
	AUC       float64 `json:"auc" yaml:"auc"`               // chance that a positive row ranks above another
	AUCError  float64 `json:"auc_error" yaml:"auc_error"`   // its standard error (DeLong and others 1988)
	LogLoss   float64 `json:"log_loss" yaml:"log_loss"`     // in nats per row
	Brier     float64 `json:"brier" yaml:"brier"`           // mean square of probability minus outcome
	BrierBase float64 `json:"brier_base" yaml:"brier_base"` // the Brier score of predicting the share of positives for every row
	// CalibrationError is the mean, over the Deciles, of the distance between the mean
	// probability and the share of positives.
	CalibrationError float64 `json:"calibration_error" yaml:"calibration_error"`
	// CalibrationChance is the error that the true probabilities would show on average for
	// this many rows, because outcomes vary by chance.
	CalibrationChance float64 `json:"calibration_chance" yaml:"calibration_chance"`
	// Deciles are tenths of the rows, most likely first.
	Deciles []Decile `json:"deciles" yaml:"deciles"`
}

// Decile is a tenth of the rows.
type Decile struct {
	Rows      int     `json:"rows" yaml:"rows"`
	Positives int     `json:"positives" yaml:"positives"`
	Predicted float64 `json:"predicted" yaml:"predicted"` // mean probability
	Observed  float64 `json:"observed" yaml:"observed"`   // share of positives
	Lift      float64 `json:"lift" yaml:"lift"`           // Observed relative to the share of positives among all rows
	Captured  float64 `json:"captured" yaml:"captured"`   // share of all positives in this decile and those before it
}

const deciles = 10

// Measure compares log odds with outcomes. Rows of equal log odds count half against each
// other in the AUC, and are spread evenly over the deciles they span.
func Measure(logits []float64, positive []bool) Figures {
	f := Figures{Rows: len(logits)}
	for _, p := range positive {
		f.Positives += truth(p)
	}
	if f.Rows == 0 {
		return f
	}
	all := tiedRows(logits, positive)
	for _, rows := range all {
		p := sigmoid(rows.logit)
		f.Brier += rows.positives*(1-p)*(1-p) + rows.others*p*p
		f.LogLoss += rows.positives*lossOf(rows.logit, true) + rows.others*lossOf(rows.logit, false)
	}
	total, share := float64(f.Rows), float64(f.Positives)/float64(f.Rows)
	f.Brier, f.LogLoss, f.BrierBase = f.Brier/total, f.LogLoss/total, share*(1-share)
	if f.Positives > 0 && f.Positives < f.Rows {
		f.AUC, f.AUCError = ranked(all, float64(f.Positives), float64(f.Rows-f.Positives))
	}
	f.inDeciles(all)
	return f
}

// tied is a group of rows of equal log odds.
type tied struct{ logit, positives, others float64 }

// tiedRows groups rows of equal log odds, most likely first.
func tiedRows(logits []float64, positive []bool) []tied {
	rows := make([]int, len(logits))
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, func(a, b int) int { return cmp.Compare(logits[b], logits[a]) })
	var out []tied
	for _, row := range rows {
		if len(out) == 0 || out[len(out)-1].logit != logits[row] {
			out = append(out, tied{logit: logits[row]})
		}
		if positive[row] {
			out[len(out)-1].positives++
		} else {
			out[len(out)-1].others++
		}
	}
	return out
}

// ranked returns the AUC and its standard error.
func ranked(all []tied, positives, others float64) (auc, standardError float64) {
	above, passed := 0.0, 0.0             // positives and others ranked above the current group
	ordered, squares := 0.0, [2]float64{} // pairs in order; squares of the number per positive row, and per other row, summed
	for _, rows := range all {
		before, below := above+rows.positives/2, others-passed-rows.others/2
		squares[0] += rows.positives * below * below
		squares[1] += rows.others * before * before
		ordered += rows.others * before
		above, passed = above+rows.positives, passed+rows.others
	}
	auc = ordered / (positives * others)
	spread := max(squares[0]/(positives*others*others)-auc*auc, 0)/positives + max(squares[1]/(others*positives*positives)-auc*auc, 0)/others
	return auc, math.Sqrt(spread)
}

// inDeciles fills in the deciles and the calibration figures.
func (f *Figures) inDeciles(all []tied) {
	f.Deciles = make([]Decile, min(deciles, f.Rows))
	sums := make([][4]float64, len(f.Deciles)) // rows, positives, probabilities and their variances
	row := 0
	for _, rows := range all {
		n, p := rows.positives+rows.others, sigmoid(rows.logit)
		for range int(n) {
			s := &sums[row*len(sums)/f.Rows]
			s[0]++
			s[1] += rows.positives / n
			s[2] += p
			s[3] += p * (1 - p)
			row++
		}
	}
	total, share := float64(f.Rows), float64(f.Positives)/float64(f.Rows)
	captured := 0.0
	for i, s := range sums {
		d := Decile{Rows: int(s[0]), Positives: int(math.Round(s[1])), Predicted: s[2] / s[0], Observed: s[1] / s[0]}
		captured += s[1]
		if share > 0 {
			d.Lift, d.Captured = d.Observed/share, captured/float64(f.Positives)
		}
		f.CalibrationError += s[0] / total * math.Abs(d.Predicted-d.Observed)
		f.CalibrationChance += math.Sqrt(2/math.Pi*s[3]) / total // mean distance of a normal distribution from its mean
		f.Deciles[i] = d
	}
}
