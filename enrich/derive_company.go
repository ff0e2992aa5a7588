package enrich

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// company adds the key that leads of one company share.
func (s *scratch) company(rows column.Table) column.Table {
	names := rows.Text("company_name")
	if names == nil {
		return rows
	}
	keys := column.NewTextBuilder(rows.Rows(), 12*rows.Rows())
	for i := range names.Len() {
		if names.IsNull(i) {
			keys.AppendNull()
			continue
		}
		appendKnown(keys, s.companies.Get(names.Value(i)))
	}
	return rows.With("company_key", keys.Finish())
}

// size adds the bands of the number of employees and of the revenue. Where the
// source gave a range in place of a number, the band that holds the range.
func (s *scratch) size(rows column.Table) column.Table {
	if employees := rows.Column("employee_count"); employees != nil {
		ranges := rows.Text("employee_count" + contact.SuffixRaw)
		rows = rows.With("employee_band", banded(employees, contact.EmployeeBand, func(i int) string {
			if ranges == nil || ranges.IsNull(i) {
				return ""
			}
			return s.bands.Get(ranges.Value(i))
		}))
	}
	if revenue := rows.Column("annual_revenue"); revenue != nil {
		rows = rows.With("revenue_band", banded(revenue, contact.RevenueBand, func(int) string { return "" }))
	}
	return rows
}

// banded are the bands of the numbers; otherwise says what a row without one is in.
func banded(numbers column.Array, band func(float64) string, otherwise func(row int) string) *column.Text {
	bands := column.NewTextBuilder(numbers.Len(), 8*numbers.Len())
	for i := range numbers.Len() {
		value, ok := 0.0, numbers.IsValid(i)
		switch numbers := numbers.(type) {
		case *column.Int:
			value = float64(numbers.Value(i))
		case *column.Float:
			value = numbers.Value(i)
		case *column.Text:
			value, ok = contact.ParseNumber(numbers.Value(i))
			ok = ok && numbers.IsValid(i)
		default:
			ok = false
		}
		if ok {
			appendKnown(bands, band(value))
		} else {
			appendKnown(bands, otherwise(i))
		}
	}
	return bands.Finish()
}
