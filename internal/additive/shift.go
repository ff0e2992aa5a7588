package additive

import (
	"fmt"
	"math"
)

// Codes of the warnings of a model that leads to come may prove wrong.
const (
	ShiftOrder = "shift_order" // the last rows are put in order worse than the folds were
	ShiftShare = "shift_share" // another share of them is positive than was predicted
)

// How far the last rows have to be from what was to be expected.
const (
	shiftErrors = 3.0  // standard errors: by chance in one table of seven hundred
	shiftAUC    = 0.02 // and of the AUC so much, as the last rows are predicted by fewer
	shiftShare  = 1.25 // and of the share of positives so many times
)

// Shifts warns where what the columns say of the outcome, or how often it is
// positive, has changed in time: the figures of the folds, in which a row is
// predicted from later ones too, do not hold for leads to come then.
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
