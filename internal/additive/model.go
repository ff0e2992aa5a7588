package additive

import "math"

// Model is a fitted model. The only values of rows it holds are those that many rows share.
type Model struct {
	Target  string
	Fields  []Field
	Base    int // log odds of a row whose parts are all 0, in thousandths
	Curves  []Curve
	Trained Trained
}

// Curve is what a field, or a pair of fields, adds to the log odds.
type Curve struct {
	Fields []int // one or two indexes into the model's fields
	// Parts are in thousandths, by bin. For a pair they are by group of the first field,
	// then by group of the second.
	Parts []int
	// First and Second map the bins of a pair's two fields to groups.
	First, Second []uint8
	Columns       int // groups of the second field
}

// Trained records how a model was fitted.
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

// Part returns what the curve adds for a row with these bins, in thousandths.
func (c *Curve) Part(bins []uint8) int {
	first := bins[c.Fields[0]]
	if c.Columns == 0 {
		return c.Parts[first]
	}
	return c.Parts[int(c.First[first])*c.Columns+int(c.Second[bins[c.Fields[1]]])]
}

// Chance returns the probability for log odds in thousandths, rounded to a millionth.
func Chance(milli int) float64 {
	return math.Round(1e6*sigmoid(float64(milli)/1000)) / 1e6
}
