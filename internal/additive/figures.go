package additive

import (
	"math"
	"slices"
)

// Figures say how good predictions of rows are that the predicting model has
// not seen.
type Figures struct {
	Rows      int     `json:"rows" yaml:"rows"`
	Positives int     `json:"positives" yaml:"positives"`
	AUC       float64 `json:"auc" yaml:"auc"`               // chance that a positive row is put above another
	AUCError  float64 `json:"auc_error" yaml:"auc_error"`   // its standard error (DeLong and others 1988)
	LogLoss   float64 `json:"log_loss" yaml:"log_loss"`     // in nats a row
	Brier     float64 `json:"brier" yaml:"brier"`           // mean square of probability less outcome
	BrierBase float64 `json:"brier_base" yaml:"brier_base"` // the same where the share of positives is said of every row
	// CalibrationError is the mean over the Deciles of how far their mean
	// probability lies from their share of positives.
	CalibrationError float64 `json:"calibration_error" yaml:"calibration_error"`
	// CalibrationChance is the error that true probabilities would show of so many
	// rows, on average, as what comes true varies by chance.
	CalibrationChance float64 `json:"calibration_chance" yaml:"calibration_chance"`
	// Deciles are tenths of the rows, the likeliest first.
	Deciles []Decile `json:"deciles" yaml:"deciles"`
}

// Decile is a tenth of the rows.
type Decile struct {
	Rows      int     `json:"rows" yaml:"rows"`
	Positives int     `json:"positives" yaml:"positives"`
	Predicted float64 `json:"predicted" yaml:"predicted"` // mean probability
	Observed  float64 `json:"observed" yaml:"observed"`   // share of positives
	Lift      float64 `json:"lift" yaml:"lift"`           // observed by the share among all rows
	Captured  float64 `json:"captured" yaml:"captured"`   // share of all positives in this and the deciles before
}

const deciles = 10

// steepest is the largest slope of a calibration. The least is 0: what predicts
// the wrong way round predicts nothing.
const steepest = 4

// Measure compares log odds with what came true. Rows of equal log odds count
// half for each other in the AUC, and share their deciles evenly.
func Measure(logits []float64, positive []bool) Figures {
	type one struct {
		logit    float64
		positive bool
	}
	rows := make([]one, len(logits))
	f := Figures{Rows: len(rows)}
	for i, logit := range logits {
		rows[i] = one{logit, positive[i]}
		f.Positives += truth(positive[i])
	}
	if f.Rows == 0 {
		return f
	}
	slices.SortFunc(rows, func(a, b one) int {
		switch {
		case a.logit > b.logit:
			return -1
		case a.logit < b.logit:
			return 1
		}
		return 0
	})
	total, share := float64(f.Rows), float64(f.Positives)/float64(f.Rows)
	f.Deciles = make([]Decile, min(deciles, f.Rows))
	weights := make([][4]float64, len(f.Deciles)) // rows, positives, sums of probabilities and of their variances
	above, passed := 0.0, 0.0                     // positives and others above
	ordered, squares := 0.0, [2]float64{}         // of how many of the other kind a positive row, and another, is in order with
	for i := 0; i < len(rows); {
		end, hits := i, 0
		for end < len(rows) && rows[end].logit == rows[i].logit {
			hits += truth(rows[end].positive)
			end++
		}
		n, p := float64(end-i), sigmoid(rows[i].logit)
		misses := n - float64(hits)
		below := total - float64(f.Positives) - passed - misses/2
		squares[0] += float64(hits) * below * below
		squares[1] += misses * (above + float64(hits)/2) * (above + float64(hits)/2)
		ordered += misses * (above + float64(hits)/2)
		above, passed = above+float64(hits), passed+misses
		f.Brier += float64(hits)*(1-p)*(1-p) + misses*p*p
		f.LogLoss += float64(hits)*math.Log1p(math.Exp(-rows[i].logit)) + misses*math.Log1p(math.Exp(rows[i].logit))
		for k := i; k < end; k++ {
			w := &weights[k*len(weights)/len(rows)]
			w[0]++
			w[1] += float64(hits) / n
			w[2] += p
			w[3] += p * (1 - p)
		}
		i = end
	}
	f.Brier, f.LogLoss, f.BrierBase = f.Brier/total, f.LogLoss/total, share*(1-share)
	if f.Positives > 0 && f.Positives < f.Rows {
		hits, misses := float64(f.Positives), float64(f.Rows-f.Positives)
		f.AUC = ordered / (hits * misses)
		spread := max(squares[0]/(hits*misses*misses)-f.AUC*f.AUC, 0)/hits + max(squares[1]/(misses*hits*hits)-f.AUC*f.AUC, 0)/misses
		f.AUCError = math.Sqrt(spread)
	}
	captured := 0.0
	for i, w := range weights {
		d := Decile{Rows: int(w[0]), Positives: int(math.Round(w[1])), Predicted: w[2] / w[0], Observed: w[1] / w[0]}
		captured += w[1]
		if share > 0 {
			d.Lift, d.Captured = d.Observed/share, captured/float64(f.Positives)
		}
		f.CalibrationError += w[0] / total * math.Abs(d.Predicted-d.Observed)
		f.CalibrationChance += math.Sqrt(2/math.Pi*w[3]) / total // the mean distance from the mean of a normal distribution
		f.Deciles[i] = d
	}
	return f
}

// platt finds the line through log odds that predicts best: offset + slope·logit
// (Platt 1999, with his targets, which keep certainty out; Newton's method by
// Lin, Lin and Weng 2007).
func platt(logits []float64, positive []bool) (offset, slope float64) {
	positives := 0.0
	for _, p := range positive {
		positives += float64(truth(p))
	}
	high, low := (positives+1)/(positives+2), 1/(float64(len(positive))-positives+2)
	offset, slope = 0, 1
	for range 50 {
		var g0, g1, h00, h01, h11 float64
		for i, x := range logits {
			target := low
			if positive[i] {
				target = high
			}
			p := sigmoid(offset + slope*x)
			w := p * (1 - p)
			g0 += target - p
			g1 += (target - p) * x
			h00 += w
			h01 += w * x
			h11 += w * x * x
		}
		h00, h11 = h00+1e-9, h11+1e-9
		determinant := h00*h11 - h01*h01
		if !(determinant > 0) {
			break
		}
		d0, d1 := (h11*g0-h01*g1)/determinant, (h00*g1-h01*g0)/determinant
		if next := slope + min(max(d1, -0.5), 0.5); next < 0 || next > steepest {
			// At the end of its range the slope stays, and the offset alone is sought.
			next = min(max(next, 0), steepest)
			d0, d1 = (g0-h01*(next-slope))/h00, next-slope
		}
		offset, slope = offset+min(max(d0, -2), 2), slope+min(max(d1, -0.5), 0.5)
		if math.Abs(d0)+math.Abs(d1) < 1e-7 {
			break
		}
	}
	return offset, slope
}
