package dedupe

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// united is a column of lists. A lead has the values of all its records.
type united struct {
	name  string
	lists *field // nil if the input lacks the column
	// values are the columns whose other values the list takes in, so that the
	// addresses of records that did not survive are not lost.
	values []*field
	from   string // the first of them
	added  bool   // the input lacks the column
}

// unitedColumns returns the lists that the records have, and the lists of further
// addresses and numbers that leads may get.
func unitedColumns(s *store) []*united {
	var out []*united
	others := map[string][]string{"emails_other": {"email"}, "phones_other": {"phone", "mobile_phone"}}
	for _, c := range contact.Columns() {
		if c.Kind != contact.KindList && c.Kind != contact.KindEmailList && c.Kind != contact.KindPhoneList {
			continue
		}
		u := &united{name: c.Name}
		if slices.Contains(s.names, c.Name) {
			u.lists = s.field(c.Name)
		}
		for _, from := range others[c.Name] {
			if slices.Contains(s.names, from) {
				u.values = append(u.values, s.field(from))
			}
		}
		if len(u.values) > 0 {
			u.from, u.added = u.values[0].name, u.lists == nil
		}
		if u.lists != nil || len(u.values) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// column makes the lists of some leads. A lead of one record keeps its list as it
// is.
func (u *united) column(g *golden, from, to int, taken map[string]column.Array) column.Array {
	survivors := make([]*column.Text, len(u.values))
	for i, f := range u.values {
		survivors[i], _ = taken[f.name].(*column.Text)
	}
	out := column.NewTextBuilder(to-from, 0)
	var list []string
	for lead := from; lead < to; lead++ {
		records := g.leads.of(lead)
		if len(records) == 1 {
			if u.lists != nil && u.lists.filled(records[0]) {
				out.Append(u.lists.text(records[0]))
			} else {
				out.AppendNull()
			}
			continue
		}
		list = u.collect(list[:0], records, survivors, lead-from)
		if len(list) == 0 {
			out.AppendNull()
			continue
		}
		out.Append(strings.Join(list, contact.ListSeparator))
	}
	return out.Finish()
}

// collect appends the values of all records, sorted and each once, without those
// that survived as the lead's own. Of values that differ only in case it takes the
// first.
func (u *united) collect(list []string, records []uint32, survivors []*column.Text, row int) []string {
	for _, r := range records {
		for _, f := range u.values {
			list = append(list, strings.TrimSpace(f.text(r)))
		}
		if u.lists != nil {
			for value := range strings.SplitSeq(u.lists.text(r), ";") {
				list = append(list, strings.TrimSpace(value))
			}
		}
	}
	slices.Sort(list)
	kept := list[:0]
	for _, value := range list {
		same := func(other string) bool { return strings.EqualFold(other, value) }
		survived := func(own *column.Text) bool { return own != nil && own.IsValid(row) && same(own.Value(row)) }
		if value != "" && !slices.ContainsFunc(kept, same) && !slices.ContainsFunc(survivors, survived) {
			kept = append(kept, value)
		}
	}
	return kept
}
