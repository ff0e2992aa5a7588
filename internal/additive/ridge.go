package additive

import "math"

// ridgePenalty is the cost of the square of a standardized coefficient, equal to half the
// curvature of this many rows.
const ridgePenalty = 4.0

// design turns the bins of fields into the columns of a linear model. An ordered field has
// one column with the rank of its bin and one for missing values; any other field has one
// column per bin.
type design struct {
	terms []*term
	// at[t][bin] lists the columns of a term's bin with their values.
	at      [][][]weighted
	columns int // the first is the intercept
}

type weighted struct {
	column int
	value  float64
}

// ordered reports whether the bins of a field follow one another. Such a field has one
// column, by rank, and one for missing values.
func (f *Field) ordered() bool { return f.Kind == Number || f.Kind == Date }

// regressors returns the maximum number of columns of a linear model that a field needs.
func (f *Field) regressors() int {
	if f.ordered() {
		return 2
	}
	return f.Bins()
}

func newDesign(t *Table, rows []uint32, terms []*term) *design {
	d := &design{terms: terms, columns: 1}
	for _, term := range terms {
		counts := make([]float64, term.cells)
		for _, row := range rows {
			counts[term.bins[row]]++
		}
		bins := make([][]weighted, term.cells)
		if t.Fields[term.fields[0]].ordered() {
			rank := ranks(counts)
			for bin := 1; bin < term.cells; bin++ {
				bins[bin] = []weighted{{d.columns, rank[bin]}}
			}
			d.columns++
			if counts[0] > 0 {
				bins[0] = []weighted{{d.columns, 1}}
				d.columns++
			}
		} else {
			for bin := range bins {
				if counts[bin] > 0 {
					bins[bin] = []weighted{{d.columns, 1}}
					d.columns++
				}
			}
		}
		d.at = append(d.at, bins)
	}
	return d
}

// ranks returns, for each bin after the first, the middle rank of its rows, scaled to a
// standard deviation of about 1.
func ranks(counts []float64) []float64 {
	total, below := 0.0, 0.0
	for _, n := range counts[1:] {
		total += n
	}
	out := make([]float64, len(counts))
	for bin := 1; bin < len(counts); bin++ {
		out[bin] = ((below+counts[bin]/2)/max(total, 1) - 0.5) * math.Sqrt(12)
		below += counts[bin]
	}
	return out
}

// ridged fits a regression to the fields chosen for rows.
func ridged(t *Table, rows []uint32) *ensemble { return regressed(t.chosen(rows), rows) }

// regressed fits a logistic regression with a ridge penalty, by Newton's method.
func regressed(t *Table, rows []uint32) *ensemble {
	terms := t.terms()
	d := newDesign(t, rows, terms)
	beta := make([]float64, d.columns)
	entries := make([]weighted, 0, len(terms)+1)
	for range 25 {
		hessian := make([][]float64, d.columns)
		for i := range hessian {
			hessian[i] = make([]float64, i+1)
		}
		gradient := make([]float64, d.columns)
		for _, row := range rows {
			entries = append(entries[:0], weighted{0, 1})
			logit := beta[0]
			for i, term := range terms {
				for _, w := range d.at[i][term.bins[row]] {
					entries = append(entries, w)
					logit += beta[w.column] * w.value
				}
			}
			p := sigmoid(logit)
			residual, weight := float64(truth(t.Positive[row]))-p, p*(1-p)
			for i, a := range entries {
				gradient[a.column] += residual * a.value
				for _, b := range entries[:i+1] {
					hessian[a.column][b.column] += weight * a.value * b.value
				}
			}
		}
		for i := 1; i < d.columns; i++ {
			gradient[i] -= ridgePenalty * beta[i] / 2
			hessian[i][i] += ridgePenalty / 2
		}
		hessian[0][0] += 1e-9
		step := solve(hessian, gradient)
		size := 0.0
		for i := range beta {
			beta[i] += min(max(step[i], -3), 3)
			size += math.Abs(step[i])
		}
		if size < 1e-8 {
			break
		}
	}
	e := &ensemble{table: t, base: beta[0], terms: terms}
	for i, term := range terms {
		curve := make([]float64, term.cells)
		for bin := range curve {
			for _, w := range d.at[i][bin] {
				curve[bin] += beta[w.column] * w.value
			}
		}
		e.curves = append(e.curves, curve)
	}
	e.center(rows)
	return e
}

// solve solves a·x = b for a symmetric positive definite a by Cholesky decomposition. Only
// the lower half of a is read, and it is overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	x := make([]float64, n)
	for i := range n {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	for i := range n {
		sum := b[i]
		for k := range i {
			sum -= a[i][k] * x[k]
		}
		x[i] = sum / a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		sum := x[i]
		for k := i + 1; k < n; k++ {
			sum -= a[k][i] * x[k]
		}
		x[i] = sum / a[i][i]
	}
	return x
}
