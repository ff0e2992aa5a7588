package additive

import (
	"cmp"
	"math"
	"slices"
)

// recentHalf is the share of the rows after which an older row counts half, where
// recent rows count more.
const recentHalf = 0.2

const recentSalt = 0xE7037ED1A0B428DB

// recency returns the chance, of 2^32, that a bag takes each row of the table: half
// of it for every recentHalf of the given rows that are younger.
func recency(t *Table, rows []uint32) []uint32 {
	order := slices.Clone(rows)
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Or(cmp.Compare(t.Times[b], t.Times[a]), cmp.Compare(a, b)) })
	out := make([]uint32, len(t.Positive))
	younger := 0
	for i, row := range order {
		if i > 0 && t.Times[row] != t.Times[order[i-1]] {
			younger = i
		}
		out[row] = uint32(math.MaxUint32 * math.Exp2(-float64(younger)/(recentHalf*float64(len(order)))))
	}
	return out
}

// drifts reports whether the last rows but those that InTime is measured by are
// predicted better by a method's sibling that counts recent rows more: by more
// than twice the standard error of the difference.
func (f *fitter) drifts(all, recent method) (bool, error) {
	times := f.thirds()
	if times == nil || len(times.first) < MinimumRows {
		return false, nil
	}
	positive := f.outcomes(times.then)
	var losses [2][]float64
	for i, m := range []method{all, recent} {
		e, err := m.fit(times.first)
		if err != nil {
			return false, err
		}
		logits := e.logits(times.then)
		offset, slope := platt(logits, positive)
		for k, logit := range calibrated(logits, offset, slope) {
			if positive[k] {
				logit = -logit
			}
			losses[i] = append(losses[i], math.Log1p(math.Exp(logit)))
		}
	}
	var sum, squares float64
	for k, loss := range losses[0] {
		d := loss - losses[1][k]
		sum += d
		squares += d * d
	}
	n := float64(len(losses[0]))
	mean := sum / n
	return mean > 2*math.Sqrt(max(squares/n-mean*mean, 0)/n), nil
}

// inRecent returns what was tried, or its sibling that counts recent rows more
// where what the fields say drifts.
func (f *fitter) inRecent(best *tried, report *Report, rows []uint32, folds int) (*tried, error) {
	if best.recent == nil {
		return best, nil
	}
	if drifts, err := f.drifts(best.method, *best.recent); !drifts || err != nil {
		return best, err
	}
	recent, err := f.crossValidate(*best.recent, rows, folds)
	if err == nil {
		report.Tried = append(report.Tried, Tried{recent.name, recent.figures.AUC, recent.figures.LogLoss})
	}
	return recent, err
}
