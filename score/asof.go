package score

import (
	"strconv"
	"time"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// AsOf is the column of the instant as of which rows are seen. In a run, leads get it if the
// learned score reads it: it is the run's clock.
const AsOf = "as_of"

// Lessons returns the leads that were not yet customers at the instant of p. They have features
// from the events up to then; Converted, which says whether they are customers by the instant
// of later; and AsOf. Lessons leaves out what tells a lead's stage today, and dates after the instant.
func (p *Past) Lessons(leads []pipeline.Batch, later *Past, at time.Time) []column.Table {
	var out []column.Table
	first := 0
	for _, batch := range leads {
		var refs []column.Ref
		converted := column.NewTextBuilder(batch.Rows.Rows(), 5*batch.Rows.Rows())
		for row := range batch.Rows.Rows() {
			if p.customers[first+row] {
				continue
			}
			refs = append(refs, column.Ref{Row: uint32(row)})
			converted.Append(strconv.FormatBool(later.customers[first+row]))
		}
		first += batch.Rows.Rows()
		seen := p.stage.withFeatures(batch.Rows, p.stage.store.find(batch.Keys), features())
		rows := column.TakeRows([]column.Table{seen.Without(undated...)}, refs)
		for i, name := range rows.Names() {
			rows = rows.With(name, until(rows, i, at.UnixMicro()))
		}
		out = append(out, withAsOf(rows.With(Converted, converted.Finish()), at.UnixMicro()))
	}
	return out
}

// until returns a column without the dates after an instant; a column that holds no dates is
// returned as it is.
func until(rows column.Table, i int, last int64) column.Array {
	name, values := rows.Names()[i], rows.At(i)
	one := []column.Table{rows}
	if kind := column.KindOf(values); kind != column.KindTime && kind != column.KindDate {
		if _, isText := values.(*column.Text); !isText || !holdsDates(one, name) {
			return values
		}
	}
	at := instantsIn(values, orderOf(one, name))
	refs, late := make([]column.Ref, rows.Rows()), false
	for row := range refs {
		refs[row].Row = uint32(row)
		if micros, ok := at(row); ok && micros > last {
			refs[row], late = column.Ref{Table: 1}, true
		}
	}
	if !late {
		return values
	}
	return column.Take([]column.Array{values, nil}, refs)
}

// holdsDates reports whether nearly all values of a text column are dates, and written as such:
// a bare number is not.
func holdsDates(rows []column.Table, name string) bool {
	dates, filled, order := 0, 0, orderOf(rows, name)
	for _, b := range rows {
		text, at := textOf(b, name), instantsIn(b.Column(name), order)
		for row := range b.Rows() {
			if value, ok := valueOf(text, row); ok {
				filled++
				if _, isDate := at(row); isDate && hasDateMarks(value) {
					dates++
				}
			}
		}
	}
	return filled > 0 && 10*dates >= 9*filled
}

// withAsOf adds the column of the instant as of which all rows are seen.
func withAsOf(rows column.Table, micros int64) column.Table {
	return rows.With(AsOf, column.Repeat(time.UnixMicro(micros).UTC().Format(time.DateTime), rows.Rows()))
}
