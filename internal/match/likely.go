package match

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// likely is a group of pairs that share the same keys: the mask of these keys, and the matches expected in the whole
// input.
type likely struct {
	mask    uint64
	matches float64
	spread  float64 // variance of matches due to which pairs were sampled
	times   int     // how many of the rules chosen so far find them
}

// hit is a likely match of a sample.
type hit struct {
	mask        uint64 // the keys that both records share
	probability float64
	probe       int
}

// probe is a share of a candidate rule's blocks, chosen by a hash of their keys.
type probe struct {
	rule rule
	rate float64
}

const probedPairs = 150_000 // pairs scored to choose rules

// likelyMatches scores a sample of the pairs of every candidate rule and estimates how many matches share which keys.
// The sample of a selective rule is a large share of its pairs, so that the keys shared by most matches are known
// well. A pair that several rules may sample counts less each time (a multiplicity estimator), so no pair has to be
// looked up.
func (r *run) likelyMatches(rules []rule, table *keyTable, records int) ([]likely, error) {
	probes := make([]probe, len(rules))
	scale := float64(r.records()) / float64(records)
	for i, c := range rules {
		pairs := c.cost / scale / scale
		probes[i] = probe{c, min(1, float64(probedPairs)/float64(len(rules))/max(pairs, 1))}
	}
	found := make([][]hit, len(probes))
	scorers := r.newScorers(0.5, maxRivals)
	keys, err := table.byRecord(records)
	if err != nil {
		return nil, err
	}
	err = r.parallel(len(probes), func(i int) error {
		c := scorers.take()
		defer scorers.put(c)
		found[i] = c.probe(probes[i], i, table, keys, records)
		return r.ctx.Err()
	})
	hits := slices.Concat(found...)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.mask, b.mask) })
	var groups []likely
	for group := range runs(hits, func(h hit) uint64 { return h.mask }) {
		groups = append(groups, estimated(group, probes, scale*scale))
	}
	return groups, err
}

// estimated combines the hits that share the same keys. Each counts inversely to how often the probes are expected to
// sample it.
func estimated(hits []hit, probes []probe, scale float64) likely {
	group, met := likely{mask: hits[0].mask}, 0.0
	for _, p := range probes {
		if group.mask&p.rule.mask == p.rule.mask {
			met += p.rate
		}
	}
	for _, h := range hits {
		matches := scale * h.probability / max(met, probes[h.probe].rate)
		group.matches += matches
		group.spread += matches * matches * max(0, 1-met)
	}
	return group
}

// probe scores the pairs of a probe and returns the likely matches.
func (s *scorer) probe(p probe, number int, table *keyTable, keys []uint32, records int) []hit {
	var found []hit
	width := len(table.keys)
	for pair := range table.sampled(p, records) {
		a, b := uint32(pair>>32), uint32(pair)
		odds, ok := s.score(s.run.row(a), s.run.row(b))
		if !ok {
			continue
		}
		mask, other := uint64(0), keys[int(b)*width:][:width]
		for k, key := range keys[int(a)*width:][:width] {
			present, differ := (uint64(key)+math.MaxUint32)>>32, (uint64(key^other[k])+math.MaxUint32)>>32
			mask |= (present &^ differ) << k // without a branch, which the processor could not predict
		}
		found = append(found, hit{mask, probability(odds), number})
	}
	return found
}

// sampled yields the pairs of a share of a rule's blocks among the first records. Blocks above maxBlock are left out.
func (t *keyTable) sampled(p probe, records int) iter.Seq[uint64] {
	var items []uint64
	limit := uint64(p.rate * math.MaxUint32)
	for from, hashes := range t.hashes(p.rule, records) {
		for i, hash := range hashes {
			if hash&math.MaxUint32 <= limit && hash != 0 {
				items = append(items, hash>>32<<32|uint64(from+i))
			}
		}
	}
	items = sortedShared(items)
	return func(yield func(uint64) bool) {
		for block := range blocksOf(items) {
			for i := 1; i < len(block) && len(block) <= maxBlock; i++ {
				for _, before := range block[:i] {
					if !yield(before<<32 | block[i]&math.MaxUint32) {
						return
					}
				}
			}
		}
	}
}
