package match

// steady is the share of matches on which models trained on halves of the pairs must agree. On most files tried it
// was 0.96 and more. On the others, among them some of the worst matched, it was 0.83 to 0.95.
const steady = 0.95

// compareHalves trains a model on either half of the pairs and reports how far these models take the same pairs for
// matches as the model of the run does: the split-half reliability of psychometrics. What a small input teaches by
// chance differs from half to half. What both halves get wrong alike goes unnoticed.
func (r *run) compareHalves(shipped *Model, t *training, c chance) error {
	if r.model == shipped { // training failed, and a warning says so
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

// half returns the patterns that one half of the pairs would give for an input as large as the whole.
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

// agreement returns the share of the matches of either model that both models expect.
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
