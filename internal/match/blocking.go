package match

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// rule is a blocking rule: records that share all its keys are compared. A rule without keys compares every
// pair.
type rule struct {
	keys []int
	mask uint64
	cost float64 // estimated pairs in the whole input
	cap  float64 // estimated pairs after oversized blocks are split
}

// RuleReport describes a blocking rule and what it contributed.
type RuleReport struct {
	Keys       Keys    `json:"rule"`
	Estimated  int64   `json:"estimated"`   // pairs expected before oversized blocks are split
	Pairs      int64   `json:"pairs"`       // pairs compared for this rule that no earlier rule had
	MatchShare float64 `json:"match_share"` // estimated share of matches among Pairs
}

// Keys names what the records of a blocking rule share. Without keys every pair is compared.
type Keys []string

const (
	keySeparator = " + "
	everyPairs   = "every pair"
)

// String returns the rule as a person reads it: "phone (end) + job_title".
func (k Keys) String() string {
	if len(k) == 0 {
		return everyPairs
	}
	return strings.Join(k, keySeparator)
}

// MarshalText implements encoding.TextMarshaler.
func (k Keys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Keys) UnmarshalText(text []byte) error {
	if *k = nil; string(text) != everyPairs {
		*k = strings.Split(string(text), keySeparator)
	}
	return nil
}

// SplitReport describes how the oversized blocks of a rule were cut down.
type SplitReport struct {
	Rule    int      `json:"rule"`    // index into the rules
	Blocks  int      `json:"blocks"`  // number of oversized blocks
	Largest int      `json:"largest"` // records in the largest of them
	By      []string `json:"by"`
	Windows int      `json:"windows"` // blocks that no further key could split, compared in sorted windows
	Skipped int64    `json:"skipped"` // pairs within oversized blocks that this rule did not compare
}

const (
	everyPair     = 800_000 // inputs with at most this many pairs are compared in full
	maxRules      = 14
	maxBlock      = 300 // most records in a block that is compared in full
	minimumGain   = 0.0004
	pairsByRecord = 25        // the budget of pairs, for each record
	pairsByMatch  = 1600      // most pairs that one further match may cost
	cheapPairs    = 1_200_000 // up to this many pairs, a match may cost any number
	dearPairs     = 2         // most pairs per record for one rule; a dearer rule is refined
	maxRefined    = 24        // most rules that are refined
	maxKeys       = 64
)

// chooseRules picks the blocking rules greedily: at each step the rule that finds most further matches for its
// pairs, while the budget lasts. What counts as a match is judged by the shipped model, on a sample.
func (r *run) chooseRules(table *keyTable) ([]rule, error) {
	n := r.records()
	if r.few() {
		return []rule{{cost: float64(n * (n - 1) / 2)}}, nil
	}
	judged := min(n, judgedRecords)
	all := make([]int, len(table.keys))
	for k := range all {
		all[k] = k
	}
	if err := table.fill(all, judged); err != nil {
		return nil, err
	}
	rules, err := table.candidates(min(n, countedRecords))
	if err != nil {
		return nil, err
	}
	found, err := r.likelyMatches(rules, table, judged)
	if err != nil {
		return nil, err
	}
	return r.greedy(table, rules, found)
}

// greedy takes rules that fit the budget and find matches that the rules before them miss. A rule that is too
// dear is refined instead.
func (r *run) greedy(table *keyTable, rules []rule, found []likely) ([]rule, error) {
	budget := max(r.budget, cheapPairs)
	floor := 0.5 * float64(r.records()) // sorting the records costs as much as comparing this many pairs
	spent, total := 0.0, 0.0
	for _, group := range found {
		total += group.matches
	}
	var chosen []rule
	refined := 0
	for len(chosen) < maxRules {
		order := best(rules, found, minimumGain*total, spent, budget, floor)
		if len(order) == 0 {
			break
		}
		c := rules[order[0]]
		rules = slices.Delete(rules, order[0], order[0]+1)
		if c.cap > dearPairs*float64(r.records()) && spent+c.cap > cheapPairs {
			if refined++; refined > maxRefined {
				continue
			}
			finer, err := table.refine(c, rules)
			if err != nil {
				return nil, err
			}
			rules = append(rules, finer...)
			continue
		}
		spent += c.fresh(found)
		chosen = append(chosen, c)
		for i := range found {
			if found[i].mask&c.mask == c.mask {
				found[i].times++
			}
		}
	}
	missed := 0.0
	for _, group := range found {
		if group.times == 0 {
			missed += group.matches
		}
	}
	if total > 0 && missed > 0.05*total {
		r.report.warn("blocking: the rules within the pair budget miss an estimated %.1f %% of the matches seen in the sample", 100*missed/total)
	}
	slices.SortFunc(chosen, func(a, b rule) int {
		return cmp.Or(cmp.Compare(a.cap, b.cap), cmp.Compare(bits.OnesCount64(a.mask), bits.OnesCount64(b.mask)), cmp.Compare(a.mask, b.mask))
	})
	return chosen, nil
}

// fresh estimates how many pairs of a rule no rule chosen before it has. A match is compared once, however many
// rules find it.
func (c *rule) fresh(found []likely) float64 {
	pairs := c.cap
	for _, group := range found {
		if group.times > 0 && group.mask&c.mask == c.mask {
			pairs -= group.matches
		}
	}
	return max(pairs, 0)
}

// worth is what a likely match adds to the gain of a rule, by how many chosen rules already find the match. The
// second find counts a little, because a rule that finds a match in the sample may miss a similar one
// elsewhere.
var worth = [...]float64{1, 0.03}

// best returns the rules that fit the budget and find enough matches, ordered by matches found per pair.
func best(rules []rule, found []likely, enough, spent, budget, floor float64) []int {
	var order []int
	value := make([]float64, len(rules))
	for i, c := range rules {
		if spent+c.fresh(found) > budget {
			continue
		}
		gain, spread := 0.0, 0.0
		for _, group := range found {
			if group.mask&c.mask == c.mask && group.times < len(worth) {
				gain += group.matches * worth[group.times]
				spread += group.spread * worth[group.times] * worth[group.times]
			}
		}
		gain -= math.Sqrt(spread)
		worthwhile := gain*pairsByMatch >= c.cap || spent+c.cap <= cheapPairs
		if gain > 0 && gain >= enough && worthwhile {
			value[i] = gain / (c.cap + floor)
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(value[b], value[a]) })
	return order
}
