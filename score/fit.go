package score

import (
	"math"

	"galena/internal/column"
	"galena/internal/expression"
)

// fitPlan is the fit rules compiled for leads of one schema.
type fitPlan struct {
	rules  []fitPlanRule
	groups []group
	weight Points   // of all rules
	reads  []string // columns that conditions read
	words  vocabulary
}

type fitPlanRule struct {
	name   string
	group  int    // index into groups; the first has no cap
	best   Points // the most that the rule can give
	weight Points // of the rule in fit_coverage: the most that it can change

	// A rule by condition:
	program *expression.Program
	points  Points
	// A rule by value:
	column string
	values map[string]int // folded value → index into each
	each   []valuePoints  // the first is for values that are not listed
}

type valuePoints struct {
	points   Points
	evidence []byte
}

// group is a set of rules that share a cap.
type group struct {
	name string
	cap  Points
	line string // rule name of the line that applies the cap
}

const noCap Points = math.MaxInt64

// fit is what the rules make of a lead.
type fit struct {
	known    bool // a known column could have earned points
	score    Points
	coverage Points // of 1
}

// fitBatch is the plan applied to the columns of one batch.
type fitBatch struct {
	*fitPlan
	masks     []expression.Mask // of the rules by condition
	codes     [][]uint32        // of the rules by value: 0 unknown, else 1 + index into each
	proof     *proof
	said      fitWords
	points    []Points // of the rules, for the lead at hand
	sum, best []Points // of the groups, for the lead at hand
}

// on evaluates every rule for every row, rule by rule.
func (p *fitPlan) on(t column.Table, out *lines) *fitBatch {
	b := &fitBatch{
		fitPlan: p, said: newFitWords(p, out), masks: make([]expression.Mask, len(p.rules)), codes: make([][]uint32, len(p.rules)),
		points: make([]Points, len(p.rules)), sum: make([]Points, len(p.groups)), best: make([]Points, len(p.groups)),
	}
	t = p.words.readable(t, p.reads)
	conditions := make([]*expression.Program, len(p.rules))
	for i := range p.rules {
		conditions[i] = p.rules[i].program
	}
	b.proof = newProof(t, p.words, conditions)
	for i := range p.rules {
		if rule := &p.rules[i]; rule.program != nil {
			b.masks[i] = rule.program.Where(t)
		} else {
			b.codes[i] = rule.codes(t)
		}
	}
	return b
}

// codes returns for each row which of the rule's values it has. Null, an empty text and
// "unknown", which enrich writes for titles that say nothing, are unknown.
func (r *fitPlanRule) codes(t column.Table) []uint32 {
	out := make([]uint32, t.Rows())
	found := t.Column(r.column)
	if found == nil {
		return out
	}
	text := column.AsText(found)
	seen := make(map[string]uint32, len(r.values))
	for i := range out {
		if text.IsNull(i) {
			continue
		}
		value := text.Value(i)
		code, ok := seen[value]
		if !ok {
			if folded := foldValue(value); folded != "" && folded != "unknown" {
				code = uint32(1 + r.values[folded])
			}
			seen[value] = code
		}
		out[i] = code
	}
	return out
}

// of scores one lead and writes its lines. If no known column could have earned a point there
// is no score and no line.
func (b *fitBatch) of(row int) fit {
	clear(b.sum)
	clear(b.best)
	var weight Points
	for i := range b.rules {
		rule := &b.rules[i]
		points, known := b.earned(i, row)
		b.points[i] = points
		if known {
			weight += rule.weight
			b.sum[rule.group] += points
			b.best[rule.group] += rule.best
		}
	}
	var result fit
	if b.weight > 0 {
		result.coverage = whole.share(weight, b.weight)
	}
	var best Points
	for g, group := range b.groups {
		best += min(b.best[g], group.cap)
	}
	if best > 0 {
		result.known, result.score = true, b.scaled(row, best)
	}
	return result
}

// earned returns what a rule gives a lead, and whether it could be evaluated.
func (b *fitBatch) earned(rule, row int) (points Points, known bool) {
	if codes := b.codes[rule]; codes != nil {
		if codes[row] == 0 {
			return 0, false
		}
		return b.rules[rule].each[codes[row]-1].points, true
	}
	if b.masks[rule].IsTrue(row) {
		return b.rules[rule].points, true
	}
	return 0, b.masks[rule].IsKnown(row)
}

// scaled writes the lines of the rules, caps the groups, and scales their sum by the most that
// the known columns could have earned.
func (b *fitBatch) scaled(row int, best Points) Points {
	out := b.said.out
	for i, points := range b.points {
		if points != 0 {
			out.add(row, fitScore, b.said.rules[i], points, b.evidence(i, row))
		}
	}
	var sum Points
	for g, group := range b.groups {
		capped := min(b.sum[g], group.cap)
		if capped != b.sum[g] {
			out.add(row, fitScore, b.said.groups[g], capped-b.sum[g], b.said.limit(group.cap))
		}
		sum += capped
	}
	scaled := hundred.share(sum, best)
	if scaled != sum {
		out.add(row, fitScore, b.said.scale, scaled-sum, b.said.scaled(sum, best))
	}
	score := scaled.within(0, hundred)
	if score != scaled {
		out.add(row, fitScore, b.said.clamp, score-scaled, b.said.limit(0))
	}
	return score
}

// hundred is the upper end of every score.
const hundred = 100 * whole
