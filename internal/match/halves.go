package match

// steady is how much of the matches models must agree on that were trained on halves of the pairs. On most files tried it was .96 and
// more; on those below, some of the worst matched, it was .83 to .95.
const steady = 0.95

// compareHalves trains on either half of the pairs and says how far those models take the same pairs for matches as the run's does: the
// split-half reliability of psychometrics. What chance teaches a small input differs from half to half. What both
// halves have wrong alike stays unseen.
func (r *run) compareHalves(shipped *Model, t *training, c chance) error {
	if r.model == shipped { // training was of no use, and that is said
		return nil
	}
	var agree [2]float64
	err := r.parallel(len(agree), func(half int) error {
		model, _, err := r.fitted(r.model, shipped, t.half(half), c)
		if err == nil {
			agree[half] = model.agreement(r.model, t.patterns)
		}
		return err
	})
	if err != nil {
		return err
	}
	agreed := min(1, agree[0], agree[1])
	r.report.HalvesAgree = agreed
	if agreed < steady && r.model.matches() >= someMatches {
		r.report.warn("training: models trained on either half of the pairs agree on only %.0f %% of the matches: there is little to learn from; look at leads of several records, give labels (galena model fit), or pin a model", 100*agreed)
	}
	return nil
}

// half are the patterns that one half of the pairs would make, of an input as large as the whole.
func (t *training) half(half int) []pattern {
	var out []pattern
	for _, p := range t.patterns {
		weight := 2 * p.first
		if half == 1 {
			weight = 2 * (p.weight - p.first)
		}
		if weight > 0 {
			p.weight = weight
			out = append(out, p)
		}
	}
	return out
}

// agreement is the part of the matches of either model that both expect.
func (m *Model) agreement(o *Model, patterns []pattern) float64 {
	both, either := 0.0, 0.0
	for _, p := range patterns {
		levels := p.levels[:len(m.Fields)]
		a, b := probability(m.logOdds(levels)), probability(o.logOdds(levels))
		both += p.weight * min(a, b)
		either += p.weight * max(a, b)
	}
	if either == 0 {
		return 1
	}
	return both / either
}
