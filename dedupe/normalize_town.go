package dedupe

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// towns splits addresses that stand in one cell: the postal code or the state
// beside a town ("72765 Reutlingen"), and the town in the cell of a street if the
// record has no other. It never overwrites other columns of the record.
func (w *normalizing) towns() {
	if streets := w.rowText("street"); streets != nil {
		cities, postalCodes := w.rowText("city"), w.rowText("postal_code")
		w.splitCells("street", streets, func(i int) (string, contact.Town, bool) {
			if filled(cities, i) || filled(postalCodes, i) {
				return "", contact.Town{}, false
			}
			return contact.SplitAddress(streets.Value(i))
		})
	}
	if cities := w.rowText("city"); cities != nil {
		postalCodes, regions := w.rowText("postal_code"), w.rowText("region")
		w.splitCells("city", cities, func(i int) (string, contact.Town, bool) {
			t, ok := contact.SplitTown(cities.Value(i))
			if ok && (t.PostalCode != "" && filled(postalCodes, i) || t.Region != "" && filled(regions, i)) {
				ok = false
			}
			city := t.City
			t.City = ""
			return city, t, ok
		})
	}
}

func filled(text *column.Text, i int) bool { return text != nil && !empty(text, i) }

// rowText returns a column of the rows if it is text, else nil.
func (w *normalizing) rowText(name string) *column.Text {
	text, _ := w.rows.Column(name).(*column.Text)
	return text
}

// townOf is what the cell of one row says about a town.
type townOf struct {
	row int
	contact.Town
}

// splitCells leaves in each cell of a column what split says belongs there, and
// puts the rest where the row has nothing.
func (w *normalizing) splitCells(name string, text *column.Text, split func(i int) (own string, rest contact.Town, ok bool)) {
	var towns []townOf
	out := w.rewriting(name, text)
	for i := range text.Len() {
		if empty(text, i) {
			out.keep()
			continue
		}
		own, rest, ok := split(i)
		switch {
		case !ok:
			out.keep()
			continue
		case own == "":
			out.clear()
		default:
			out.change(own)
		}
		towns = append(towns, townOf{i, rest})
	}
	if len(towns) == 0 {
		return
	}
	w.take(name, &out)
	for _, part := range [...]struct {
		name string
		of   func(contact.Town) string
	}{
		{"city", func(t contact.Town) string { return t.City }},
		{"postal_code", func(t contact.Town) string { return t.PostalCode }},
		{"region", func(t contact.Town) string { return t.Region }},
		{"country", func(t contact.Town) string { return t.Country }},
	} {
		w.fillIn(part.name, towns, part.of)
	}
}

// fillIn puts values of towns, ordered by row, into the empty cells of a column. It
// makes the column if there is none.
func (w *normalizing) fillIn(name string, towns []townOf, of func(contact.Town) string) {
	before := w.rowText(name)
	if before == nil {
		if w.rows.Has(name) {
			return
		}
		before = column.Nulls(w.rows.Rows())
	}
	out := w.rewriting(name, before)
	for i := range before.Len() {
		value := ""
		if len(towns) > 0 && towns[0].row == i {
			if empty(before, i) {
				value = of(towns[0].Town)
			}
			towns = towns[1:]
		}
		out.fill(value)
	}
	w.take(name, &out)
}
