package additive

import (
	"cmp"
	"slices"
)

// gridSide is the maximum number of groups of bins that a field has in a pair, besides the
// group of bins without rows. The number of a cell then fits in a byte.
const gridSide = 15

// grid cuts two fields into groups of bins.
type grid struct {
	rows, columns int
	row, column   []uint8 // group of each bin of the first field, and of the second
}

func (g *grid) cell(first, second uint8) uint8 {
	return g.row[first]*uint8(g.columns) + g.column[second]
}

// groups puts the bins of a field into at most gridSide groups of about equally many rows,
// and one group for bins without rows. Bins of categories are ordered by their curve. Of
// other bins, edge begins a group unless it is 0.
func groups(counts []int, curve []float64, sorts bool, edge int) (groupOf []uint8, count int) {
	order := make([]int, 0, len(counts))
	total, below, cut := 0, 0, 0
	for bin, n := range counts {
		if n == 0 {
			continue
		}
		if bin < edge {
			below += n
			cut++
		}
		total += n
		order = append(order, bin)
	}
	if sorts {
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(curve[a], curve[b]), cmp.Compare(a, b)) })
	}
	groupOf = make([]uint8, len(counts))
	if cut > 0 && cut < len(order) {
		low := min(max(gridSide*below/total, 1), gridSide-1)
		count = group(groupOf, counts, order[:cut], 0, low)
		count = group(groupOf, counts, order[cut:], count, gridSide-low)
	} else {
		count = group(groupOf, counts, order, 0, gridSide)
	}
	if len(order) < len(counts) {
		for bin, n := range counts {
			if n == 0 {
				groupOf[bin] = uint8(count)
			}
		}
		count++
	}
	return groupOf, count
}

// group divides the bins into groups, at most as many as most says, numbered from first. It
// returns the number after the last.
func group(groupOf []uint8, counts, bins []int, first, most int) int {
	left := 0
	for _, bin := range bins {
		left += counts[bin]
	}
	at, held := 0, 0
	for _, bin := range bins {
		share := left / (most - at)
		if held > 0 && at < most-1 && held+counts[bin]-share > share-held {
			at++
			left -= held
			held = 0
		}
		groupOf[bin] = uint8(first + at)
		held += counts[bin]
	}
	return first + at + 1
}

// pairRows is the maximum number of rows that pairs are chosen by.
const pairRows = 200_000

// pairing searches for pairs of fields.
type pairing struct {
	terms  []*term
	curves [][]float64
	counts [][]int   // by term and bin
	sample []uint32  // the rows that pairs are chosen by
	left   []sums    // by row of the sample: what the curves leave unexplained
	groups [][]uint8 // by term and bin
	sizes  []int
	cells  [2][maxBins]sums
	halves [2]quadrants
}

// found is a pair of terms and its gain.
type found struct {
	first, second int
	gain          float64
}

// choosePairs finds the pairs of fields whose cut into four gains most beyond what the
// fields predict on their own. It is the search of Lou and others (2013), run on the
// derivatives that the curves leave over. With s.tested, a cut found on one half of the
// rows is judged on the other, which drops pairs that gain only by chance.
func choosePairs(t *Table, rows []uint32, logits []int32, curves [][]float64, terms []*term, s settings, tables *curveTables) []*term {
	if s.pairs == 0 || len(terms) < 2 {
		return nil
	}
	p := &pairing{terms: terms, curves: curves}
	for i, term := range terms {
		counts := make([]int, term.cells)
		for _, row := range rows {
			counts[term.bins[row]]++
		}
		groupOf, size := groups(counts, curves[i], term.sorts, 0)
		p.counts, p.groups, p.sizes = append(p.counts, counts), append(p.groups, groupOf), append(p.sizes, size)
	}
	p.sample, p.left = sampled(t, rows, logits, tables)
	var all []found
	for i := range terms {
		for j := i + 1; j < len(terms); j++ {
			if p.sizes[i] < 2 || p.sizes[j] < 2 || isWord(t, terms[i]) || isWord(t, terms[j]) {
				continue
			}
			if gain := p.gain(i, j, s.tested); gain > 0 {
				all = append(all, found{i, j, gain})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.gain, a.gain) })
	var out []*term
	for _, f := range all[:min(s.pairs, len(all))] {
		g := p.refined(f.first, f.second)
		bins := make([]uint8, len(t.Positive))
		a, b := terms[f.first].bins, terms[f.second].bins
		for row := range bins {
			bins[row] = g.cell(a[row], b[row])
		}
		out = append(out, &term{
			fields: []int{terms[f.first].fields[0], terms[f.second].fields[0]},
			bins:   bins, cells: g.rows * g.columns, grid: g,
		})
	}
	return out
}

// grid returns the grid of two terms by their groups.
func (p *pairing) grid(i, j int) *grid {
	return &grid{rows: p.sizes[i], columns: p.sizes[j], row: p.groups[i], column: p.groups[j]}
}

// fill sums up the cells of the grid, separately for each half of the sample.
func (p *pairing) fill(g *grid, i, j int) {
	clear(p.cells[0][:])
	clear(p.cells[1][:])
	a, b := p.terms[i].bins, p.terms[j].bins
	for k, row := range p.sample {
		cell := &p.cells[k&1][g.cell(a[row], b[row])]
		cell.gradient += p.left[k].gradient
		cell.curvature += p.left[k].curvature
	}
	for h := range p.halves {
		p.halves[h].columns = g.columns
		p.halves[h].fill(p.cells[h][:g.rows*g.columns])
	}
}

// gain returns what the best cut of a pair into four gains.
func (p *pairing) gain(i, j int, tested bool) (gain float64) {
	p.fill(p.grid(i, j), i, j)
	if tested {
		return p.halves[0].heldOut(&p.halves[1]) + p.halves[1].heldOut(&p.halves[0])
	}
	_, _, gain = p.halves[0].plus(&p.halves[1]).best()
	return gain
}

// refined returns the grid of a pair with a group edge in both fields where the best cut
// is. The edges of the groups alone divide the rows evenly, which need not be where the
// outcome changes.
func (p *pairing) refined(i, j int) *grid {
	g := p.grid(i, j)
	p.fill(g, i, j)
	row, column, gained := p.halves[0].plus(&p.halves[1]).best()
	if gained == 0 {
		return g
	}
	if !p.terms[i].sorts {
		edge := p.edge(i, p.terms[j].bins, func(bin uint8) bool { return int(g.column[bin]) >= column })
		g.row, g.rows = groups(p.counts[i], p.curves[i], false, edge)
		if edge > 0 {
			row = int(g.row[edge])
		}
	}
	if !p.terms[j].sorts {
		edge := p.edge(j, p.terms[i].bins, func(bin uint8) bool { return int(g.row[bin]) >= row })
		g.column, g.columns = groups(p.counts[j], p.curves[j], false, edge)
	}
	return g
}

// edge returns the bin of a term at which a cut gains most, given the cut of the other
// field; 0 if no cut gains.
func (p *pairing) edge(i int, others []uint8, behind func(bin uint8) bool) int {
	cells := make([]sums, 2*p.terms[i].cells)
	bins := p.terms[i].bins
	for k, row := range p.sample {
		cell := &cells[2*int(bins[row])+truth(behind(others[row]))]
		*cell = cell.plus(p.left[k])
	}
	q := quadrants{columns: 2}
	q.fill(cells)
	edge, _, gained := q.best()
	for gained > 0 && p.counts[i][edge] == 0 {
		edge++ // skip bins without rows
	}
	return edge
}

// isWord reports whether a term is a word of a text. There are many such terms, and a pair
// of words means little to a person.
func isWord(t *Table, term *term) bool { return t.Fields[term.fields[0]].Part == Says }

// sampled returns a sample of the rows, and what the curves leave unexplained of each.
func sampled(t *Table, rows []uint32, logits []int32, tables *curveTables) ([]uint32, []sums) {
	every := uint64(len(rows)/pairRows + 1)
	var sample []uint32
	var left []sums
	for i, row := range rows {
		if mix(t.keys[row])%every != 0 {
			continue
		}
		p := tables.chance[tables.at(logits[i])]
		s := sums{-int64(p), int64(p) * int64(chanceOne-p) >> 24}
		if t.Positive[row] {
			s.gradient += chanceOne
		}
		sample, left = append(sample, row), append(left, s)
	}
	return sample, left
}
