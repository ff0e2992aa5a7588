package additive

import "math"

// Model is a fitted model. It holds no values of any row, but those that many
// share.
type Model struct {
	Target  string
	Fields  []Field
	Base    int // log odds of a row whose parts add nothing, in thousandths
	Curves  []Curve
	Trained Trained
}

// Curve is what a field, or a pair of fields, adds to the log odds.
type Curve struct {
	Fields []int // of the model, one or two
	// Parts are by bin, in thousandths. Those of a pair are by group of the
	// first field, then by group of the second.
	Parts []int
	// First and Second are the groups that the bins of a pair's fields are in.
	First, Second []uint8
	Columns       int // groups of the second field
}

// Trained says how a model came about.
type Trained struct {
	Rows           int      `json:"rows" yaml:"rows"`
	Positives      int      `json:"positives" yaml:"positives"`
	Method         string   `json:"method" yaml:"method"`
	Folds          int      `json:"folds" yaml:"folds"`
	CrossValidated Figures  `json:"cross_validated" yaml:"cross_validated"`
	InTime         *Figures `json:"in_time,omitempty" yaml:"in_time,omitempty"`
}

// model calibrates an ensemble and rounds its parts.
func (f *fitter) model(e *ensemble, by line) *Model {
	milli := func(logit float64) int { return int(math.Round(1000 * logit)) }
	m := &Model{Base: milli(by.offset + by.slope*e.base), Fields: e.table.Fields}
	for i, term := range e.terms {
		c := Curve{Fields: term.fields, Parts: make([]int, term.cells)}
		for bin, part := range e.curves[i] {
			c.Parts[bin] = milli(by.slope * part)
		}
		if g := term.grid; g != nil {
			c.First, c.Second, c.Columns = g.row, g.column, g.columns
		}
		m.Curves = append(m.Curves, c)
	}
	return m
}

// Part returns what a curve adds for a row whose fields are in those bins, in
// thousandths.
func (c *Curve) Part(bins []uint8) int {
	first := bins[c.Fields[0]]
	if c.Columns == 0 {
		return c.Parts[first]
	}
	return c.Parts[int(c.First[first])*c.Columns+int(c.Second[bins[c.Fields[1]]])]
}

// Chance is the probability of log odds in thousandths, rounded to a millionth.
func Chance(milli int) float64 {
	return math.Round(1e6*sigmoid(float64(milli)/1000)) / 1e6
}
