package score

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/expression"
)

// proof writes the evidence of lines: which column had which value. It quotes only categories,
// truth values and numbers; of other columns it gives the name alone, so that no line tells whose it is.
type proof struct {
	shown  [][]shownColumn // by rule
	repeat []bool          // by rule: its evidence takes few forms
	truths []bool          // by rule: it quotes truth values only, from at most maxTruths columns; see form
	first  []int           // by rule: the first one with the same columns, and so the same evidence
	buffer []byte
}

type shownColumn struct {
	name   string
	values column.Array // nil if it must not be quoted
}

// hidden are columns that would say too much about a person, although they are categories or numbers.
var hidden = []string{"account_owner", "expected_salary", "latitude", "longitude", "owner"}

// newProof returns the proofs of conditions, some of which may be nil.
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

// repeats reports whether the evidence of a condition takes few forms, as it quotes no numbers.
func (p *proof) repeats(rule int) bool {
	return !slices.ContainsFunc(p.shown[rule], func(c shownColumn) bool {
		if c.values == nil {
			return false
		}
		kind := column.KindOf(c.values)
		return kind != column.KindBool && kind != column.KindText
	})
}

// maxTruths is the most columns that a condition of truth values can have for form to number
// what it says.
const maxTruths = 3

// isTruths reports whether a condition's evidence quotes truth values only, from few columns.
func (p *proof) isTruths(rule int) bool {
	return len(p.shown[rule]) <= maxTruths && !slices.ContainsFunc(p.shown[rule], func(c shownColumn) bool {
		return c.values != nil && column.KindOf(c.values) != column.KindBool
	})
}

// form returns the number of what the evidence of a condition of truth values says about a row.
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

// of returns the evidence of a condition that holds for the row, such as "employee_count=250".
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

// foldValue returns the form in which values of columns and of rules are compared.
func foldValue(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
