package additive

// mean combines a boosting and a regression by the mean of their log odds. The two err in
// different ways where rows are few, and the mean is still a sum of curves.
func (f *fitter) mean(boosts, regression *tried) *tried {
	out := &tried{rows: boosts.rows, logits: make([]float64, len(boosts.logits)), method: method{name: boosts.name + both}}
	for i, logit := range boosts.logits {
		out.logits[i] = (logit + regression.logits[i]) / 2
	}
	f.calibrate(out)
	out.fit = func(rows []uint32) (*ensemble, error) {
		e, err := boosts.fit(rows)
		if err != nil {
			return nil, err
		}
		r, err := regression.fit(rows)
		if err != nil {
			return nil, err
		}
		e.halfway(r)
		return e, nil
	}
	return out
}

// halfway moves the curves halfway to those of a regression on the same fields, whose terms
// come first, in the same order. The curves of pairs, which the regression lacks, are
// halved.
func (e *ensemble) halfway(r *ensemble) {
	e.base = (e.base + r.base) / 2
	for i, curve := range e.curves {
		for bin := range curve {
			if i < len(r.curves) {
				curve[bin] += r.curves[i][bin]
			}
			curve[bin] /= 2
		}
	}
}
