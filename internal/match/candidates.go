package match

import (
	"cmp"
	"math"
	"slices"
)

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
	joined := make([]uint64, 0, sample)
	for rank := range sample {
		if k := joinKey(c, table, rank); k != 0 {
			joined = append(joined, k&^math.MaxUint32)
		}
	}
	scale := float64(r.records()) / float64(sample)
	c.cost, c.cap = blockCosts(radixSort(joined), scale)
	return c
}

// blockCosts adds up the pairs of sorted keys, and what is left of them after oversized blocks are split.
// scale is how many records of the input one of the sorted stands for.
func blockCosts(sorted []uint64, scale float64) (cost, limited float64) {
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to]>>32 == sorted[from]>>32 {
			to++
		}
		size := float64(to - from)
		pairs := size * (size - 1) / 2 * scale * scale
		cost += pairs
		limited += min(pairs, size*scale*maxBlock/2)
		from = to
	}
	return cost, limited
}

// countedRecords is how many records a rule's pairs are counted on before the rule is taken.
const countedRecords = 1 << 18

// count estimates rules from many more records than the sample has.
func (r *run) count(rules []*rule, keys []key) error {
	counted := min(r.records(), countedRecords)
	return r.parallel(len(rules), func(i int) error {
		sorted := make([]uint64, 0, counted)
		for rank := range counted {
			if k, ok := r.ruleKey(*rules[i], keys, uint32(rank)); ok {
				sorted = append(sorted, uint64(k)<<32)
			}
		}
		rules[i].cost, rules[i].cap = blockCosts(radixSort(sorted), float64(r.records())/float64(counted))
		rules[i].counted = true
		return r.ctx.Err()
	})
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
