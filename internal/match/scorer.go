package match

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// maxRivals is the number of explanations other than a match that a scorer considers for a pair: chance, and the
// largest related classes.
const maxRivals = 4

// bound is the most that a match class can lead each rival by, in log2 odds. It is a struct and not an array because
// the compiler keeps structs in registers.
type bound struct{ a, b, c, d float32 }

func (b bound) plus(o *bound) bound { return bound{b.a + o.a, b.b + o.b, b.c + o.c, b.d + o.d} }

func (b bound) least() float32 { return min(b.a, b.b, b.c, b.d) }

// below reports whether the odds against some rival cannot reach the floor.
func (b bound) below(floor float32) bool {
	return b.a < floor || b.b < floor || b.c < floor || b.d < floor
}

// boundOf makes a bound from a value for each rival.
func boundOf(of func(rival int) float32) bound { return bound{of(0), of(1), of(2), of(3)} }

// scorer scores pairs. It drops a pair as soon as no level of the fields still open can lift it to the floor. The
// odds of a match are at most its odds against any single rival: two people of one company, say, must first be more
// than colleagues.
type scorer struct {
	*comparer
	floor float32                      // log2 odds
	start bound                        // before any field is compared
	lead  [maxFields][maxLevels]bound  // what a level adds
	reach [maxFields]bound             // the most that a field adds where its values differ
	gap   [maxFields][maxLevels]bound  // lead minus reach
	exact [maxFields]uint8             // the first exact level of a field
	order []int                        // the most decisive ones for their cost first
	wide  [maxFields / 8][1 << 8]bound // the sum of reach over each set of eight fields
	signs uint32                       // bit set of fields whose signatures are compared
	kinds [maxFields]Kind

	different []float32 // per field: contribution of different values to the odds against chance
	most      []float32 // scratch of hopeful, by rank: the most that a pair can reach
	left      []uint32
	fetched   uint32 // has no meaning; keeps the compiler from dropping what fetch reads
}

// scorers lends scorers with one floor to the tasks of a step, so that their memos outlive a task.
type scorers struct {
	pool sync.Pool
	run  *run
	like *scorer
}

// newScorers prepares scorers with so many rivals. Training uses chance alone, since it must also see pairs whose
// explanation is another class than a match.
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

// newScorer makes the tables of a scorer, without a memo.
func (r *run) newScorer(floor float64, rivals int) *scorer {
	m := r.model
	s := &scorer{comparer: &comparer{run: r}, floor: float32(logOddsOf(floor))}
	against := m.rivals(rivals)
	s.start = boundOf(func(rival int) float32 {
		if k := against[rival]; k >= 0 {
			return float32(m.room) - float32(m.prior[k])
		}
		return float32(m.room)
	})
	for f := range m.Fields {
		s.prepare(f, against)
		s.order = append(s.order, f)
	}
	for set := range s.wide {
		for fields := 1; fields < len(s.wide[set]); fields++ {
			s.wide[set][fields] = s.wide[set][fields&(fields-1)].plus(&s.reach[set*8+bits.TrailingZeros(uint(fields))])
		}
	}
	drop := func(f int) float32 { return -s.gap[f][differentLevel(r.in.Fields[f].Kind)].a }
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(drop(b), drop(a)) })
	settles := func(f int) float32 { return drop(f) / r.comparisonCost(f) }
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(settles(b), settles(a)) })
	return s
}

// comparisonCost is the cost of comparing two values of a field, in the unit of comparisonCosts. If all pairs of
// values fit the memo of a comparer, each is read only once.
func (r *run) comparisonCost(f int) float32 {
	if r.remembers(f) && r.in.Fields[f].fewValues() {
		return 1
	}
	return comparisonCosts[r.in.Fields[f].Kind]
}

// rivals returns chance (-1) and the largest related classes, n in all. Chance fills the remaining places.
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
	s.kinds[f] = kind
	if s.run.signed[f] > 0 && s.run.neighbours == nil {
		s.signs |= 1 << f
	}
	levels := len(kindLevels[kind])
	s.exact[f] = uint8(levels + 1)
	for l := 1; l < levelCount(kind); l++ {
		s.lead[f][l] = boundOf(func(rival int) float32 {
			lead := s.run.model.lead(f, l, against[rival])
			if kind == Email && l >= mailbox && l <= emailDifferent { // the names decide which level it becomes
				lead = max(lead, s.run.model.lead(f, l+namedShift, against[rival]), s.run.model.lead(f, null, against[rival]), s.run.model.lead(f, emailNumbered, against[rival]))
			}
			if kind == Company && l == companyWithin { // a town decides
				lead = max(lead, s.run.model.lead(f, companyTokens, against[rival]))
			}
			return lead
		})
	}
	s.different = append(s.different, s.lead[f][differentLevel(kind)].a)
	s.reach[f] = s.lead[f][1]
	for l := 2; l <= levels; l++ {
		r, o := s.reach[f], s.lead[f][l]
		s.reach[f] = bound{max(r.a, o.a), max(r.b, o.b), max(r.c, o.c), max(r.d, o.d)}
	}
	for l := null; l <= levels; l++ { // null is the level of values in two scripts
		r, o := s.reach[f], s.lead[f][l]
		s.gap[f][l] = bound{o.a - r.a, o.b - r.b, o.c - r.c, o.d - r.d}
	}
}

// maxLead keeps bounds finite.
const maxLead = 100

// lead returns the most that a level adds to the log2 odds of a match class against another class, or against chance
// (-1).
func (m *Model) lead(f, level, other int) float32 {
	best := float32(-maxLead)
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

// score returns the log2 odds of a pair, and false if they are below the floor.
func (s *scorer) score(a, b []uint32) (float64, bool) {
	var levels vector
	if _, ok := s.promising(a, b, &levels); !ok {
		return 0, false
	}
	w := s.run.model.logOdds(levels[:len(s.run.in.Fields)])
	return w, float32(w) >= s.floor
}

// promising fills in the levels of a pair and returns an upper bound of its log2 odds. It gives up, and returns
// false, as soon as the floor is out of reach.
func (s *scorer) promising(a, b []uint32, levels *vector) (float32, bool) {
	open, most := s.glance(a, b, levels)
	if most.below(s.floor) {
		return s.exchanged(a, b, levels)
	}
	for _, f := range s.order {
		if open>>f&1 == 0 {
			continue
		}
		levels[f] = s.read(f, a, b)
		most = most.plus(&s.gap[f][levels[f]])
		if most.below(s.floor) {
			return s.exchanged(a, b, levels)
		}
	}
	if s.mayCross(a, b) {
		s.swap(a, b, levels)
		s.condition(a, b, levels)
		return maxLead, true
	}
	s.condition(a, b, levels)
	return most.least(), true
}

// exchanged fills in the levels of a pair that is hopeless unless its names are exchanged. It returns false if they
// cannot be.
func (s *scorer) exchanged(a, b []uint32, levels *vector) (float32, bool) {
	if !s.mayCross(a, b) {
		return 0, false
	}
	s.compare(a, b, levels)
	return maxLead, true
}

// glance compares what the rows themselves hold, codes and signatures. It sets the levels that follow from these, and
// returns the fields left open and the most that the pair can reach. It has few branches, since the processor could
// predict hardly any of them.
func (s *scorer) glance(a, b []uint32, levels *vector) (open uint32, most bound) {
	r := s.run
	b = b[:len(a)]
	both, equal := uint32(0), uint32(0)
	for f := len(s.order) - 1; f >= 0; f-- {
		x, y, same := a[f], b[f], uint32(0)
		if x == y {
			same = 1
		}
		both, equal = both<<1|min(x, y, 1), equal<<1|same
	}
	open = both &^ equal
	most = s.start
	for set := range s.wide {
		most = most.plus(&s.wide[set][open>>(8*set)&0xff])
	}
	for left := both & equal; left != 0; left &= left - 1 {
		f := bits.TrailingZeros32(left)
		levels[f] = s.exact[f] + uint8(a[f]>>bandShift)
		most = most.plus(&s.lead[f][levels[f]])
	}
	for left := open & s.signs; left != 0; left &= left - 1 {
		f := bits.TrailingZeros32(left)
		at := r.signed[f]
		level, ok := settled(s.kinds[f], signatureAt(a, at), signatureAt(b, at))
		if !ok {
			continue
		}
		open &^= 1 << f
		levels[f] = level
		most = most.plus(&s.gap[f][level])
	}
	return open, most
}
