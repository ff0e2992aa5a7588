package match

import (
	"cmp"
	"math"
	"slices"
)

// task is a part of a rule's pairs: whole blocks, or rows from..to of the triangle of one block.
type task struct {
	rule     int
	from, to int // blocks
	row, end int // rows of the only block; end 0: all rows
}

const taskPairs = 1 << 16

// tasks cuts the work of all rules into parts of about taskPairs pairs.
func (b *blocking) tasks() []task {
	var tasks []task
	for rule, blocks := range b.rules {
		start, pairs := 0, int64(0)
		for i, block := range blocks {
			size := int(block.to - block.from)
			pairs += pairsOf(size)
			if pairsOf(size) > 2*taskPairs {
				if start < i {
					tasks = append(tasks, task{rule: rule, from: start, to: i})
				}
				for row := 1; row < size; {
					end := row + max(1, taskPairs/row)
					tasks = append(tasks, task{rule: rule, from: i, to: i + 1, row: row, end: min(end, size)})
					row = end
				}
				start, pairs = i+1, 0
			} else if pairs > taskPairs {
				tasks = append(tasks, task{rule: rule, from: start, to: i + 1})
				start, pairs = i+1, 0
			}
		}
		if start < len(blocks) {
			tasks = append(tasks, task{rule: rule, from: start, to: len(blocks)})
		}
	}
	return tasks
}

// each calls visit for the pairs of a task that no earlier rule has.
func (b *blocking) each(t task, visit func(x, y uint32)) {
	for _, block := range b.rules[t.rule][t.from:t.to] {
		members := b.members[t.rule][block.from:block.to]
		row, end := 1, len(members)
		if t.end > 0 {
			row, end = t.row, t.end
		}
		for i := row; i < end; i++ {
			for _, y := range members[:i] {
				if b.unique(t.rule, members[i], y) {
					visit(members[i], y)
				}
			}
		}
	}
}

// edge is a pair of ranks, a < b, and the log2 of its posterior odds.
type edge struct {
	a, b   uint32
	weight float32
}

// scorePairs scores all pairs and keeps those at or above ReviewFloor, sorted by ranks.
func (r *run) scorePairs(b *blocking, tasks []task) ([]edge, error) {
	found := make([][]edge, len(tasks))
	err := r.parallel(len(tasks), func(i int) error {
		c := r.newScorer(ReviewFloor)
		b.each(tasks[i], func(x, y uint32) {
			if w, ok := c.score(r.row(x), r.row(y)); ok {
				found[i] = append(found[i], edge{min(x, y), max(x, y), float32(w)})
			}
		})
		return r.ctx.Err()
	})
	edges := slices.Concat(found...)
	slices.SortFunc(edges, func(x, y edge) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return edges, err
}

// scorer scores pairs and drops one as soon as no level of what is still open can lift it to the floor.
type scorer struct {
	*comparer
	floor float32            // log2 odds, less the prior
	reach [maxFields]float32 // the most that two different values of a field can add
	exact [maxFields]uint8   // the first exact level of a field
	order []int              // fields with the widest spread first
}

func (r *run) newScorer(floor float64) *scorer {
	s := &scorer{comparer: r.newComparer(), floor: float32(logOddsOf(floor) - r.model.room)}
	for f := range r.in.Fields {
		levels := len(kindLevels[r.in.Fields[f].Kind])
		best := float32(math.Inf(-1))
		for l := 1; l <= levels; l++ {
			best = max(best, r.model.best[f][l])
		}
		s.reach[f], s.exact[f] = best, uint8(levels+1)
		s.order = append(s.order, f)
	}
	spread := func(f int) float32 {
		return s.reach[f] - r.model.best[f][len(kindLevels[r.in.Fields[f].Kind])]
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(spread(b), spread(a)) })
	return s
}

// score is the log2 odds of a pair; false if they are below the floor.
func (s *scorer) score(a, b []uint32) (float64, bool) {
	var levels vector
	if !s.promising(a, b, &levels) {
		return 0, false
	}
	w := s.run.model.logOdds(levels[:len(s.run.in.Fields)])
	return w, float32(w) >= s.floor+float32(s.run.model.room)
}

// promising fills in the levels of a pair, but gives up, with false, as soon as the floor is out of reach.
func (s *scorer) promising(a, b []uint32, levels *vector) bool {
	if s.mayCross(a, b) {
		s.compare(a, b, levels)
		return true
	}
	open, bound := s.glance(a, b, levels)
	if bound < s.floor {
		return false
	}
	for _, f := range s.order {
		if open>>f&1 == 0 {
			continue
		}
		levels[f] = s.fuzzy(f, a[f]&codeMask, b[f]&codeMask)
		bound += s.run.model.best[f][levels[f]] - s.reach[f]
		if bound < s.floor {
			return false
		}
	}
	s.condition(levels)
	return true
}

// glance compares codes alone: it sets the levels of equal values and returns the fields left open and the most that the
// pair can reach.
func (s *scorer) glance(a, b []uint32, levels *vector) (open uint32, bound float32) {
	for f := range s.run.in.Fields {
		switch x, y := a[f], b[f]; {
		case x == 0 || y == 0:
		case x == y:
			level := s.exact[f] + uint8(x>>bandShift)
			levels[f] = level
			bound += s.run.model.best[f][level]
		default:
			open |= 1 << f
			bound += s.reach[f]
		}
	}
	return open, bound
}

// hopeless reports whether no comparison of strings can lift the pair to the floor.
func (s *scorer) hopeless(a, b []uint32) bool {
	var levels vector
	_, bound := s.glance(a, b, &levels)
	return bound < s.floor && !s.mayCross(a, b)
}
