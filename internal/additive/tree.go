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
	shrinkage = chanceOne     // added to the curvature of every leaf, as if it had a few more rows
	leafLeast = chanceOne / 2 // least curvature of a leaf: that of two rows of even chance
)

// gain returns twice the fall in loss if the rows move by their best step.
func (s sums) gain() float64 {
	g := float64(s.gradient)
	return g * g / float64(s.curvature+shrinkage)
}

// move returns the change of the rows' log odds, in 1/logitOne.
func (s sums) move(rate float64) int32 {
	return int32(math.Round(rate * logitOne * float64(s.gradient) / float64(s.curvature+shrinkage)))
}

// splitter finds the step of a term from the sums of its bins.
type splitter struct {
	order []int  // the bins, lowest to highest
	below []sums // by place in order: the sum of the bins before it
}

// step sets how far each bin moves: a tree of at most three leaves over the bins in their
// order, the missing bin first.
func (s *splitter) step(bins []sums, rate float64, moves []int32) {
	s.order = s.order[:0]
	for i := range bins {
		s.order = append(s.order, i)
	}
	s.cut(bins, rate, moves)
}

// stepSorted is step for bins without an order of their own. They are sorted by how far the
// rows in others want to move, which makes the best split contiguous (Fisher 1958). Sorted
// by their own rows, the many values of a meaningless category would seem to predict a lot.
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

// cut cuts the ordered bins into leaves and moves each leaf.
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

// steadying is added to the curvature of a bin when bins are sorted, as if it had eighty
// more rows with no gradient, so that a few rows alone do not take a value to either end.
const steadying = 20 * chanceOne

// wish returns how far the rows of a bin want to move.
func wish(s sums) float64 { return float64(s.gradient) / float64(s.curvature+steadying) }

// split finds the best place to split the bins from start to end, and its gain; 0 if no
// split leaves enough curvature on both sides.
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

// quadrants finds the step of a pair of fields: one cut of each field, through the whole
// grid, makes four leaves.
type quadrants struct {
	columns int
	below   []sums // for each corner, the sum of the cells above and to the left
}

// fill computes the sums of the cells.
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

// best returns the cut that gains most beyond the two cuts on their own; gained is 0 if
// none does. It needs fill.
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

// leaves returns the sums of the four parts of a cut.
func (q *quadrants) leaves(row, column int) [4]sums {
	rows := len(q.below)/(q.columns+1) - 1
	return [4]sums{q.area(0, row, 0, column), q.area(0, row, column, q.columns), q.area(row, rows, 0, column), q.area(row, rows, column, q.columns)}
}

// plus adds the sums of others to those of q.
func (q *quadrants) plus(others *quadrants) *quadrants {
	for i := range q.below {
		q.below[i] = q.below[i].plus(others.below[i])
	}
	return q
}

// heldOut returns what the best cut gains on other rows when they move as the rows of q
// want.
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
