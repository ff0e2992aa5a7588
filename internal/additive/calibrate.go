package additive

import "math"

// line calibrates the log odds of a model: offset + slope·log odds.
type line struct{ offset, slope float64 }

func (l line) through(logits []float64) []float64 {
	out := make([]float64, len(logits))
	for i, x := range logits {
		out[i] = l.offset + l.slope*x
	}
	return out
}

// steepest is the largest slope a calibration may have. The smallest is 0: a model that
// predicts the wrong way round predicts nothing.
const steepest = 4

// platt finds the line through log odds that predicts best. It follows Platt (1999), with
// his targets, which rule out certainty; the Newton iteration is from Lin, Lin and Weng
// (2007).
func platt(logits []float64, positive []bool) line {
	positives := 0.0
	for _, p := range positive {
		positives += float64(truth(p))
	}
	high, low := (positives+1)/(positives+2), 1/(float64(len(positive))-positives+2)
	offset, slope := 0.0, 1.0
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
			// A slope at an end of its range stays there, and only the offset is fitted.
			next = min(max(next, 0), steepest)
			d0, d1 = (g0-h01*(next-slope))/h00, next-slope
		}
		offset, slope = offset+min(max(d0, -2), 2), slope+min(max(d1, -0.5), 0.5)
		if math.Abs(d0)+math.Abs(d1) < 1e-7 {
			break
		}
	}
	return line{offset, slope}
}

// surely is by how many standard errors a calibration has to predict better than the
// default one to replace it.
const surely = 2

// better reports whether logits predict the outcomes better than others, by more than
// chance explains.
func better(logits, others []float64, positive []bool) bool {
	gained, squares := 0.0, 0.0
	for i := range logits {
		gain := lossOf(others[i], positive[i]) - lossOf(logits[i], positive[i])
		gained += gain
		squares += gain * gain
	}
	return gained > 0 && gained*gained > surely*surely*(squares-gained*gained/float64(len(logits)))
}

// lossOf is the log loss of a prediction, in nats.
func lossOf(logit float64, positive bool) float64 {
	if positive {
		logit = -logit
	}
	return math.Log1p(math.Exp(logit))
}
