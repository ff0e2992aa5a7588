package additive

import (
	"cmp"
	"slices"
)

// gridSide is how many groups of bins a field has in a pair, beside that of the
// bins that no row was in: a cell's number fits into a byte.
const gridSide = 15

// grid cuts two fields into groups of bins.
type grid struct {
	rows, columns int
	row, column   []uint8 // of each bin of the first, and of the second field
}

func (g *grid) cell(first, second uint8) uint8 {
	return g.row[first]*uint8(g.columns) + g.column[second]
}

// groups brings the bins of a field into at most gridSide groups of about as
// many rows each, and one for the bins without rows. Bins of categories stand in
// the order of their curve.
func groups(counts []int, curve []float64, sorts bool) (groupOf []uint8, count int) {
	order := make([]int, 0, len(counts))
	total := 0
	for bin, n := range counts {
		if total += n; n > 0 {
			order = append(order, bin)
		}
	}
	if sorts {
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(curve[a], curve[b]), cmp.Compare(a, b)) })
	}
	groupOf = make([]uint8, len(counts))
	group, held, left := 0, 0, total
	for _, bin := range order {
		share := left / (gridSide - group)
		if held > 0 && group < gridSide-1 && held+counts[bin]-share > share-held {
			group++
			left -= held
			held = 0
		}
		groupOf[bin] = uint8(group)
		held += counts[bin]
	}
	count = group + 1
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

// pairRows is how many rows pairs are chosen by.
const pairRows = 200_000

// choosePairs finds the pairs of fields whose cut into four gains most over
// what the fields say on their own: the search of Lou and others (2013) on the
// derivatives that the curves leave over. Where they are tested, the cut found in
// one half of the rows is judged by the other: a pair that gains by chance alone
// is none.
func choosePairs(t *Table, rows []uint32, logits []int32, curves [][]float64, terms []*term, s settings, tables *curveTables) []*term {
	if s.pairs == 0 || len(terms) < 2 {
		return nil
	}
	groupOf, sizes := make([][]uint8, len(terms)), make([]int, len(terms))
	for i, term := range terms {
		counts := make([]int, term.cells)
		for _, row := range rows {
			counts[term.bins[row]]++
		}
		groupOf[i], sizes[i] = groups(counts, curves[i], term.sorts)
	}
	sample, left := sampled(t, rows, logits, tables)
	type scored struct {
		grid          *grid
		first, second int
		gain          float64
	}
	var found []scored
	var halves [2]quadrants
	var cells [2][maxBins]sums
	for i := range terms {
		for j := i + 1; j < len(terms); j++ {
			if sizes[i] < 2 || sizes[j] < 2 || isWord(t, terms[i]) || isWord(t, terms[j]) {
				continue
			}
			g := &grid{rows: sizes[i], columns: sizes[j], row: groupOf[i], column: groupOf[j]}
			a, b := terms[i].bins, terms[j].bins
			clear(cells[0][:])
			clear(cells[1][:])
			for k, row := range sample {
				cell := &cells[k&1][g.cell(a[row], b[row])]
				cell.gradient += left[k].gradient
				cell.curvature += left[k].curvature
			}
			for h := range halves {
				halves[h].columns = g.columns
				halves[h].fill(cells[h][:g.rows*g.columns])
			}
			gain := 0.0
			if s.tested {
				gain = halves[0].heldOut(&halves[1]) + halves[1].heldOut(&halves[0])
			} else {
				_, _, gain = halves[0].plus(&halves[1]).best()
			}
			if gain > 0 {
				found = append(found, scored{g, i, j, gain})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.gain, a.gain) })
	var out []*term
	for _, f := range found[:min(s.pairs, len(found))] {
		bins := make([]uint8, len(t.Positive))
		a, b := terms[f.first].bins, terms[f.second].bins
		for row := range bins {
			bins[row] = f.grid.cell(a[row], b[row])
		}
		out = append(out, &term{
			fields: []int{terms[f.first].fields[0], terms[f.second].fields[0]},
			bins:   bins, cells: f.grid.rows * f.grid.columns, grid: f.grid,
		})
	}
	return out
}

// isWord reports whether a term is a word of a text: there are many, and a pair of
// them says little to a person.
func isWord(t *Table, term *term) bool { return t.Fields[term.fields[0]].Part == Says }

// sampled returns rows, and what the curves leave over of each.
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
