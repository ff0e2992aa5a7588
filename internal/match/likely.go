package match

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// likely is a group of pairs that share the same keys: its mask, and the matches expected in it in the whole input.
type likely struct {
	mask    uint64
	matches float64
	spread  float64 // variance of matches, by which pairs the sample met
	times   int     // how many of the rules chosen so far find them
}

// probe is a share of a candidate rule's blocks, chosen by a hash of their keys.
type probe struct {
	rule rule
	rate float64
}

const (
	probedPairs = 150_000 // pairs scored to choose rules
)

// likelyMatches scores a sample of every candidate rule's pairs and estimates how many matches share which keys. A selective rule's
// sample is a large share of its pairs, so that what most matches share is known well; a pair that several rules may meet
// counts less for each time it is met (a multiplicity estimator), and none has to be looked up.
func (r *run) likelyMatches(rules []rule, table *keyTable, records int) ([]likely, error) {
	probes := make([]probe, len(rules))
	scale := float64(r.records()) / float64(records)
	for i, c := range rules {
		pairs := c.cost / scale / scale
		probes[i] = probe{c, min(1, float64(probedPairs)/float64(len(rules))/max(pairs, 1))}
	}
	groups := make([][]likely, len(probes))
	scorers := r.newScorers(0.5, maxRivals)
	keys, err := table.byRecord(records)
	if err != nil {
		return nil, err
	}
	err = r.parallel(len(probes), func(i int) error {
		c := scorers.take()
		defer scorers.put(c)
		groups[i] = c.probe(probes, i, table, keys, records)
		return r.ctx.Err()
	})
	all := slices.Concat(groups...)
	slices.SortStableFunc(all, func(a, b likely) int { return cmp.Compare(a.mask, b.mask) })
	merged := all[:0]
	for _, group := range all {
		if last := len(merged) - 1; last >= 0 && merged[last].mask == group.mask {
			merged[last].matches += group.matches
			merged[last].spread += group.spread
		} else {
			merged = append(merged, group)
		}
	}
	return merged, err
}

// probe scores the pairs of a probe and returns its likely matches, each divided by how often a pair of its keys is met.
func (s *scorer) probe(probes []probe, i int, table *keyTable, keys []uint32, records int) []likely {
	var found []likely
	width := len(table.keys)
	scale := float64(s.run.records()) / float64(records)
	for pair := range table.sampled(probes[i], records) {
		a, b := uint32(pair>>32), uint32(pair)
		odds, ok := s.score(s.run.row(a), s.run.row(b))
		if !ok {
			continue
		}
		mask := uint64(0)
		other := keys[int(b)*width:][:width]
		for k, key := range keys[int(a)*width:][:width] {
			if key != 0 && key == other[k] {
				mask |= 1 << k
			}
		}
		met := 0.0
		for _, p := range probes {
			if mask&p.rule.mask == p.rule.mask {
				met += p.rate
			}
		}
		matches := scale * scale * probability(odds) / max(met, probes[i].rate)
		found = append(found, likely{mask: mask, matches: matches, spread: matches * matches * max(0, 1-met)})
	}
	return found
}

// sampled yields the pairs of a share of a rule's blocks among the first records; blocks above maxBlock are left out.
func (t *keyTable) sampled(p probe, records int) iter.Seq[uint64] {
	var items []uint64
	limit := uint64(p.rate * math.MaxUint32)
	for hash, rank := range t.hashes(p.rule, records) {
		if hash&math.MaxUint32 <= limit {
			items = append(items, hash>>32<<32|uint64(rank))
		}
	}
	items = shared(items)
	slices.Sort(items)
	return func(yield func(uint64) bool) {
		for from := 0; from < len(items); {
			to := from + 1
			for to < len(items) && items[to]>>32 == items[from]>>32 {
				to++
			}
			for i := from; i < to && to-from <= maxBlock; i++ {
				for j := from; j < i; j++ {
					if !yield(items[j]<<32 | items[i]&math.MaxUint32) {
						return
					}
				}
			}
			from = to
		}
	}
}
