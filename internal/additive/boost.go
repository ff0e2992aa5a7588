package additive

import (
	"math"
	"slices"
)

// settings control how a model is boosted.
type settings struct {
	bags     int     // number of models to average
	rate     float64 // fraction of each step that is taken
	rounds   int     // most rounds; each visits all terms
	patience int     // rounds without progress before boosting stops
	pairs    int     // maximum number of pairs of fields
	tested   bool    // keep only pairs that also gain on rows they were not found in
	onRidge  bool    // boost what a ridge regression leaves unexplained
}

// settingsFor returns the settings for a number of rows. Where there are many rows, two
// models do as well as eight, and longer steps suffice.
func settingsFor(rows int) settings {
	s := settings{bags: min(max(140_000/max(rows, 1), 2), 8), rate: 0.1, rounds: 400, patience: 8, pairs: 14}
	if rows > 100_000 {
		s.rate, s.rounds, s.patience = 0.2, 150, 4
	}
	return s
}

// term is a field or a pair of fields as boosting sees it: one bin per row.
type term struct {
	fields []int // one or two indexes into the table's fields
	bins   []uint8
	cells  int
	sorts  bool  // the bins have no order of their own and must be sorted
	grid   *grid // set for a pair
}

// bag is a model being fitted. It holds the rows to learn from, the rows that decide when
// to stop, and the log odds of both.
type bag struct {
	settings
	tables           *curveTables
	positive         []int32 // chanceOne for a positive row, else 0; learning rows first
	logits           []int32
	learning         int              // number of learning rows
	histogram        [2][maxBins]sums // one per half of the rows
	base             int32
	start            []int32 // log odds of each row before the first step
	terms            []bagTerm
	moves, lastMoves [maxBins]int32
}

// bagTerm is a term restricted to the rows of the bag, with the curve learnt so far.
type bagTerm struct {
	*term
	bins  []uint8
	curve []int64 // in 1/logitOne
	best  []int64 // the curve after the round that predicted best
}

// stopShare sets aside one row in this many to decide when to stop.
const stopShare = 8

// newBag builds bag number number: it draws the rows to learn from and puts the rows set
// aside after them. If there is a regression, the bag starts from its predictions.
func newBag(t *Table, rows []uint32, number int, s settings, tables *curveTables, regression *ensemble) (*bag, []uint32) {
	order := make([]uint32, 0, len(rows))
	var aside []uint32
	for _, row := range rows {
		if mix(t.keys[row]+uint64(number+1)*bagSalt)%stopShare == 0 {
			aside = append(aside, row)
		} else {
			order = append(order, row)
		}
	}
	b := &bag{settings: s, tables: tables, learning: len(order)}
	order = append(order, aside...)
	b.positive, b.logits = make([]int32, len(order)), make([]int32, len(order))
	positives := 0
	for i, row := range order {
		if t.Positive[row] {
			b.positive[i] = chanceOne
			if i < b.learning {
				positives++
			}
		}
	}
	b.base = int32(math.Round(logitOne * math.Log((float64(positives)+0.5)/(float64(b.learning-positives)+0.5))))
	b.start = slices.Repeat([]int32{b.base}, len(order))
	if regression != nil {
		for i, row := range order {
			b.start[i] = fixedLogit(regression.logit(row))
		}
	}
	copy(b.logits, b.start)
	return b, order
}

const bagSalt = 0x9E3779B97F4A7C15

// add adds a term to the bag.
func (b *bag) add(t *term, order []uint32) {
	bins := make([]uint8, len(order))
	for i, row := range order {
		bins[i] = t.bins[row]
	}
	b.terms = append(b.terms, bagTerm{term: t, bins: bins, curve: make([]int64, t.cells), best: make([]int64, t.cells)})
}

// boost fits the terms from index first on and leaves earlier ones alone. It stops when
// predictions of the rows set aside no longer improve, and returns to the round that
// predicted them best.
func (b *bag) boost(first int) {
	terms := b.terms[first:]
	if len(terms) == 0 {
		return
	}
	split := &splitter{}
	quad := &quadrants{}
	best, wait := b.asideLoss(), 0
	var pending *bagTerm // the curve has moved, but the log odds of its rows are not updated yet
	for round := range b.rounds {
		for i := range terms {
			t := &terms[i]
			b.derive(pending, t)
			cells, moves := b.histogram[0][:t.cells], b.moves[:t.cells]
			switch {
			case t.grid != nil:
				quad.columns = t.grid.columns
				quad.step(cells, b.rate, moves)
			case t.sorts:
				split.stepSorted(b.histogram[1-round%2][:t.cells], b.histogram[round%2][:t.cells], b.rate, moves)
			default:
				split.step(cells, b.rate, moves)
			}
			for bin, move := range moves {
				t.curve[bin] += int64(move)
			}
			b.lastMoves, pending = b.moves, t
		}
		b.moveAside()
		loss := b.asideLoss()
		if loss < best-best/100_000 {
			best, wait = loss, 0
			for i := range terms {
				copy(terms[i].best, terms[i].curve)
			}
			continue
		}
		if wait++; wait >= b.patience {
			break
		}
	}
	b.settle(first)
}

// derive applies the last step of the term before to the learning rows, and sums the
// derivatives of the loss by the bins of the term next. If those bins have to be sorted,
// the two halves of the rows are summed separately.
func (b *bag) derive(before, next *bagTerm) {
	var none bagTerm
	if before == nil {
		none.bins = b.terms[0].bins
		clear(b.lastMoves[:])
		before = &none
	}
	middle := b.learning
	if next.sorts {
		middle = b.learning / 2
	}
	b.deriveRows(before, next, 0, middle, &b.histogram[0])
	b.deriveRows(before, next, middle, b.learning, &b.histogram[1])
}

// deriveRows does the work of derive for the rows from start to end. Fitting spends most of
// its time here: it runs once per row, term and round.
func (b *bag) deriveRows(before, next *bagTerm, start, end int, out *[maxBins]sums) {
	moved, bins, logits, positive := before.bins[start:end], next.bins[start:end], b.logits[start:end], b.positive[start:end]
	chance, moves := &b.tables.chance, &b.lastMoves
	clear(out[:next.cells])
	for i := range logits {
		logit := logits[i] + moves[moved[i]]
		logits[i] = logit
		p := chance[uint32(min(max(logit>>tableShift+tableHalf, 0), tableSize-1))]
		cell := &out[bins[i]]
		cell.gradient += int64(positive[i] - p)
		cell.curvature += int64(p) * int64(chanceOne-p) >> 24
	}
}

// moveAside updates the log odds of the rows set aside to the current curves.
func (b *bag) moveAside() {
	for i := b.learning; i < len(b.logits); i++ {
		b.logits[i] = b.logit(i)
	}
}

// logit returns the log odds of a row under the current curves.
func (b *bag) logit(row int) int32 {
	sum := int64(b.start[row])
	for t := range b.terms {
		sum += b.terms[t].curve[b.terms[t].bins[row]]
	}
	return int32(min(max(sum, math.MinInt32), math.MaxInt32))
}

func (b *bag) asideLoss() int64 {
	var sum int64
	for i := b.learning; i < len(b.logits); i++ {
		sum += b.tables.lossOf(b.logits[i], b.positive[i] != 0)
	}
	return sum
}

// settle replaces each curve by its best and recomputes the log odds of all rows.
func (b *bag) settle(first int) {
	for i := first; i < len(b.terms); i++ {
		copy(b.terms[i].curve, b.terms[i].best)
	}
	for i := range b.logits {
		b.logits[i] = b.logit(i)
	}
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood 2014): a permutation
// whose every output bit depends on every input bit.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// rowsOf returns the numbers in [0, n) for which keep holds.
func rowsOf(n int, keep func(row int) bool) []uint32 {
	out := make([]uint32, 0, n)
	for row := range n {
		if keep(row) {
			out = append(out, uint32(row))
		}
	}
	return slices.Clip(out)
}
