package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// unwrap maps fields of nested objects whose names are not known containers of a record's
// fields ("beneficiary.name.given", "household.address.city"). A field gets the meaning
// that it has without its object, unless another column has that meaning or two objects
// claim it. Objects of other people and of companies keep their fields.
func (s *subject) unwrap(m *Mapping) {
	if !s.describes {
		return
	}
	type claim struct {
		columns []int
		entry   entry
	}
	claims := map[string]*claim{}
	var order []string
	for i, c := range m.Columns {
		if c.Canonical() {
			continue
		}
		e, ok := s.unwrapped(c.Header)
		if !ok || m.has(e.column) {
			continue
		}
		if claims[e.column] == nil {
			claims[e.column], order = &claim{entry: e}, append(order, e.column)
		}
		claims[e.column].columns = append(claims[e.column].columns, i)
	}
	for _, name := range order {
		claimed := claims[name]
		for _, i := range claimed.columns {
			c := &m.Columns[i]
			if len(claimed.columns) == 1 {
				c.Name, c.Why, c.kind = name, WhySynonym, claimed.entry.kind
			} else {
				c.Warnings = append(c.Warnings, "may mean "+name+", but so may other columns of the file; it is kept under its own name")
			}
		}
	}
}

// unwrapped looks a nested header up without its outermost objects, removing one after the
// other.
func (s *subject) unwrapped(header string) (entry, bool) {
	for {
		object, rest, nested := strings.Cut(header, ".")
		if !nested || contact.OfOthers(object) || hasWord(object, ofSomethingElse) {
			return entry{}, false
		}
		header = rest
		if e, ok := s.lookup(header); ok {
			return e, slices.Contains(unwrappable, e.column) && (strings.Contains(header, ".") || !slices.Contains(bareNames, contact.NameKey(header)))
		}
	}
}

var (
	// ofSomethingElse are words for objects whose names and addresses do not belong to the
	// person.
	ofSomethingElse = []string{
		"company", "employer", "organization", "organisation", "account", "firm", "business", "school", "shop", "store", "product", "item", "order",
		"event", "campaign", "list", "form", "page", "utm", "device", "source", "previous", "old", "shipping", "billing", "second", "other",
	}
	unwrappable = append([]string{"region", "country", "middle_name", "name_prefix", "name_suffix", "job_title"}, describing...)
)
