package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// rule is a blocking rule: records that share its keys are compared. No keys: every pair is compared.
type rule struct {
	keys    []int
	mask    uint64
	cost    float64 // estimated pairs in the whole input
	cap     float64 // estimated pairs after oversized blocks are split
	counted bool    // estimated by count
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
	samplePairs = 800_000 // candidate pairs scored to choose rules
	sampleSize  = 40_000  // records of the sample
	everyPair   = 800_000 // inputs with no more pairs than this are compared whole
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
	return r.greedy(rules, found, keys)
}

// greedy takes rules while they fit the budget and find matches that the rules before them miss.
func (r *run) greedy(rules []rule, found []likely, keys []key) ([]rule, error) {
	budget := r.options.PairsByRecord * float64(r.records())
	floor := 0.02 * float64(r.records()) // a rule has a price even if it makes no pairs
	total := 0.0
	for _, group := range found {
		total += group.matches
	}
	var chosen []rule
	for len(chosen) < maxRules {
		order := best(rules, found, minimumGain*total, budget, floor)
		if len(order) == 0 {
			break
		}
		if !rules[order[0]].counted {
			var unsure []*rule
			for _, i := range order[:min(len(order), 4)] {
				if !rules[i].counted {
					unsure = append(unsure, &rules[i])
				}
			}
			if err := r.count(unsure, keys); err != nil {
				return nil, err
			}
			continue
		}
		c := rules[order[0]]
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
	return chosen, nil
}

// best orders the rules that fit the budget and find enough by the matches they find for a pair.
func best(rules []rule, found []likely, enough, budget, floor float64) []int {
	var order []int
	value := make([]float64, len(rules))
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
		if gain > 0 && gain >= enough {
			value[i] = gain / (c.cap + floor)
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(value[b], value[a]) })
	return order
}
