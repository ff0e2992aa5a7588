package match

import (
	"cmp"
	"slices"
)

// match is the whole engine on one page.
func (r *run) match() (Result, error) {
	if err := r.layOut(); err != nil {
		return Result{}, err
	}
	w, err := r.recall()
	if w == nil && err == nil {
		w, err = r.learn()
	}
	if err != nil {
		return Result{}, err
	}
	edges, err := r.scorePairs(w.blocks, w.tasks)
	if err != nil {
		return Result{}, err
	}
	edges = merged(edges, w.known)
	r.reportPairs(w)
	r.calibrate(edges)
	out, err := r.finish(edges)
	if err != nil {
		return Result{}, err
	}
	if r.options.Keep {
		out.Known = r.keep(w, edges)
	}
	out.Recalled = w.training == nil
	return out, nil
}

// work is what remains to be done once there are a model and rules.
type work struct {
	blocks   *blocking
	tasks    []task        // the pairs to compare
	training *training     // nil: no training took place
	known    []edge        // pairs that need no comparing, ordered by rank
	records  []KnownRecord // by rank; nil if nothing is kept
}

// learn chooses the rules for the records, and trains the model on some of their pairs.
func (r *run) learn() (*work, error) {
	if r.few() {
		if err := r.findNeighbours(); err != nil {
			return nil, err
		}
	}
	if err := r.findOne(); err != nil {
		return nil, err
	}
	chance, err := r.measureChance()
	if err != nil {
		return nil, err
	}
	if r.model, err = r.shippedModel(chance); err != nil {
		return nil, err
	}
	if r.options.Model != nil {
		if r.model, err = r.options.Model.pinned(r.in.Fields); err != nil {
			return nil, err
		}
	}
	w := &work{}
	if w.blocks, err = r.chooseAndBlock(); err != nil {
		return nil, err
	}
	w.tasks = w.blocks.tasks()
	if w.training, err = r.fit(w.blocks, w.tasks, chance); err == nil && r.options.Keep {
		w.records, err = r.hashRecords(w.blocks)
	}
	return w, err
}

func (r *run) chooseAndBlock() (*blocking, error) {
	keys, err := r.keysOf()
	if err != nil {
		return nil, err
	}
	table := r.newKeyTable(keys)
	rules, err := r.chooseRules(table)
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
	return r.block(rules, table)
}

// fit trains the model, unless one is pinned.
func (r *run) fit(blocks *blocking, tasks []task, chance chance) (*training, error) {
	t, err := r.collect(blocks, tasks)
	if err != nil || r.options.Model != nil || r.mailbox >= 0 {
		return t, err
	}
	shipped := r.model
	if err := r.train(t, chance); err != nil {
		return t, err
	}
	if len(r.options.Labels) > 0 {
		if err := r.trainByLabels(shipped, t, chance); err != nil {
			return t, err
		}
	}
	return t, r.compareHalves(shipped, t, chance)
}

// reportPairs reports how many pairs each rule gave, and how many matches training expects among them.
func (r *run) reportPairs(w *work) {
	for i := range w.tasks {
		r.report.Rules[w.tasks[i].rule].Pairs += w.tasks[i].pairs
		r.report.Pairs += w.tasks[i].pairs
	}
	for i := range r.report.Rules {
		if rule := &r.report.Rules[i]; w.training != nil {
			rule.MatchShare = min(1, w.training.matches[i]/float64(max(rule.Pairs, 1)))
		}
	}
}

// merged merges two lists of edges, both ordered by ranks, into one.
func merged(a, b []edge) []edge {
	out := make([]edge, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if cmp.Or(cmp.Compare(a[0].a, b[0].a), cmp.Compare(a[0].b, b[0].b)) < 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// finish clusters the records and turns ranks back into places.
func (r *run) finish(edges []edge) (Result, error) {
	joined, err := r.clusters(edges)
	if err != nil {
		return Result{}, err
	}
	r.joinTwins(joined)
	out := Result{Cluster: make([]uint32, r.records()), Model: r.model, Edges: make([]Edge, len(edges))}
	for rank, place := range r.place {
		out.Cluster[place] = r.place[joined.root(uint32(rank))]
	}
	for i, e := range edges {
		out.Edges[i] = Edge{r.place[e.a], r.place[e.b], e.weight, float32(probability(float64(e.weight)))}
	}
	out.Report = r.report
	if out.Report.Rules == nil { // no two records differ
		out.Report.Rules = []RuleReport{}
	}
	return out, nil
}

// manyTwins is the number of equal records from which only one of them is compared.
const manyTwins = 9

// findTwins finds large groups of records that are equal in every field, so that a million copies of a row cost no
// more than one.
func (r *run) findTwins() {
	items := make([]uint64, r.records())
	for rank := range items {
		hash := uint64(0)
		for _, code := range r.row(uint32(rank))[:len(r.in.Fields)] {
			hash = fold(hash^uint64(code), 0xa0761d6478bd642f) + 0x9e3779b97f4a7c15
		}
		items[rank] = hash&^(1<<32-1) | uint64(rank)
	}
	for group := range blocksOf(sortedShared(items)) {
		if len(group) >= manyTwins {
			r.addTwins(group)
		}
	}
}

func (r *run) addTwins(group []uint64) {
	first := uint32(group[0])
	same := make([]uint32, 0, len(group))
	for _, item := range group {
		if slices.Equal(r.row(first), r.row(uint32(item))) {
			same = append(same, uint32(item))
		}
	}
	if len(same) < manyTwins {
		return
	}
	if r.twin == nil {
		r.twin = make([]uint32, r.records())
		for rank := range r.twin {
			r.twin[rank] = uint32(rank)
		}
	}
	for _, rank := range same {
		r.twin[rank] = first
	}
	r.report.Collapsed += len(same) - 1
}

// joinTwins joins equal records if what they have in common is enough evidence.
func (r *run) joinTwins(joined forest) {
	if r.twin == nil {
		return
	}
	c, apart, clusters := r.newComparer(), 0, r.links.keptApart(joined)
	for rank, first := range r.twin {
		if joined.root(first) == joined.root(uint32(rank)) { // it is the first itself, or a must-link joined them
			continue
		}
		if !c.sure(r.model, r.row(first), r.row(uint32(rank))) || !clusters.join(first, uint32(rank)) {
			apart++
		}
	}
	if apart > 0 {
		r.report.warn("%d records equal another in every field, but hold values so frequent that they may well be others: kept apart", apart)
	}
}
