package match

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// likely is a group of sample pairs that share the same keys: its mask, and the matches expected in it.
type likely struct {
	mask    uint64
	matches float64
	times   int // how many of the rules chosen so far find them
}

// likelyMatches scores the sample's pairs, the most selective candidates' first, and counts expected matches by shared keys.
func (r *run) likelyMatches(rules []rule, table *keyTable, sample int) ([]likely, error) {
	limit := min(samplePairs, samplePairsByRecord*sample)
	seen, examined := newPairSet(limit+maxBlock), 0
	for _, c := range rules {
		examined += seen.addBlocks(table.sorted(c, sample), limit)
		if seen.held >= limit || examined > 10*limit {
			break
		}
	}
	pairs := seen.sorted()
	const chunk = 1 << 14
	groups := make([]map[uint64]float64, chunks(len(pairs), chunk))
	scorers := r.newScorers(0.5, maxRivals)
	err := r.parallel(len(groups), func(i int) error {
		c, found := scorers.take(), map[uint64]float64{}
		defer scorers.put(c)
		for _, pair := range pairs[i*chunk : min((i+1)*chunk, len(pairs))] {
			a, b := uint32(pair>>32), uint32(pair)
			odds, ok := c.score(r.row(a), r.row(b))
			if !ok {
				continue
			}
			mask := uint64(0)
			for k, column := range table.columns {
				if column[a] != 0 && column[a] == column[b] {
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
			all = append(all, likely{mask: mask, matches: matches})
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

// pairSet is a set of pairs of ranks, the smaller one in the upper half.
type pairSet struct {
	slots []uint64 // 0: free
	held  int
}

func newPairSet(size int) *pairSet {
	return &pairSet{slots: make([]uint64, 2<<bits.Len(uint(size)))}
}

func (s *pairSet) add(pair uint64) {
	mask := uint64(len(s.slots) - 1)
	for at := mix(uint32(pair>>32), uint32(pair)) & mask; s.slots[at] != pair; at = (at + 1) & mask {
		if s.slots[at] == 0 {
			s.slots[at] = pair
			s.held++
			return
		}
	}
}

// sorted empties the set.
func (s *pairSet) sorted() []uint64 {
	pairs := slices.DeleteFunc(s.slots, func(pair uint64) bool { return pair == 0 })
	slices.Sort(pairs)
	return pairs
}

// addBlocks adds the pairs of sorted records while there are fewer than limit, and returns how many it looked at; blocks above
// maxBlock are left out.
func (s *pairSet) addBlocks(sorted []uint64, limit int) int {
	examined := 0
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to]>>32 == sorted[from]>>32 {
			to++
		}
		if to-from <= maxBlock {
			for i := from; i < to && s.held < limit; i++ {
				for j := from; j < i; j++ {
					s.add(sorted[j]<<32 | sorted[i]&math.MaxUint32)
					examined++
				}
			}
		}
		from = to
	}
	return examined
}
