package match

import (
	"cmp"
	"math"
	"slices"
)

// forest is a union-find whose roots are the smallest ranks.
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

func (f forest) root(x uint32) uint32 {
	for f[x] != x {
		f[x] = f[f[x]]
		x = f[x]
	}
	return x
}

func (f forest) union(x, y uint32) {
	x, y = f.root(x), f.root(y)
	f[max(x, y)] = min(x, y)
}

const (
	weightCap  = 20.0 // limit to what one pair says in a mean over pairs
	crossPairs = 2048 // most pairs compared between two clusters; of more pairs an even sample is taken
	joinFloor  = 0.5  // match probability from which a pair proposes to join two clusters

	// independence is the exponent for the evidence of n pairs between two clusters: they say n^independence
	// times as much as one pair. It is below 1 because the pairs share records and thus mistakes.
	independence = 0.35
)

// clusters joins records along edges, the heaviest first, under the cohesion guard (average linkage): two
// clusters become one if the evidence of all pairs between them, including pairs that blocking never met, gives
// the threshold's probability. That evidence is the mean Bayes factor times n^independence, where n counts the
// pairs that are not rather related (two of one household, say). The prior odds count once. So a weak bridge
// between dense clusters is outvoted, while a record that is somewhat like every member of a cluster may join
// it. Also, what the two clusters say together must not speak against the join (see jointOdds): "P. Schmidt",
// who may be Peter or Petra, joins one of them, not both.
//
// A single record may also join a cluster if what the two say together gives the threshold's probability. So members
// that leave a field empty do not keep out a record that another member knows by it.
func (r *run) clusters(edges []edge) (forest, error) {
	limit := float32(logOddsOf(joinFloor))
	components, joined := newForest(r.records()), newForest(r.records())
	for _, pair := range r.links.must {
		components.union(pair[0], pair[1])
		joined.union(pair[0], pair[1])
	}
	for _, e := range edges {
		if e.weight >= limit {
			components.union(e.a, e.b)
		}
	}
	strong := slices.DeleteFunc(slices.Clone(edges), func(e edge) bool { return e.weight < limit })
	root := func(e edge) uint32 { return components.root(e.a) }
	parts := slices.Collect(runs(grouped(strong, r.records(), root), root))
	const chunk = 1 << 9
	cuts, scorers := make([]int, chunks(len(parts), chunk)), r.newScorers(joinFloor, maxRivals)
	err := r.parallel(len(cuts), func(i int) error {
		g := &guard{run: r, scorer: scorers.take(), joined: joined}
		defer scorers.put(g.scorer)
		for _, part := range parts[i*chunk : min((i+1)*chunk, len(parts))] {
			slices.SortFunc(part, heaviest)
			g.component(part)
		}
		cuts[i] = g.cut
		return r.ctx.Err()
	})
	for _, cut := range cuts {
		r.report.Cut += cut
	}
	return joined, err
}

// heaviest orders edges by falling weight, then by ranks.
func heaviest(x, y edge) int {
	if x.weight != y.weight {
		return cmp.Compare(y.weight, x.weight)
	}
	return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

// guard clusters one component after the other.
type guard struct {
	run     *run
	scorer  *scorer
	levels  vector
	met     crossing
	joined  forest
	edges   int // of the current component
	members map[uint32][]uint32
	refused map[[2]uint32]int // by the roots of two clusters: their number of records when the join was refused
	cut     int
}

func (g *guard) component(edges []edge) {
	if len(edges) == 1 && len(g.run.links.bound) == 0 && len(g.run.links.must) == 0 {
		if e := edges[0]; probability(float64(e.weight)) >= g.run.options.Threshold {
			g.joined.union(e.a, e.b)
		}
		return
	}
	g.forget(len(edges))
	for _, e := range edges {
		g.gather(e.a)
		g.gather(e.b)
	}
	for _, e := range edges {
		a, b := g.joined.root(e.a), g.joined.root(e.b)
		if a == b {
			continue
		}
		left, right := g.of(a), g.of(b)
		roots, records := [2]uint32{min(a, b), max(a, b)}, len(left)+len(right)
		if g.refused[roots] == records { // clusters only grow, so these two have not changed
			g.cut++
			continue
		}
		if !g.coherent(left, right) {
			g.refused[roots] = records
			g.cut++
			continue
		}
		g.joined.union(a, b)
		delete(g.members, max(a, b))
		g.members[min(a, b)] = append(left, right...)
	}
}

// forget empties the maps for a component of so many edges. The maps of a large component are dropped: emptying
// them again and again would cost more than making new ones.
func (g *guard) forget(edges int) {
	const few = 1 << 6
	if g.members == nil || g.edges > few {
		g.members, g.refused = map[uint32][]uint32{}, map[[2]uint32]int{}
	}
	clear(g.members)
	clear(g.refused)
	g.edges = edges
}

// gather adds the records that must-links joined to the members of their cluster.
func (g *guard) gather(x uint32) {
	linked := g.run.links.linked[x]
	if len(linked) > 0 && g.members[g.joined.root(x)] == nil {
		g.members[g.joined.root(x)] = linked
	}
}

func (g *guard) of(root uint32) []uint32 {
	if m := g.members[root]; m != nil {
		return m
	}
	return []uint32{root}
}

// coherent reports whether two clusters may become one.
func (g *guard) coherent(left, right []uint32) bool {
	if g.run.links.forbiddenAny(left, right) {
		return false
	}
	if len(left) == 1 && len(right) == 1 {
		return g.alike(left[0], right[0])
	}
	all := len(left) * len(right)
	step := all/(crossPairs+1) + 1
	prior, pairs := g.run.model.before, chunks(all, step)
	need := func(share float64) float64 { // sum needed if this share of the pairs agrees
		independent := math.Pow(max(1, share*float64(all)), independence)
		return float64(pairs) * (prior + (logOddsOf(g.run.options.Threshold)-prior)/independent)
	}
	least := min(need(0), need(1))
	single := len(left) == 1 || len(right) == 1
	sum, open, agree := 0.0, float64(pairs)*weightCap, 0 // open: the most that the pairs not yet compared can add
	met := &g.met
	*met = crossing{}
	for at := 0; at < all && (single || sum+open >= least); at += step {
		levels := g.compare(left[at/len(right)], right[at%len(right)])
		met.add(levels)
		weight := g.run.model.logOdds(levels)
		sum += max(-weightCap, min(weightCap, weight))
		open -= weightCap
		if weight >= 0 || !g.run.model.related(levels) {
			agree++
		}
	}
	if sum >= need(float64(agree)/float64(pairs)) && probability(g.run.model.jointOdds(met, anyOf)) >= g.jointly() {
		return true
	}
	return single && probability(g.run.model.jointOdds(met, mostOf)) >= g.run.options.Threshold
}

// alike does what coherent does, for two records: they say together just what their pair says.
func (g *guard) alike(x, y uint32) bool {
	prior, weight := g.run.model.before, g.run.model.logOdds(g.compare(x, y))
	return max(-weightCap, min(weightCap, weight)) >= prior+(logOddsOf(g.run.options.Threshold)-prior) && probability(weight) >= g.jointly()
}

// jointly is the match probability that two clusters must reach by what they say together.
func (g *guard) jointly() float64 { return min(jointFloor, g.run.options.Threshold) }

// compare returns the levels of a pair. The next call overwrites them.
func (g *guard) compare(x, y uint32) []uint8 {
	g.scorer.compare(g.run.row(x), g.run.row(y), &g.levels)
	return g.levels[:len(g.run.in.Fields)]
}
