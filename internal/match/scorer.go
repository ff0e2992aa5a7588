package match

import (
	"cmp"
	"math"
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
	settles := func(f int) float32 {
		kind := r.in.Fields[f].Kind
		return -s.gap[f][differentLevel(kind)][0] / comparisonCosts[kind]
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(settles(b), settles(a)) })
	return s
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
	if !s.promising(a, b, &levels) {
		return 0, false
	}
	w := s.run.model.logOdds(levels[:len(s.run.in.Fields)])
	return w, float32(w) >= s.floor
}

// promising fills in the levels of a pair, but gives up, with false, as soon as the floor is out of reach.
func (s *scorer) promising(a, b []uint32, levels *vector) bool {
	if s.mayCross(a, b) {
		s.compare(a, b, levels)
		return true
	}
	open, most := s.glance(a, b, levels)
	if most.least() < s.floor {
		return false
	}
	for _, f := range s.order {
		if open>>f&1 == 0 {
			continue
		}
		levels[f] = s.fuzzy(f, a, b)
		most.add(&s.gap[f][levels[f]])
		if most.least() < s.floor {
			return false
		}
	}
	s.condition(levels)
	return true
}

// glance compares codes alone: it sets the levels of equal values and returns the fields left open and the most that the
// pair can reach.
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
	return open, most
}

// hopeless reports whether no comparison of strings can lift the pair to the floor.
func (s *scorer) hopeless(a, b []uint32) bool {
	var levels vector
	_, most := s.glance(a, b, &levels)
	return most.least() < s.floor && !s.mayCross(a, b)
}
