package enrich

import (
	"math"

	"galena/internal/column"
	"galena/internal/contact"
)

// conform converts values to a kind. Those that cannot be read as such become null and are counted.
func conform(values column.Array, kind column.Kind) (out column.Array, unreadable int64) {
	if column.KindOf(values) == kind {
		return values, 0
	}
	text := column.AsText(values)
	switch kind {
	case column.KindInt:
		return column.Parse(text, column.NewNumberBuilder[int64](text.Len()), contact.ParseInteger)
	case column.KindFloat:
		return column.Parse(text, column.NewNumberBuilder[float64](text.Len()), contact.ParseNumber)
	case column.KindBool:
		return column.Parse(text, new(column.BoolBuilder), contact.ParseBool)
	case column.KindTime:
		return column.Parse(text, column.NewNumberBuilder[column.Micros](text.Len()), func(s string) (column.Micros, bool) {
			micros, _, problem := contact.ParseTime(s, contact.OrderUnknown)
			return column.Micros(micros), problem == ""
		})
	case column.KindDate:
		return column.Parse(text, column.NewNumberBuilder[column.Days](text.Len()), func(s string) (column.Days, bool) {
			micros, _, problem := contact.ParseTime(s, contact.OrderUnknown)
			return column.Days(math.Floor(float64(micros) / microsPerDay)), problem == ""
		})
	}
	return text, 0
}

const microsPerDay = 24 * 60 * 60 * 1e6

// says reports whether a row has a value: neither null nor an empty text.
func says(values column.Array, row int) bool {
	text, _ := values.(*column.Text)
	return values.IsValid(row) && (text == nil || text.ValueLen(row) > 0)
}

// fillFrom fills the empty cells of a column. A column that does not exist yet is added with
// the given kind. An existing value is overwritten only in rows for which wins is true (nil: in
// none), and never by an empty one.
func fillFrom(rows column.Table, name string, kind column.Kind, values column.Array, wins func(row int) bool) column.Table {
	given := rows.Column(name)
	if given == nil {
		values, _ = conform(values, kind)
		return rows.With(name, values)
	}
	values, _ = conform(values, column.KindOf(given))
	refs := make([]column.Ref, rows.Rows())
	for row := range refs {
		refs[row].Row = uint32(row)
		empty := !says(given, row)
		if empty && values.IsValid(row) || !empty && wins != nil && says(values, row) && wins(row) {
			refs[row].Table = 1
		}
	}
	return rows.With(name, column.Take([]column.Array{given, values}, refs))
}
