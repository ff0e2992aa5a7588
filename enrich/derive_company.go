package enrich

import (
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/memo"
)

// company adds the key that leads of the same company share.
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
		keys.AppendGiven(s.companies.Get(names.Value(i)))
	}
	return rows.With("company_key", keys.Finish())
}

// size adds the bands of employee count and revenue. Where the source gave a range or words
// instead of a number, the band is the one that contains them.
func (s *scratch) size(rows column.Table) column.Table {
	if employees := rows.Column("employee_count"); employees != nil {
		rows = rows.With("employee_band", banded(employees, contact.EmployeeBand, rows.Text("employee_count"+contact.SuffixRaw), s.bands))
	}
	if revenue := rows.Column("annual_revenue"); revenue != nil {
		rows = rows.With("revenue_band", banded(revenue, contact.RevenueBand, rows.Text("annual_revenue"+contact.SuffixRaw), s.revenues))
	}
	return rows
}

// banded returns the band of each number, or, where there is none, of the text that raw has in
// its place. raw may be nil.
func banded(numbers column.Array, band func(float64) string, raw *column.Text, bandOf *memo.Memo[string]) *column.Text {
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
		switch text := cell(raw, i); {
		case ok:
			bands.AppendGiven(band(value))
		case text != "":
			bands.AppendGiven(bandOf.Get(text))
		default:
			bands.AppendNull()
		}
	}
	return bands.Finish()
}
