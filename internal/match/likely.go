package match

import (
	"cmp"
	"math"
	"slices"
)

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
		if len(pairs) > samplePairs {
			break
		}
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	const chunk = 1 << 14
	groups := make([]map[uint64]float64, chunks(len(pairs), chunk))
	err := r.parallel(len(groups), func(i int) error {
		c, found := r.newScorer(0.5), map[uint64]float64{}
		for _, pair := range pairs[i*chunk : min((i+1)*chunk, len(pairs))] {
			a, b := uint32(pair>>32), uint32(pair)
			odds, ok := c.score(r.row(a), r.row(b))
			if !ok {
				continue
			}
			mask := uint64(0)
			for k := range table {
				if table[k][a] != 0 && table[k][a] == table[k][b] {
					mask |= 1 << k
				}
			}
			found[mask] += probability(odds)
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
	sorted := make([]uint64, 0, sample)
	for rank := range sample {
		if k := joinKey(c, table, rank); k != 0 {
			sorted = append(sorted, k&^math.MaxUint32|uint64(rank))
		}
	}
	sorted = radixSort(sorted)
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to]>>32 == sorted[from]>>32 {
			to++
		}
		if to-from <= maxBlock {
			for i := from; i < to; i++ {
				for j := from; j < i; j++ {
					pairs = append(pairs, sorted[j]<<32|sorted[i]&math.MaxUint32)
				}
			}
		}
		from = to
	}
	return pairs
}
