package match

import (
	"bytes"
	"cmp"
	"math"
	"slices"
)

// pattern is a comparison vector met in training, with the number of pairs of a rule that it stands for.
type pattern struct {
	levels vector
	rule   int
	weight float64
	first  float64 // the part of weight that comes from pairs of the first half; a hash of the pair decides its half
}

// training is the data that the model is trained on.
type training struct {
	patterns []pattern
	matches  [maxRules]float64 // per rule: matches that the trained model expects among its pairs
}

const (
	trainingPairs = 240_000
	trainingFloor = 1e-4 // pairs that cannot reach this probability under the shipped model are not trained on
	hopefulFloor  = 1e-4 // pairs that cannot reach this probability will not be matches under the trained model either
)

// collect compares a sample of the pairs of every rule, about trainingPairs in all: those whose hash is below
// the rate of the rule. If a rule is sampled in full, the pairs that can reach hopefulFloor are kept for
// scorePairs, which then need not look at the others again.
func (r *run) collect(b *blocking, tasks []task) (*training, error) {
	found, scorers := make([]halves, len(tasks)), r.newScorers(hopefulFloor, 1)
	rates := b.rates()
	err := r.parallel(len(tasks), func(i int) error {
		c := scorers.take()
		defer scorers.put(c)
		found[i] = c.collect(b, &tasks[i], rates[tasks[i].rule])
		return r.ctx.Err()
	})
	t := &training{}
	for i, vectors := range found {
		rule := tasks[i].rule
		for half := range vectors {
			for levels, count := range vectors[half] {
				p := pattern{levels: levels, rule: rule, weight: float64(count) / rates[rule]}
				if half == 0 {
					p.first = p.weight
				}
				t.patterns = append(t.patterns, p)
			}
		}
	}
	slices.SortFunc(t.patterns, func(x, y pattern) int {
		return cmp.Or(cmp.Compare(x.rule, y.rule), bytes.Compare(x.levels[:], y.levels[:]), cmp.Compare(x.weight, y.weight), cmp.Compare(x.first, y.first))
	})
	merged := t.patterns[:0]
	for _, p := range t.patterns {
		if last := len(merged) - 1; last >= 0 && merged[last].rule == p.rule && merged[last].levels == p.levels {
			merged[last].weight += p.weight
			merged[last].first += p.first
		} else {
			merged = append(merged, p)
		}
	}
	t.patterns = merged
	return t, err
}

// rates returns, for each rule, the share of its pairs that training looks at.
func (b *blocking) rates() []float64 {
	rates := make([]float64, len(b.rules))
	for i, blocks := range b.rules {
		pairs := int64(0)
		for _, block := range blocks {
			pairs += pairsOf(int(block.to - block.from))
		}
		rates[i] = min(1, float64(trainingPairs/len(b.rules))/float64(max(pairs, 1)))
		if len(b.rules) == 1 && pairs <= everyPair {
			rates[i] = 1
		}
	}
	return rates
}

// halves counts comparison vectors, separately for either half of the pairs.
type halves [2]map[vector]uint32

// collect counts the comparison vectors of a share of the pairs of a task.
func (s *scorer) collect(b *blocking, t *task, rate float64) halves {
	r, vectors := s.run, halves{{}, {}}
	t.looked = rate == 1 && !r.options.Keep // the next match could not tell which pairs this training found hopeless
	limit, teaches := uint64(rate*math.MaxUint32), float32(logOddsOf(trainingFloor))
	look := func(x, y uint32) {
		if !t.looked && mix(min(x, y), max(x, y))>>32 > limit || !b.unique(t.rule, x, y) {
			return
		}
		if t.looked {
			t.pairs++
		}
		var levels vector
		most, ok := s.promising(r.row(x), r.row(y), &levels)
		if ok && most >= teaches {
			vectors[mix(max(x, y), min(x, y))&1][levels]++ // a hash other than the one that samples
		}
		if ok && t.looked {
			t.hopeful = append(t.hopeful, uint64(x)<<32|uint64(y))
		}
	}
	b.each(*t, nil, func(x uint32, with []uint32) {
		left := s.hopeful(x, with)
		if t.looked {
			t.pairs += int64(len(with) - len(left))
		}
		for _, y := range left {
			look(x, y)
		}
	})
	return vectors
}
