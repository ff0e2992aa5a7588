package additive

import (
	"math"
	"strconv"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/contact"
)

// Cut returns the bin of each value of a column; nil stands for a column that
// is not there. What cannot be read as the field's kind is missing.
func (f *Field) Cut(values column.Array, rows int) []uint8 {
	bins := make([]uint8, rows)
	switch a := values.(type) {
	case nil:
		return bins
	case *column.Float:
		if f.Kind == Number {
			for i := range bins {
				if a.IsValid(i) {
					bins[i] = f.binOfNumber(a.Value(i))
				}
			}
			return bins
		}
	case *column.Int:
		if f.Kind == Number {
			for i := range bins {
				if a.IsValid(i) {
					bins[i] = f.binOfNumber(float64(a.Value(i)))
				}
			}
			return bins
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

// binOf returns the bin of a cell.
func (f *Field) binOf(cell string) uint8 {
	if missing(cell) {
		return 0
	}
	switch f.Kind {
	case Number:
		if x, unit, ok := amount(cell); ok && (unit == "" || unit == f.Unit) {
			return f.binOfNumber(x)
		}
	case Date:
		if x, ok := dayOf(cell, f.Order); ok {
			return f.binOfNumber(x)
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

// Label says what is in a bin, for a person: "age 30 to 35", "job=student",
// "balance missing".
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
		return f.Name + "=" + low // of whole numbers, that one
	}
	return f.Name + " " + low + " to " + high
}

// Span says what is in neighbouring bins of numbers.
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

// Name is what a curve is called: its field, or both.
func (m *Model) Name(c *Curve) string {
	if len(c.Fields) == 2 {
		return m.Fields[c.Fields[0]].Name + " and " + m.Fields[c.Fields[1]].Name
	}
	return m.Fields[c.Fields[0]].Name
}
