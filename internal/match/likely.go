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
func (r *run) likelyMatches(rules []rule, table [][]uint32, sample int) ([]likely, error) {
	seen, examined := newPairSet(samplePairs), 0
	for _, c := range rules {
		examined += seen.addBlocks(c, table, sample)
		if len(seen.pairs) >= samplePairs || examined > 10*samplePairs {
			break
		}
	}
	pairs := seen.pairs
	slices.Sort(pairs)
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
	pairs []uint64
	slots []uint32 // place in pairs, from 1
}

func newPairSet(size int) *pairSet {
	return &pairSet{slots: make([]uint32, 4<<bits.Len(uint(size)))}
}

func (s *pairSet) add(pair uint64) {
	mask := uint64(len(s.slots) - 1)
	for at := mix(uint32(pair>>32), uint32(pair)) & mask; ; at = (at + 1) & mask {
		switch place := s.slots[at]; {
		case place == 0:
			s.pairs = append(s.pairs, pair)
			s.slots[at] = uint32(len(s.pairs))
			return
		case s.pairs[place-1] == pair:
			return
		}
	}
}

// addBlocks adds a rule's pairs of the sample and returns how many it has; blocks above maxBlock are left out.
func (s *pairSet) addBlocks(c rule, table [][]uint32, sample int) int {
	sorted := make([]uint64, 0, sample)
	for rank := range sample {
		if k := joinKey(c, table, rank); k != 0 {
			sorted = append(sorted, k&^math.MaxUint32|uint64(rank))
		}
	}
	sorted = radixSort(sorted)
	examined := 0
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to]>>32 == sorted[from]>>32 {
			to++
		}
		if to-from <= maxBlock {
			for i := from; i < to && len(s.pairs) < samplePairs; i++ {
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
