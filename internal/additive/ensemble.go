package additive

import "slices"

// Each calls work for every i in [0, n), possibly on several goroutines at once, and
// returns the first error.
type Each func(n int, work func(i int) error) error

// ensemble is a fitted model that is not calibrated yet.
type ensemble struct {
	table *Table // with the fields chosen for this model
	base  float64
	terms []*term
	// curves hold the parts of each term, by bin or by cell of its grid. The mean of each
	// curve over the rows learnt from is 0.
	curves [][]float64
}

// boosted fits bags of boosted models to some rows and averages them. It chooses the pairs
// of fields by what the averaged single-field curves leave unexplained.
func boosted(t *Table, rows []uint32, s settings, tables *curveTables, each Each) (*ensemble, error) {
	t = t.chosen(rows)
	e := &ensemble{table: t, terms: t.terms()}
	var regression *ensemble
	if s.onRidge {
		regression = regressed(t, rows)
	}
	bags, orders := make([]*bag, s.bags), make([][]uint32, s.bags)
	err := each(s.bags, func(i int) error {
		bags[i], orders[i] = newBag(t, rows, i, s, tables, regression)
		for _, term := range e.terms {
			bags[i].add(term, orders[i])
		}
		bags[i].boost(0)
		return nil
	})
	if err != nil {
		return nil, err
	}
	e.average(bags, regression)
	if s.pairs > 0 {
		logits := make([]int32, len(rows))
		for i, row := range rows {
			logits[i] = fixedLogit(e.logit(row))
		}
		pairs := choosePairs(t, rows, logits, e.curves, e.terms, s, tables)
		err := each(s.bags, func(i int) error {
			first := len(bags[i].terms)
			for _, pair := range pairs {
				bags[i].add(pair, orders[i])
			}
			bags[i].boost(first)
			return nil
		})
		if err != nil {
			return nil, err
		}
		e.terms = append(e.terms, pairs...)
		e.average(bags, regression)
	}
	e.center(rows)
	return e, nil
}

// average sets the curves to the mean of those of the bags. If the bags began with a
// regression, its curves are added; its terms come first, in the same order.
func (e *ensemble) average(bags []*bag, regression *ensemble) {
	n := float64(len(bags))
	e.base, e.curves = 0, nil
	for i, term := range e.terms {
		curve := make([]float64, term.cells)
		for bin := range curve {
			var sum int64
			for _, b := range bags {
				sum += b.terms[i].curve[bin]
			}
			curve[bin] = float64(sum) / logitOne / n
		}
		if regression != nil && i < len(regression.curves) {
			for bin := range curve {
				curve[bin] += regression.curves[i][bin]
			}
		}
		e.curves = append(e.curves, curve)
	}
	if regression != nil {
		e.base = regression.base
		return
	}
	for _, b := range bags {
		e.base += float64(b.base) / logitOne / n
	}
}

// center moves the mean of each curve over the rows into the base. The part of a bin that
// none of the rows is in becomes 0.
func (e *ensemble) center(rows []uint32) {
	for i, term := range e.terms {
		curve, counts := e.curves[i], make([]int64, term.cells)
		for _, row := range rows {
			counts[term.bins[row]]++
		}
		mean := 0.0
		for bin, count := range counts {
			mean += float64(count) * curve[bin]
		}
		mean /= float64(max(len(rows), 1))
		e.base += mean
		for bin, count := range counts {
			if curve[bin] -= mean; count == 0 {
				curve[bin] = 0
			}
		}
	}
}

// logit returns the log odds of a row of the table.
func (e *ensemble) logit(row uint32) float64 {
	sum := e.base
	for i, term := range e.terms {
		sum += e.curves[i][term.bins[row]]
	}
	return sum
}

func (e *ensemble) logits(rows []uint32) []float64 {
	out := make([]float64, len(rows))
	for i, row := range rows {
		out[i] = e.logit(row)
	}
	return out
}

// terms returns the fields of the table as terms.
func (t *Table) terms() []*term {
	out := make([]*term, len(t.Fields))
	for i := range t.Fields {
		f := &t.Fields[i]
		out[i] = &term{fields: []int{i}, bins: t.Bins[i], cells: f.Bins(), sorts: f.Kind == Category}
	}
	return slices.Clip(out)
}
