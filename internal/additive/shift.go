package additive

import (
	"fmt"
	"math"
)

// These are the codes for signs that the model may not hold for future leads.
const (
	ShiftOrder = "shift_order" // the latest rows are ranked worse than the folds were
	ShiftShare = "shift_share" // their share of positives differs from the predicted one
)

// These are the limits beyond which the latest rows count as different from what was
// expected.
const (
	shiftErrors = 3.0  // standard errors; exceeded by chance in one table of seven hundred
	shiftAUC    = 0.02 // and this much of the AUC, as fewer rows predict the latest ones than predict a fold
	shiftShare  = 1.25 // and this factor between the shares of positives
)

// Shifts warns if what the columns say about the outcome, or the share of positives, has
// changed over time. The figures of the folds, where a row is predicted from later rows
// too, then do not hold for future leads.
func (t *Trained) Shifts() []Warning {
	if t.InTime == nil {
		return nil
	}
	var out []Warning
	folds, last := t.CrossValidated, *t.InTime
	if fell := folds.AUC - last.AUC; fell > shiftAUC && fell > shiftErrors*math.Hypot(folds.AUCError, last.AUCError) {
		out = append(out, Warning{Code: ShiftOrder, Says: fmt.Sprintf(
			"what the columns say of the outcome changes in time: the last fifth is predicted with an AUC of %.3f, where the folds have %.3f, which will not hold for leads to come",
			last.AUC, folds.AUC)})
	}
	predicted := 0.0
	for _, d := range last.Deciles {
		predicted += d.Predicted * float64(d.Rows) / float64(last.Rows)
	}
	share := float64(last.Positives) / float64(last.Rows)
	chance := math.Sqrt(predicted * (1 - predicted) / float64(last.Rows))
	if math.Abs(share-predicted) > shiftErrors*chance && max(share, predicted) > shiftShare*min(share, predicted) {
		out = append(out, Warning{Code: ShiftShare, Says: fmt.Sprintf(
			"how often it is positive changes in time: %.1f%% of the last fifth, where %.1f%% were predicted by what came before; go by the order of the probabilities more than by their size",
			100*share, 100*predicted)})
	}
	return out
}
