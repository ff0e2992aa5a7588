package score

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/expression"
)

// proof writes the evidence of lines: which column had which value. Only
// categories, truth values and numbers are quoted; of any other column the name
// stands alone, so that no line tells whose it is.
type proof struct {
	shown  [][]shownColumn // by rule
	buffer []byte
}

type shownColumn struct {
	name   string
	values column.Array // nil: not to be quoted
}

// hidden are columns whose values would say too much of a person for all that
// they are categories or numbers.
var hidden = []string{"account_owner", "expected_salary", "latitude", "longitude", "owner"}

// newProof returns the proofs of conditions, of which some may be nil.
func newProof(t column.Table, words vocabulary, conditions []*expression.Program) *proof {
	p := &proof{shown: make([][]shownColumn, len(conditions))}
	for i, condition := range conditions {
		if condition == nil {
			continue
		}
		for _, name := range condition.Columns() {
			shown := shownColumn{name: name}
			if canonical, ok := words.find(name); ok && quotable(canonical) {
				shown.values = t.Column(name)
			}
			p.shown[i] = append(p.shown[i], shown)
		}
	}
	return p
}

func quotable(c contact.Column) bool {
	switch c.Kind {
	case contact.KindCategory, contact.KindBool, contact.KindNumber, contact.KindInteger:
		return !slices.Contains(hidden, c.Name)
	}
	return false
}

// of is the evidence of a condition that holds for the row: "employee_count=250".
// It is valid until the next call.
func (p *proof) of(rule, row int) []byte {
	out := p.buffer[:0]
	for i, shown := range p.shown[rule] {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, shown.name...)
		if shown.values != nil && shown.values.IsValid(row) {
			out = column.AppendValue(append(out, '='), shown.values, row)
		}
	}
	p.buffer = out
	return out
}

// scale is the evidence of the scaling: "12 of 40 known points".
func (p *proof) scale(sum, best Points) []byte {
	out := append(appendPoints(p.buffer[:0], sum), " of "...)
	p.buffer = append(appendPoints(out, best), " known points"...)
	return p.buffer
}

// limit is the evidence of a cap or clamp: "limit 20".
func (p *proof) limit(at Points) []byte {
	p.buffer = appendPoints(append(p.buffer[:0], "limit "...), at)
	return p.buffer
}

// foldValue is how the values of a column and of a rule are compared.
func foldValue(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
