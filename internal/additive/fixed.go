package additive

import "math"

// Log odds are integers in units of 2^-20 while a model is fitted, and gradients in units
// of 2^-24. Their sums are exact, so they do not depend on the order of the rows or on how
// a compiler fuses operations.
const (
	logitBits = 20
	logitOne  = 1 << logitBits
	chanceOne = 1 << 24
	lossOne   = 1 << 20
)

// curveTables hold chance and loss by log odds, in steps of 2^-10 between -16 and 16.
// Outside that range the values at its ends apply.
type curveTables struct {
	chance [tableSize]int32 // in 1/chanceOne
	loss   [tableSize]int32 // -ln(1-chance), in 1/lossOne: the loss of a negative row
}

const (
	tableShift = logitBits - 10
	tableHalf  = 16 << 10
	tableSize  = 2 * tableHalf
)

func newCurveTables() *curveTables {
	t := &curveTables{}
	for i := range t.chance {
		logit := (float64(i-tableHalf) + 0.5) / (1 << 10)
		t.chance[i] = int32(math.Round(chanceOne / (1 + math.Exp(-logit))))
		t.loss[i] = int32(math.Round(lossOne * math.Log1p(math.Exp(logit))))
	}
	return t
}

// at returns the index of the log odds logit.
func (t *curveTables) at(logit int32) int32 {
	return min(max(logit>>tableShift+tableHalf, 0), tableSize-1)
}

// lossOf returns the loss of a row. A positive row at logit l has the loss of a negative
// one at -l.
func (t *curveTables) lossOf(logit int32, positive bool) int64 {
	if positive {
		logit = -logit
	}
	return int64(t.loss[t.at(logit)])
}

// fixedLogit returns log odds as an integer, clamped to a range that no row exceeds.
func fixedLogit(logit float64) int32 {
	return int32(math.Round(logitOne * min(max(logit, -100), 100)))
}

// sigmoid returns the chance at the given log odds.
func sigmoid(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }
