package expression

import (
	"cmp"
	"slices"
	"time"

	"galena/internal/column"
)

// number is a compiled expression whose values are numbers, or instants in microseconds
// since 1970.
type number struct {
	eval     func(column.Table) numbers // nil for a constant
	constant float64
}

// numbers are the values of every row; values that are not known have no meaning.
type numbers struct {
	values []float64
	known  []uint64
}

func constant(value float64) number { return number{constant: value} }

func (n number) of(t column.Table) numbers {
	if n.eval != nil {
		return n.eval(t)
	}
	out := numbers{values: make([]float64, t.Rows()), known: full(t.Rows())}
	for i := range out.values {
		out.values[i] = n.constant
	}
	return out
}

const microsecondsOfDay = 24 * 60 * 60 * 1_000_000

// numberOf compiles a column of numbers, instants or days.
func numberOf(name string) number {
	return number{eval: func(t column.Table) numbers {
		found := t.Column(name)
		if found == nil {
			return numbers{values: make([]float64, t.Rows()), known: make([]uint64, words(t.Rows()))}
		}
		out := numbers{known: validBits(found)}
		switch a := found.(type) {
		case *column.Float:
			out.values = a.Float64Values()
			return out.withoutNaN()
		case *column.Int:
			out.values = converted(a.Int64Values(), 1)
		case *column.Time:
			out.values = converted(a.TimestampValues(), 1)
		case *column.Date:
			out.values = converted(a.Date32Values(), microsecondsOfDay)
		default:
			panic("expression: the column " + name + " holds no numbers")
		}
		return out
	}}
}

func converted[T ~int64 | ~int32](values []T, unit float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(v) * unit
	}
	return out
}

// withoutNaN clears the known bit of every NaN.
func (n numbers) withoutNaN() numbers {
	for i, v := range n.values {
		if v != v {
			n.known[i>>6] &^= 1 << (i & 63)
		}
	}
	return n
}

// calculate compiles an arithmetic operator. Each operation is rounded separately, so
// that every machine computes the same.
func calculate(operator string, left, right number) number {
	return number{eval: func(t column.Table) numbers {
		a, b := left.of(t), right.of(t)
		out := numbers{values: make([]float64, t.Rows()), known: intersect(a.known, b.known)}
		switch operator {
		case "+":
			for i := range out.values {
				out.values[i] = a.values[i] + b.values[i]
			}
		case "-":
			for i := range out.values {
				out.values[i] = a.values[i] - b.values[i]
			}
		case "*":
			for i := range out.values {
				out.values[i] = a.values[i] * b.values[i]
			}
		case "/":
			for i := range out.values {
				out.values[i] = a.values[i] / b.values[i]
				if b.values[i] == 0 {
					out.known[i>>6] &^= 1 << (i & 63)
				}
			}
		}
		return out.withoutNaN()
	}}
}

// ordered returns the test of a comparison operator.
func ordered[T cmp.Ordered](operator string) func(a, b T) bool {
	switch operator {
	case "==":
		return func(a, b T) bool { return a == b }
	case "!=":
		return func(a, b T) bool { return a != b }
	case "<":
		return func(a, b T) bool { return a < b }
	case "<=":
		return func(a, b T) bool { return a <= b }
	case ">":
		return func(a, b T) bool { return a > b }
	default:
		return func(a, b T) bool { return a >= b }
	}
}

// mirrored returns the operator that means the same with its sides swapped.
func mirrored(operator string) string {
	switch operator {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return operator
}

func compareNumbers(operator string, left, right number) condition {
	if left.eval == nil && right.eval != nil {
		return compareNumbers(mirrored(operator), right, left)
	}
	if right.eval == nil {
		return func(t column.Table) Mask {
			a := left.of(t)
			return masked(a.known, t.Rows(), against(operator, a.values, right.constant))
		}
	}
	test := ordered[float64](operator)
	return func(t column.Table) Mask {
		a, b := left.of(t), right.of(t)
		return masked(intersect(a.known, b.known), t.Rows(), func(i int) bool { return test(a.values[i], b.values[i]) })
	}
}

// against returns a test of the values against a constant, one call per row.
func against(operator string, values []float64, limit float64) func(row int) bool {
	switch operator {
	case "==":
		return func(i int) bool { return values[i] == limit }
	case "!=":
		return func(i int) bool { return values[i] != limit }
	case "<":
		return func(i int) bool { return values[i] < limit }
	case "<=":
		return func(i int) bool { return values[i] <= limit }
	case ">":
		return func(i int) bool { return values[i] > limit }
	default:
		return func(i int) bool { return values[i] >= limit }
	}
}

func between(n number, low, high float64) condition {
	return n.where(func(v float64) bool { return low <= v && v <= high })
}

func oneOfNumbers(n number, list []float64) condition {
	return n.where(func(v float64) bool { return slices.Contains(list, v) })
}

func (n number) where(test func(float64) bool) condition {
	return func(t column.Table) Mask {
		a := n.of(t)
		return masked(a.known, t.Rows(), func(i int) bool { return test(a.values[i]) })
	}
}

// instant parses a date or a timestamp as rules may write it, in UTC if it names no zone.
func instant(s string) (microseconds float64, ok bool) {
	for _, layout := range [...]string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			return float64(t.UnixMicro()), true
		}
	}
	return 0, false
}
