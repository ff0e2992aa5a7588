package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// rule is a blocking rule: records that share its keys are compared. No keys: every pair is compared.
type rule struct {
	keys []int
	mask uint64
	cost float64 // estimated pairs in the whole input
	cap  float64 // estimated pairs after oversized blocks are split
}

// RuleReport says what a blocking rule did.
type RuleReport struct {
	Keys       []string
	Estimated  int64   // pairs expected before oversized blocks are split
	Pairs      int64   // pairs compared for this rule that no earlier rule had
	MatchShare float64 // estimated share of matches among them
	Trained    bool    // took part in training
}

// SplitReport says how a rule's oversized blocks were cut down.
type SplitReport struct {
	Rule    int
	Blocks  int // oversized blocks
	Largest int // records of the largest
	By      []string
	Windows int   // blocks that no further key could split, compared in sorted windows
	Skipped int64 // pairs of those blocks that this rule did not compare
}

const (
	samplePairs = 1_000_000 // candidate pairs scored to choose rules
	sampleSize  = 40_000    // records of the sample
	everyPair   = 620_000   // inputs with no more pairs than this are compared whole
	maxRules    = 14
	maxBlock    = 300 // records of a block that is compared whole
	minimumGain = 0.0004
	maxKeys     = 64
)

// chooseRules picks the blocking rules: greedily the rule that finds most further matches for its pairs, while the budget lasts.
// Matches are known only by the shipped model's probability, on a sample.
func (r *run) chooseRules(keys []key) ([]rule, error) {
	n := r.records()
	if n*(n-1)/2 <= everyPair {
		return []rule{{cost: float64(n * (n - 1) / 2)}}, nil
	}
	keys = keys[:min(len(keys), maxKeys)]
	sample := min(n, sampleSize)
	table, err := r.sampleKeys(keys, sample)
	if err != nil {
		return nil, err
	}
	rules, err := r.candidates(keys, table, sample)
	if err != nil {
		return nil, err
	}
	found, err := r.likelyMatches(rules, keys, table, sample)
	if err != nil {
		return nil, err
	}
	return r.greedy(rules, found), nil
}

// sampleKeys gives the keys of the sample's records, key by key. The smallest identities are a random sample.
func (r *run) sampleKeys(keys []key, sample int) ([][]uint32, error) {
	table := make([][]uint32, len(keys))
	err := r.parallel(len(keys), func(k int) error {
		table[k] = make([]uint32, sample)
		for rank := range sample {
			table[k][rank] = keys[k].of(r, r.row(uint32(rank)))
		}
		return r.ctx.Err()
	})
	return table, err
}

// candidates are the keys alone, and the combinations of two keys of different fields where neither key is selective by itself.
func (r *run) candidates(keys []key, table [][]uint32, sample int) ([]rule, error) {
	budget := r.options.PairsByRecord * float64(r.records())
	single := make([]rule, len(keys))
	err := r.parallel(len(keys), func(k int) error {
		single[k] = r.estimate(rule{keys: []int{k}, mask: 1 << k}, table, sample)
		return r.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var rules, pairs []rule
	for k, s := range single {
		if s.cost > 0 && s.cap <= budget/3 {
			rules = append(rules, s)
		}
		for l := range k {
			shared := keys[l].field == keys[k].field || keys[l].second == keys[k].field || keys[k].second == keys[l].field
			if shared || min(s.cost, single[l].cost) < budget/200 {
				continue
			}
			total := float64(r.records()) * float64(r.records()) / 2
			if s.cost*single[l].cost/total > budget/2 {
				continue
			}
			pairs = append(pairs, rule{keys: []int{l, k}, mask: 1<<l | 1<<k})
		}
	}
	err = r.parallel(len(pairs), func(i int) error {
		pairs[i] = r.estimate(pairs[i], table, sample)
		return r.ctx.Err()
	})
	for _, p := range pairs {
		if p.cost > 0 && p.cap <= budget/3 {
			rules = append(rules, p)
		}
	}
	slices.SortFunc(rules, func(a, b rule) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.mask, b.mask)) })
	return rules, err
}

// estimate counts a rule's pairs in the sample and scales them to the whole input.
func (r *run) estimate(c rule, table [][]uint32, sample int) rule {
	joined := joinKeys(c, table, sample)
	slices.Sort(joined)
	scale := float64(r.records()) / float64(sample)
	for from := 0; from < len(joined); {
		to := from + 1
		for to < len(joined) && joined[to] == joined[from] {
			to++
		}
		size := float64(to - from)
		pairs := size * (size - 1) / 2 * scale * scale
		c.cost += pairs
		c.cap += min(pairs, size*scale*maxBlock/2)
		from = to
	}
	return c
}

// joinKeys gives the key of every record of the sample that has all parts.
func joinKeys(c rule, table [][]uint32, sample int) []uint64 {
	joined := make([]uint64, 0, sample)
	for rank := range sample {
		if k := joinKey(c, table, rank); k != 0 {
			joined = append(joined, k)
		}
	}
	return joined
}

func joinKey(c rule, table [][]uint32, rank int) uint64 {
	first := table[c.keys[0]][rank]
	if first == 0 {
		return 0
	}
	if len(c.keys) == 1 {
		return mix(first, 0)
	}
	second := table[c.keys[1]][rank]
	if second == 0 {
		return 0
	}
	return mix(first, second)
}

// likely is a group of sample pairs that share the same keys: its mask, and the matches expected in it.
type likely struct {
	mask    uint64
	matches float64
}

// likelyMatches scores the sample's pairs, the most selective candidates' first, and counts expected matches by shared keys.
func (r *run) likelyMatches(rules []rule, keys []key, table [][]uint32, sample int) ([]likely, error) {
	var pairs []uint64
	for _, c := range rules {
		pairs = appendPairs(pairs, c, table, sample)
		if len(pairs) > 3*samplePairs {
			break
		}
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	const chunk = 1 << 14
	groups := make([]map[uint64]float64, chunks(len(pairs), chunk))
	err := r.parallel(len(groups), func(i int) error {
		c, found := r.newComparer(), map[uint64]float64{}
		for _, pair := range pairs[i*chunk : min((i+1)*chunk, len(pairs))] {
			a, b := uint32(pair>>32), uint32(pair)
			var levels vector
			c.compare(r.row(a), r.row(b), &levels)
			p := probability(r.model.logOdds(levels[:len(r.in.Fields)]))
			if p < 0.5 {
				continue
			}
			mask := uint64(0)
			for k := range table {
				if table[k][a] != 0 && table[k][a] == table[k][b] {
					mask |= 1 << k
				}
			}
			found[mask] += p
		}
		groups[i] = found
		return r.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var all []likely
	for _, group := range groups {
		for mask, matches := range group {
			all = append(all, likely{mask, matches})
		}
	}
	slices.SortFunc(all, func(a, b likely) int { return cmp.Or(cmp.Compare(a.mask, b.mask), cmp.Compare(a.matches, b.matches)) })
	merged := all[:0]
	for _, group := range all {
		if last := len(merged) - 1; last >= 0 && merged[last].mask == group.mask {
			merged[last].matches += group.matches
		} else {
			merged = append(merged, group)
		}
	}
	return merged, nil
}

// appendPairs adds the sample's pairs of a rule; blocks above maxBlock are left out.
func appendPairs(pairs []uint64, c rule, table [][]uint32, sample int) []uint64 {
	type keyed struct {
		key  uint64
		rank uint32
	}
	records := make([]keyed, 0, sample)
	for rank := range sample {
		if k := joinKey(c, table, rank); k != 0 {
			records = append(records, keyed{k, uint32(rank)})
		}
	}
	slices.SortFunc(records, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank)) })
	for from := 0; from < len(records); {
		to := from + 1
		for to < len(records) && records[to].key == records[from].key {
			to++
		}
		if to-from <= maxBlock {
			for i := from; i < to; i++ {
				for j := from; j < i; j++ {
					pairs = append(pairs, uint64(records[j].rank)<<32|uint64(records[i].rank))
				}
			}
		}
		from = to
	}
	return pairs
}

// greedy takes rules while they fit the budget and find matches that the rules before them miss.
func (r *run) greedy(rules []rule, found []likely) []rule {
	budget := r.options.PairsByRecord * float64(r.records())
	floor := 0.02 * float64(r.records()) // a rule has a price even if it makes no pairs
	total := 0.0
	for _, group := range found {
		total += group.matches
	}
	var chosen []rule
	for len(chosen) < maxRules {
		best, bestValue := -1, 0.0
		for i, c := range rules {
			if c.cap > budget {
				continue
			}
			gain := 0.0
			for _, group := range found {
				if group.mask&c.mask == c.mask {
					gain += group.matches
				}
			}
			if gain < minimumGain*total {
				continue
			}
			if value := gain / (c.cap + floor); value > bestValue {
				best, bestValue = i, value
			}
		}
		if best < 0 {
			break
		}
		c := rules[best]
		budget -= c.cap
		chosen = append(chosen, c)
		found = slices.DeleteFunc(found, func(group likely) bool { return group.mask&c.mask == c.mask })
	}
	missed := 0.0
	for _, group := range found {
		missed += group.matches
	}
	if total > 0 && missed > 0.05*total {
		r.report.warn("blocking: the rules within the pair budget miss an estimated %.1f %% of the matches seen in the sample", 100*missed/total)
	}
	slices.SortFunc(chosen, func(a, b rule) int {
		return cmp.Or(cmp.Compare(a.cap, b.cap), cmp.Compare(bits.OnesCount64(a.mask), bits.OnesCount64(b.mask)), cmp.Compare(a.mask, b.mask))
	})
	return chosen
}
