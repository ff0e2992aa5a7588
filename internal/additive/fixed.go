package additive

import "math"

// Log odds are kept as integers while a model is fitted, in units of 2^-20, and
// gradients in units of 2^-24: sums of them are exact, so that they do not
// depend on the order of the rows or on how a compiler joins operations.
const (
	logitBits = 20
	logitOne  = 1 << logitBits
	chanceOne = 1 << 24
	lossOne   = 1 << 20
)

// curveTables hold chance and loss by log odds, in steps of 2^-10 between -16
// and 16. Beyond, they are as at the ends.
type curveTables struct {
	chance [tableSize]int32 // in 1/chanceOne
	loss   [tableSize]int32 // -ln(1-chance), in 1/lossOne: of a row that is not positive
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

// at returns the index of some log odds.
func (t *curveTables) at(logit int32) int32 {
	return min(max(logit>>tableShift+tableHalf, 0), tableSize-1)
}

// lossOf returns the loss of a row: a positive one at l has that of a negative
// one at -l.
func (t *curveTables) lossOf(logit int32, positive bool) int64 {
	if positive {
		logit = -logit
	}
	return int64(t.loss[t.at(logit)])
}

// fixedLogit returns log odds as an integer, within what no row exceeds.
func fixedLogit(logit float64) int32 {
	return int32(math.Round(logitOne * min(max(logit, -100), 100)))
}

// sigmoid returns the chance of some log odds.
func sigmoid(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }
