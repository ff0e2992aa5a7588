package additive

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/contact"
)

// Cut returns the bin of each row, by field.
func Cut(fields []Field, rows column.Table) [][]uint8 {
	bins := make([][]uint8, len(fields))
	texts := map[string]map[string]int{} // field index by column and word
	for i := range fields {
		f := &fields[i]
		switch f.Part {
		case Says:
			if texts[f.Column] == nil {
				texts[f.Column] = map[string]int{}
			}
			texts[f.Column][f.Of] = i
			bins[i] = make([]uint8, rows.Rows())
		case DaysFrom:
			bins[i] = f.cutDays(rows)
		default:
			bins[i] = f.Cut(rows.Column(f.Column), rows.Rows())
		}
	}
	keep := [][]bool{slices.Repeat([]bool{true}, rows.Rows())}
	for name, fieldOf := range texts {
		eachText([]column.Table{rows}, keep, name, func(row uint32, text string) {
			for _, field := range fieldOf {
				bins[field][row] = 1
			}
			words(text, func(word string) {
				if field, known := fieldOf[word]; known {
					bins[field][row] = 2
				}
			})
		})
	}
	return bins
}

// cutDays returns, for each row, the bin of the days between two dates.
func (f *Field) cutDays(rows column.Table) []uint8 {
	bins := make([]uint8, rows.Rows())
	from, to := rows.Column(f.Of), rows.Column(f.Column)
	if from == nil || to == nil {
		return bins
	}
	first, last := column.AsText(from), column.AsText(to)
	for row := range bins {
		if first.IsNull(row) || last.IsNull(row) {
			continue
		}
		a, okFirst := instant(strings.TrimSpace(first.Value(row)), f.OfOrder)
		b, okLast := instant(strings.TrimSpace(last.Value(row)), f.Order)
		if okFirst && okLast {
			bins[row] = f.binOfNumber(dayOf(b) - dayOf(a))
		}
	}
	return bins
}

// Cut returns the bin of each value of a column. A nil column counts as missing in every
// row, as does a value that cannot be read as the field's kind.
func (f *Field) Cut(values column.Array, rows int) []uint8 {
	bins := make([]uint8, rows)
	if values == nil {
		return bins
	}
	if f.Kind == Number && f.Part == Whole {
		switch a := values.(type) {
		case *column.Float:
			return cutArray(f, a, bins)
		case *column.Int:
			return cutArray(f, a, bins)
		}
	}
	text := column.AsText(values)
	seen := map[string]uint8{}
	for i := range bins {
		if text.IsNull(i) {
			continue
		}
		cell := text.Value(i)
		bin, known := seen[cell]
		if !known {
			bin = f.binOf(strings.TrimSpace(cell))
			if len(seen) < mostDistinct {
				seen[cell] = bin
			}
		}
		bins[i] = bin
	}
	return bins
}

// cutArray fills in the bins of an array of numbers. A number that is not finite is
// missing, as it is in a column of text.
func cutArray[T int64 | float64](f *Field, values interface {
	IsValid(i int) bool
	Value(i int) T
}, bins []uint8,
) []uint8 {
	for i := range bins {
		if x := float64(values.Value(i)); values.IsValid(i) && math.Abs(x) <= math.MaxFloat64 {
			bins[i] = f.binOfNumber(x)
		}
	}
	return bins
}

// binOf returns the bin of a cell.
func (f *Field) binOf(cell string) uint8 {
	if missing(cell) {
		return 0
	}
	switch f.Part {
	case Hour, Weekday, MonthDay, QuarterEnd, Month:
		if at, ok := instant(cell, f.Order); ok {
			return f.binOfTime(at)
		}
		return 0
	case WordCount:
		return f.binOfNumber(wordCount(cell))
	}
	switch f.Kind {
	case Number:
		if q, ok := amount(cell); ok {
			if x, ok := inUnit(q.value, q.unit, f.Unit); ok {
				return f.binOfNumber(x)
			}
		}
	case Date:
		if at, ok := instant(cell, f.Order); ok {
			return f.binOfTime(at)
		}
	case Truth:
		if yes, ok := contact.ParseBool(cell); ok {
			return uint8(1 + truth(yes))
		}
	case Category:
		return f.binOfValue(strings.ToLower(cell))
	}
	return 0
}

// Label describes a bin for a person: "age 30 to 35", "job=student", "balance missing".
func (f *Field) Label(bin int) string {
	switch {
	case bin == 0:
		return f.Name + " missing"
	case f.Kind == Category || f.Kind == Truth:
		if bin > len(f.Values) {
			return f.Name + " another value"
		}
		return f.Name + "=" + f.Values[bin-1]
	case len(f.Edges) == 0:
		return f.Name + " given"
	case bin == 1:
		return f.Name + " below " + f.edge(0)
	case bin == len(f.Edges)+1:
		return f.Name + " from " + f.edge(bin-2)
	}
	low, high := f.edge(bin-2), f.edge(bin-1)
	if f.Kind == Number && f.Edges[bin-2]+1 == f.Edges[bin-1] && f.Edges[bin-2] == math.Trunc(f.Edges[bin-2]) {
		return f.Name + "=" + low // the bin holds this one whole number
	}
	return f.Name + " " + low + " to " + high
}

// Span describes a run of neighbouring bins of numbers.
func (f *Field) Span(first, last int) string {
	switch {
	case first == last || f.Kind == Category || f.Kind == Truth:
		return f.Label(first)
	case first == 1:
		return f.Name + " below " + f.edge(last-1)
	case last > len(f.Edges):
		return f.Name + " from " + f.edge(first-2)
	}
	return f.Name + " " + f.edge(first-2) + " to " + f.edge(last-1)
}

func (f *Field) edge(i int) string {
	if f.Kind == Date {
		return time.Unix(int64(f.Edges[i])*86_400, 0).UTC().Format(time.DateOnly)
	}
	return strconv.FormatFloat(f.Edges[i], 'f', -1, 64)
}

// Name returns the display name of a curve: the name of its field, or of both fields.
func (m *Model) Name(c *Curve) string {
	if len(c.Fields) == 2 {
		return m.Fields[c.Fields[0]].Name + " and " + m.Fields[c.Fields[1]].Name
	}
	return m.Fields[c.Fields[0]].Name
}
