package match

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"
)

// maxRivals is how many explanations of a pair other than a match a scorer holds against it: chance, and the largest related classes.
const maxRivals = 4

// bound is the most that a match class can be ahead of each rival, in log2 odds.
type bound [maxRivals]float32

func (b *bound) add(o *bound) {
	b[0] += o[0]
	b[1] += o[1]
	b[2] += o[2]
	b[3] += o[3]
}

func (b *bound) least() float32 { return min(b[0], b[1], b[2], b[3]) }

// scorer scores pairs and drops one as soon as no level of what is still open can lift it to the floor. The odds of a match are
// at most its odds against any single rival: two people of one company, say, must first be more than colleagues.
type scorer struct {
	*comparer
	floor float32                     // log2 odds
	start bound                       // before anything is compared
	lead  [maxFields][maxLevels]bound // what a level adds
	reach [maxFields]bound            // what a field adds at most where values differ
	gap   [maxFields][maxLevels]bound // lead less reach
	exact [maxFields]uint8            // the first exact level of a field
	order []int                       // fields that settle most for their cost first
	signs []signed                    // fields with signatures, those that settle most first
}

// signed is a field whose rows hold signatures.
type signed struct {
	field, at int
	kind      Kind
}

// scorers lends scorers of one floor to the tasks of a step, so that what they remember of values outlives a task.
type scorers struct {
	pool sync.Pool
	run  *run
	like *scorer
}

// newScorers prepares scorers that hold so many rivals against a pair. Training holds chance alone against it, since it must see
// the pairs that are no match for another reason.
func (r *run) newScorers(floor float64, rivals int) *scorers {
	return &scorers{run: r, like: r.newScorer(floor, rivals)}
}

func (p *scorers) take() *scorer {
	if s, ok := p.pool.Get().(*scorer); ok {
		return s
	}
	s := *p.like
	s.comparer = p.run.newComparer()
	return &s
}

func (p *scorers) put(s *scorer) { p.pool.Put(s) }

// newScorer makes the tables of a scorer, which has no memory yet.
func (r *run) newScorer(floor float64, rivals int) *scorer {
	m := r.model
	s := &scorer{comparer: &comparer{run: r}, floor: float32(logOddsOf(floor))}
	against := m.rivals(rivals)
	for i, k := range against {
		s.start[i] = float32(m.room)
		if k >= 0 {
			s.start[i] -= float32(m.prior[k])
		}
	}
	for f := range m.Fields {
		s.prepare(f, against)
		s.order = append(s.order, f)
	}
	drop := func(f int) float32 { return -s.gap[f][differentLevel(r.in.Fields[f].Kind)][0] }
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(drop(b), drop(a)) })
	for _, f := range s.order {
		if r.signed[f] > 0 {
			s.signs = append(s.signs, signed{f, r.signed[f], r.in.Fields[f].Kind})
		}
	}
	settles := func(f int) float32 { return drop(f) / r.comparisonCost(f) }
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(settles(b), settles(a)) })
	return s
}

// comparisonCost is that of comparing two values of a field, as comparisonCosts has it; where all pairs of values fit the memory of a
// comparer they are read but once.
func (r *run) comparisonCost(f int) float32 {
	if r.remembers(f) && 2*bits.Len(uint(r.in.Fields[f].Values.Len())) <= memoBits {
		return 1
	}
	return comparisonCosts[r.in.Fields[f].Kind]
}

// rivals are chance (-1) and the largest related classes, n in all; chance fills up what is left.
func (m *Model) rivals(n int) [maxRivals]int {
	var related []int
	for k, c := range m.Classes {
		if !c.Match {
			related = append(related, k)
		}
	}
	slices.SortStableFunc(related, func(a, b int) int { return cmp.Compare(m.Classes[b].Pairs, m.Classes[a].Pairs) })
	out := [maxRivals]int{-1, -1, -1, -1}
	copy(out[1:n], related)
	return out
}

// prepare makes the tables of one field.
func (s *scorer) prepare(f int, against [maxRivals]int) {
	kind := s.run.in.Fields[f].Kind
	levels := len(kindLevels[kind])
	s.exact[f] = uint8(levels + 1)
	for l := 1; l < levelCount(kind); l++ {
		for i, k := range against {
			s.lead[f][l][i] = s.run.model.lead(f, l, k)
		}
	}
	if kind == Email { // the names decide which of two levels it will be
		for l := mailbox; l <= emailDifferent; l++ {
			for i := range against {
				s.lead[f][l][i] = max(s.lead[f][l][i], s.lead[f][l+namedShift][i])
			}
		}
	}
	for i := range against {
		s.reach[f][i] = float32(math.Inf(-1))
		for l := 1; l <= levels; l++ {
			s.reach[f][i] = max(s.reach[f][i], s.lead[f][l][i])
		}
		for l := 1; l <= levels; l++ {
			s.gap[f][l][i] = s.lead[f][l][i] - s.reach[f][i]
		}
	}
}

// maxLead keeps bounds finite.
const maxLead = 100

// lead is the most that a level adds to the log2 odds of a match class against another class, or against chance (-1).
func (m *Model) lead(f, level, other int) float32 {
	best := float32(math.Inf(-1))
	for k, c := range m.Classes {
		if c.Match {
			best = max(best, m.weights[f][level][k])
		}
	}
	if other < 0 {
		return best
	}
	return min(best-m.weights[f][level][other], maxLead) // a class may exclude a level
}

// score is the log2 odds of a pair; false if they are below the floor.
func (s *scorer) score(a, b []uint32) (float64, bool) {
	var levels vector
	if _, ok := s.promising(a, b, &levels); !ok {
		return 0, false
	}
	w := s.run.model.logOdds(levels[:len(s.run.in.Fields)])
	return w, float32(w) >= s.floor
}

// promising fills in the levels of a pair and returns a bound of its log2 odds, but gives up, with false, as soon as the floor is
// out of reach.
func (s *scorer) promising(a, b []uint32, levels *vector) (float32, bool) {
	open, most := s.glance(a, b, levels)
	if most.least() < s.floor {
		return s.exchanged(a, b, levels)
	}
	for _, f := range s.order {
		if open>>f&1 == 0 {
			continue
		}
		levels[f] = s.read(f, a, b)
		most.add(&s.gap[f][levels[f]])
		if most.least() < s.floor {
			return s.exchanged(a, b, levels)
		}
	}
	if s.mayCross(a, b) {
		s.swap(a, b, levels)
		s.condition(levels)
		return maxLead, true
	}
	s.condition(levels)
	return most.least(), true
}

// exchanged fills in the levels of a pair that is hopeless unless its names are exchanged, and reports whether they may be.
func (s *scorer) exchanged(a, b []uint32, levels *vector) (float32, bool) {
	if !s.mayCross(a, b) {
		return 0, false
	}
	s.compare(a, b, levels)
	return maxLead, true
}

// glance compares what lies in the rows, codes and signatures: it sets the levels that follow from these and returns the fields
// left open and the most that the pair can reach.
func (s *scorer) glance(a, b []uint32, levels *vector) (open uint32, most bound) {
	most = s.start
	b = b[:len(a)]
	for f := range s.order {
		switch x, y := a[f], b[f]; {
		case x == 0 || y == 0:
		case x == y:
			level := s.exact[f] + uint8(x>>bandShift)
			levels[f] = level
			most.add(&s.lead[f][level])
		default:
			open |= 1 << f
			most.add(&s.reach[f])
		}
	}
	if most.least() < s.floor {
		return open, most
	}
	for i := range s.signs {
		sign := &s.signs[i]
		if open>>sign.field&1 == 0 {
			continue
		}
		level, ok := settled(sign.kind, signatureAt(a, sign.at), signatureAt(b, sign.at))
		if !ok {
			continue
		}
		open &^= 1 << sign.field
		levels[sign.field] = level
		most.add(&s.gap[sign.field][level])
	}
	return open, most
}
