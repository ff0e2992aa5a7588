package match

// match is the whole engine on one page.
func (r *run) match() (Result, error) {
	if err := r.layOut(); err != nil {
		return Result{}, err
	}
	if err := r.makeSignatures(); err != nil {
		return Result{}, err
	}
	chance, err := r.measureChance()
	if err != nil {
		return Result{}, err
	}
	if r.model, err = r.shippedModel(chance); err != nil {
		return Result{}, err
	}
	blocks, err := r.chooseAndBlock()
	if err != nil {
		return Result{}, err
	}
	tasks := blocks.tasks()
	if r.options.Model != nil {
		r.model = r.options.Model
	} else if err := r.fit(blocks, tasks, chance); err != nil {
		return Result{}, err
	}
	edges, err := r.scorePairs(blocks, tasks)
	if err != nil {
		return Result{}, err
	}
	return r.finish(edges)
}

func (r *run) chooseAndBlock() (*blocking, error) {
	keys, err := r.keysOf()
	if err != nil {
		return nil, err
	}
	rules, err := r.chooseRules(keys)
	if err != nil {
		return nil, err
	}
	for _, c := range rules {
		report := RuleReport{Estimated: int64(c.cost)}
		for _, k := range c.keys {
			report.Keys = append(report.Keys, keys[k].name)
		}
		r.report.Rules = append(r.report.Rules, report)
	}
	return r.block(rules, keys)
}

func (r *run) fit(blocks *blocking, tasks []task, chance chance) error {
	patterns, sessions, err := r.collect(blocks, tasks)
	if err != nil {
		return err
	}
	if err := r.train(patterns, chance, sessions); err != nil {
		return err
	}
	r.report.Sessions = sessions
	for i, s := range sessions {
		r.report.Rules[i].Pairs, r.report.Rules[i].MatchShare = s.Pairs, s.MatchShare
		r.report.Pairs += s.Pairs
	}
	return nil
}

func (r *run) finish(edges []edge) (Result, error) {
	links := r.constraints()
	joined, err := r.clusters(edges, links)
	if err != nil {
		return Result{}, err
	}
	out := Result{Cluster: make([]uint32, r.records()), Model: r.model, Report: r.report, Edges: make([]Edge, len(edges))}
	for rank, place := range r.place {
		out.Cluster[place] = r.place[joined.root(uint32(rank))]
	}
	for i, e := range edges {
		out.Edges[i] = Edge{r.place[e.a], r.place[e.b], e.weight, float32(probability(float64(e.weight)))}
	}
	return out, nil
}
