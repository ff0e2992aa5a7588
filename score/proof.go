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
	repeat []bool          // by rule: its proofs are of few forms
	truths []bool          // by rule: it quotes nothing but truth values, of so few columns that forms count them
	first  []int           // by rule: the first one that shows the same columns, and so says the same
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
	p := &proof{shown: make([][]shownColumn, len(conditions)), repeat: make([]bool, len(conditions)), truths: make([]bool, len(conditions)), first: make([]int, len(conditions))}
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
		p.repeat[i], p.truths[i] = p.repeats(i), p.isTruths(i)
		p.first[i] = slices.IndexFunc(p.shown, func(other []shownColumn) bool {
			return slices.EqualFunc(other, p.shown[i], func(a, b shownColumn) bool { return a.name == b.name })
		})
	}
	return p
}

// repeats reports whether what a condition's proofs say is of few forms: it quotes
// no numbers.
func (p *proof) repeats(rule int) bool {
	return !slices.ContainsFunc(p.shown[rule], func(c shownColumn) bool {
		if c.values == nil {
			return false
		}
		kind := column.KindOf(c.values)
		return kind != column.KindBool && kind != column.KindText
	})
}

// maxTruths is the number of columns of truth values whose forms are counted.
const maxTruths = 3

// isTruths reports whether a condition's proofs quote nothing but truth values.
func (p *proof) isTruths(rule int) bool {
	return len(p.shown[rule]) <= maxTruths && !slices.ContainsFunc(p.shown[rule], func(c shownColumn) bool {
		return c.values != nil && column.KindOf(c.values) != column.KindBool
	})
}

// form numbers what the proofs of a condition of truth values may say.
func (p *proof) form(rule, row int) (form int) {
	for _, shown := range p.shown[rule] {
		form *= 3
		if truths, ok := shown.values.(*column.Bool); ok && truths.IsValid(row) {
			if form++; truths.Value(row) {
				form++
			}
		}
	}
	return form
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

// foldValue is how the values of a column and of a rule are compared.
func foldValue(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
