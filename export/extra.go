package export

import (
	"fmt"
	"slices"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/expression"
)

// extra is a file of `also` being written.
type extra struct {
	name    string // file name
	where   *expression.Program
	kinds   []string // kinds of leads in the file; nil for all
	headers []header
	days    bool // instants are written as days

	audience *audience // nil for a file that is not for contacting people
	refused  int64     // leads that match but may not be contacted
}

// newExtra prepares a file for leads of the given columns.
func newExtra(a *Also, leads schema) (extra, error) {
	where, err := a.compile(expression.Words{Kind: leads.kind, Names: leads.names})
	if err != nil {
		return extra{}, err
	}
	return extra{name: a.Path.Value, where: where, kinds: a.kinds(), headers: a.headers(leads.names), days: a.Preset == HubSpot, audience: newAudience(a)}, nil
}

// rows returns the rows and columns of leads that belong in the file.
func (e *extra) rows(leads column.Table, before *consent.Leads) (column.Table, error) {
	refs, all := e.wanted(leads)
	if err := e.guardAudience(before, refs, all, leads.Rows()); err != nil {
		return column.Table{}, err
	}
	out := column.NewTable(leads.Rows())
	if !all {
		out = column.NewTable(len(refs))
	}
	for _, h := range e.headers {
		values := leads.Column(h.column)
		if !all {
			values = column.Take([]column.Array{values}, refs)
		}
		if times, ok := values.(*column.Time); ok && e.days {
			values = daysOf(times)
		}
		if out.Has(h.title) {
			return column.Table{}, fmt.Errorf("%s: two columns would be called %q; leave one out", e.name, h.title)
		}
		out = out.With(h.title, values)
	}
	return out, nil
}

// wanted returns the rows that belong in the file by kind, condition and audience. all
// means every row; refs may then be nil.
func (e *extra) wanted(leads column.Table) (refs []column.Ref, all bool) {
	kinds := leads.Text(kindColumn)
	if e.where == nil && (e.kinds == nil || kinds == nil) && e.audience == nil {
		return nil, true
	}
	admits := func(int) bool { return true }
	if e.audience != nil {
		admits = e.audience.admits(leads)
	}
	holds := func(int) bool { return true }
	if e.where != nil {
		holds = e.where.Where(leads).IsTrue
	}
	for row := range leads.Rows() {
		if holds(row) && (e.kinds == nil || kinds == nil || slices.Contains(e.kinds, kinds.Value(row))) {
			if !admits(row) {
				e.refused++
				continue
			}
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
	}
	return refs, len(refs) == leads.Rows()
}

// daysOf returns the days, in UTC, of instants.
func daysOf(times *column.Time) column.Array {
	b := column.NewNumberBuilder[column.Days](times.Len())
	for i := range times.Len() {
		if times.IsNull(i) {
			b.AppendNull()
			continue
		}
		day, _ := dayOf(int64(times.Value(i)))
		b.Append(column.Days(day))
	}
	return b.Finish()
}
