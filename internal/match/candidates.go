package match

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// Pairs of candidate rules are counted on this many records, and what the rules find is judged on this many:
// the first by rank, which are a random sample. The buckets for countedRecords fit the processor's cache, and
// none can overflow.
const (
	countedRecords = 1<<16 - 1
	judgedRecords  = 1 << 17
)

// candidates returns the rules of one key, and those of two keys of different fields where neither key is
// selective by itself.
func (t *keyTable) candidates(records int) ([]rule, error) {
	r, keys := t.run, t.keys
	total := float64(r.records()) * float64(r.records()) / 2
	single := make([]rule, len(keys))
	for k := range keys {
		single[k] = rule{keys: []int{k}, mask: 1 << k}
	}
	if err := t.count(single, records); err != nil {
		return nil, err
	}
	var rules, pairs []rule
	for k, s := range single {
		most := r.budget
		if keys[k].ofOwnValue(r) {
			most = max(most, cheapPairs)
		}
		if s.cost > 0 && s.cap <= most/3 {
			rules = append(rules, s)
		}
		for l := range k {
			if keys[l].shares(keys[k]) || min(s.cost, single[l].cost) < r.budget/200 {
				continue
			}
			if s.cost*single[l].cost/total > r.budget/2 {
				continue
			}
			pairs = append(pairs, rule{keys: []int{l, k}, mask: 1<<l | 1<<k})
		}
	}
	err := t.count(pairs, records)
	for _, p := range pairs {
		if p.cost > 0 && p.cap <= r.budget/3 {
			rules = append(rules, p)
		}
	}
	slices.SortFunc(rules, func(a, b rule) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.mask, b.mask)) })
	return rules, err
}

// ofOwnValue reports whether a key is a whole address or number, which few besides one person have. If one
// person has a hundred records, such a key makes many pairs, but they are not wasted.
func (k *key) ofOwnValue(r *run) bool {
	switch r.in.Fields[k.field].Kind {
	case Email, Phone, ID:
		return k.part == nil && k.second < 0
	}
	return false
}

// refine returns the rule with one further key, for each key of a field that the rule does not use, except the
// rules that exist already.
//
// The pairs of a rule grow with the square of the records, its matches only with the records. So two keys that
// are selective together among a million records are not among ten million.
func (t *keyTable) refine(c rule, there []rule) ([]rule, error) {
	known := map[uint64]bool{}
	for _, other := range there {
		known[other.mask] = true
	}
	var finer []rule
	for k, key := range t.keys {
		mask := c.mask | 1<<k
		if known[mask] || slices.ContainsFunc(c.keys, func(l int) bool { return key.shares(t.keys[l]) }) {
			continue
		}
		finer = append(finer, rule{keys: append(slices.Clone(c.keys), k), mask: mask})
	}
	err := t.count(finer, min(t.run.records(), countedRecords))
	return slices.DeleteFunc(finer, func(f rule) bool { return f.cost == 0 }), err
}

// shares reports whether two keys are made from a common field.
func (k key) shares(other key) bool {
	return k.field == other.field || k.second == other.field || other.second == k.field
}

// count estimates the pairs of the rules in the whole input from its first records.
func (t *keyTable) count(rules []rule, records int) error {
	buckets := sync.Pool{New: func() any {
		b := make([]uint16, 2<<bits.Len(uint(records)))
		return &b
	}}
	return t.run.parallel(len(rules), func(i int) error {
		b := buckets.Get().(*[]uint16)
		defer buckets.Put(b)
		t.estimate(&rules[i], records, *b)
		return t.run.ctx.Err()
	})
}

// estimate counts, by a hash of the keys, how many records fall into each of many buckets. These are the blocks
// of the rule, except that different keys may meet in one bucket; the expected number of such pairs is
// subtracted. It leaves the buckets empty.
func (t *keyTable) estimate(c *rule, records int, buckets []uint16) {
	shift := 64 - bits.TrailingZeros(uint(len(buckets)))
	scale := float64(t.run.records()) / float64(records)
	large := uint64(maxBlock/scale) + 2                              // records from which a bucket stands for an oversized block
	held, pairs, within, split := 0, uint64(0), uint64(0), uint64(0) // within: pairs in large buckets; split: records in them
	for _, hashes := range t.hashes(*c, records) {
		for _, hash := range hashes {
			if hash == 0 {
				continue
			}
			met := uint64(buckets[hash>>shift])
			buckets[hash>>shift]++
			held++
			pairs += met
			switch {
			case met >= large:
				within, split = within+met, split+1
			case met == large-1:
				within, split = within+uint64(pairsOf(int(large))), split+large
			}
		}
	}
	clear(buckets)
	chance := float64(held) * float64(held) / 2 / float64(len(buckets))
	c.cost = max(float64(pairs)-chance, 0) * scale * scale
	c.cap = max((float64(pairs-within)-chance)*scale*scale+float64(split)*scale*maxBlock/2, 0)
}
