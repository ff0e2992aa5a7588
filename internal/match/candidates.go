package match

import (
	"cmp"
	"slices"
)

// candidates are the keys alone, and the combinations of two keys of different fields where neither key is selective by itself.
func (t *keyTable) candidates(sample int) ([]rule, error) {
	r, keys := t.run, t.keys
	budget := r.options.PairsByRecord * float64(r.records())
	single := make([]rule, len(keys))
	err := r.parallel(len(keys), func(k int) error {
		single[k] = t.estimate(rule{keys: []int{k}, mask: 1 << k}, sample)
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
		pairs[i] = t.estimate(pairs[i], sample)
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

// estimate counts a rule's pairs in a sample and scales them to the whole input.
func (t *keyTable) estimate(c rule, sample int) rule {
	c.cost, c.cap = blockCosts(t.sorted(c, sample), float64(t.run.records())/float64(sample))
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
func (t *keyTable) count(rules []*rule) error {
	counted := min(t.run.records(), countedRecords)
	for _, c := range rules {
		if err := t.fill(c.keys, counted); err != nil {
			return err
		}
	}
	return t.run.parallel(len(rules), func(i int) error {
		*rules[i] = t.estimate(*rules[i], counted)
		rules[i].counted = true
		return t.run.ctx.Err()
	})
}
