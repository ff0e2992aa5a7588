package additive

import (
	"cmp"
	"math"
	"slices"
)

// sums are the first and second derivatives of the loss, summed over rows.
type sums struct{ gradient, curvature int64 }

func (s sums) plus(o sums) sums  { return sums{s.gradient + o.gradient, s.curvature + o.curvature} }
func (s sums) minus(o sums) sums { return sums{s.gradient - o.gradient, s.curvature - o.curvature} }

const (
	shrinkage = chanceOne     // added to the curvature of every leaf, as if it had a few rows more
	leafLeast = chanceOne / 2 // curvature that a leaf needs: that of two rows of even chance
)

// gain is how much the loss falls, twice over, if the rows move as they want.
func (s sums) gain() float64 {
	g := float64(s.gradient)
	return g * g / float64(s.curvature+shrinkage)
}

// move is by how much the log odds of the rows should change, in 1/logitOne.
func (s sums) move(rate float64) int32 {
	return int32(math.Round(rate * logitOne * float64(s.gradient) / float64(s.curvature+shrinkage)))
}

// splitter finds the step of a term from the sums of its bins.
type splitter struct {
	order []int  // of the bins, from the lowest to the highest
	below []sums // of the bins before each, in that order
}

// step returns by how much each bin moves: a tree of at most three leaves over
// the bins in their order, the missing bin first.
func (s *splitter) step(bins []sums, rate float64, moves []int32) {
	s.order = s.order[:0]
	for i := range bins {
		s.order = append(s.order, i)
	}
	s.cut(bins, rate, moves)
}

// stepSorted is step for bins that have no order of their own: they are put in that
// of what other rows want, which finds the best split of all (Fisher 1958). By their
// own rows the many values of a category that says nothing would seem to say a lot.
func (s *splitter) stepSorted(others, bins []sums, rate float64, moves []int32) {
	s.order = s.order[:0]
	for i := range bins {
		s.order = append(s.order, i)
	}
	slices.SortFunc(s.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(wish(others[a]), wish(others[b])), cmp.Compare(a, b))
	})
	s.cut(bins, rate, moves)
}

// cut cuts the bins in their order into leaves, and moves each.
func (s *splitter) cut(bins []sums, rate float64, moves []int32) {
	s.below = append(s.below[:0], sums{})
	for i, bin := range s.order {
		s.below = append(s.below, s.below[i].plus(bins[bin]))
	}
	n := len(bins)
	cuts := []int{0, n}
	if first, gained := s.split(0, n); gained > 0 {
		low, lowGain := s.split(0, first)
		high, highGain := s.split(first, n)
		switch {
		case lowGain > 0 && lowGain >= highGain:
			cuts = []int{0, low, first, n}
		case highGain > 0:
			cuts = []int{0, first, high, n}
		default:
			cuts = []int{0, first, n}
		}
	}
	for c := range len(cuts) - 1 {
		move := s.below[cuts[c+1]].minus(s.below[cuts[c]]).move(rate)
		for _, bin := range s.order[cuts[c]:cuts[c+1]] {
			moves[bin] = move
		}
	}
}

// steadying is curvature added to a bin's own when bins are put in order, as if it had eighty rows more that want nothing: few
// rows alone do not bring a value to either end.
const steadying = 20 * chanceOne

// wish is where the rows of a bin want to move.
func wish(s sums) float64 { return float64(s.gradient) / float64(s.curvature+steadying) }

// split finds the best place to split the bins from start to end, and what is
// gained by it; 0 where no split leaves enough on both sides.
func (s *splitter) split(start, end int) (at int, gained float64) {
	whole := s.below[end].minus(s.below[start])
	for i := start + 1; i < end; i++ {
		left := s.below[i].minus(s.below[start])
		right := whole.minus(left)
		if left.curvature < leafLeast || right.curvature < leafLeast {
			continue
		}
		if g := left.gain() + right.gain() - whole.gain(); g > gained {
			at, gained = i, g
		}
	}
	return at, gained
}

// quadrants finds the step of a pair of fields: the best cut of each field,
// both through the whole grid, makes four leaves.
type quadrants struct {
	columns int
	below   []sums // of the cells above and left of each corner
}

// fill sums the cells up.
func (q *quadrants) fill(cells []sums) {
	rows, width := len(cells)/q.columns, q.columns+1
	q.below = append(q.below[:0], make([]sums, (rows+1)*width)...)
	for r := range rows {
		var line sums
		for c := range q.columns {
			line = line.plus(cells[r*q.columns+c])
			q.below[(r+1)*width+c+1] = q.below[r*width+c+1].plus(line)
		}
	}
}

// area returns the sums of a rectangle of cells.
func (q *quadrants) area(top, bottom, left, right int) sums {
	w := q.columns + 1
	return q.below[bottom*w+right].minus(q.below[top*w+right]).minus(q.below[bottom*w+left]).plus(q.below[top*w+left])
}

// best returns the cut that gains most over the two cuts on their own, or a gain
// of 0. It needs fill.
func (q *quadrants) best() (row, column int, gained float64) {
	rows := len(q.below)/(q.columns+1) - 1
	for r := 1; r < rows; r++ {
		for c := 1; c < q.columns; c++ {
			leaves := q.leaves(r, c)
			g := -q.area(0, rows, 0, q.columns).gain()
			for _, leaf := range leaves {
				if leaf.curvature < leafLeast {
					g = 0
					break
				}
				g += leaf.gain()
			}
			if g > gained {
				row, column, gained = r, c, g
			}
		}
	}
	return row, column, gained
}

// leaves are the sums of the four parts of a cut.
func (q *quadrants) leaves(row, column int) [4]sums {
	rows := len(q.below)/(q.columns+1) - 1
	return [4]sums{q.area(0, row, 0, column), q.area(0, row, column, q.columns), q.area(row, rows, 0, column), q.area(row, rows, column, q.columns)}
}

// plus adds the sums of other rows to those of these.
func (q *quadrants) plus(others *quadrants) *quadrants {
	for i := range q.below {
		q.below[i] = q.below[i].plus(others.below[i])
	}
	return q
}

// heldOut is what the best cut gains on other rows, moved as these ones want.
func (q *quadrants) heldOut(others *quadrants) (gained float64) {
	row, column, gain := q.best()
	if gain == 0 {
		return 0
	}
	theirs := others.leaves(row, column)
	for i, leaf := range q.leaves(row, column) {
		move := float64(leaf.gradient) / float64(leaf.curvature+shrinkage)
		gained += float64(2*move*float64(theirs[i].gradient)) - float64(move*move*float64(theirs[i].curvature))
	}
	return gained
}

func (q *quadrants) step(cells []sums, rate float64, moves []int32) {
	q.fill(cells)
	rows := len(cells) / q.columns
	row, column, gained := q.best()
	clear(moves)
	if gained == 0 {
		return
	}
	for r := range rows {
		for c := range q.columns {
			top, bottom, left, right := 0, row, 0, column
			if r >= row {
				top, bottom = row, rows
			}
			if c >= column {
				left, right = column, q.columns
			}
			moves[r*q.columns+c] = q.area(top, bottom, left, right).move(rate)
		}
	}
}
