package ingest

import (
	"fmt"
	"strings"

	"galena/internal/contact"
)

// nameOwn gives the unmapped columns their names: the header, unless another
// column has it. Names that differ in case only count as the same, as they do
// in SQL.
func nameOwn(m *Mapping, canonical map[string]contact.Kind) {
	taken := map[string]bool{}
	for _, c := range m.Columns {
		taken[strings.ToLower(c.Name)] = c.Name != ""
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		if c.Canonical() {
			continue
		}
		c.Name = ownName(c.Header, taken, canonical)
		if c.Name != c.Header {
			c.Warnings = append(c.Warnings, "kept as "+c.Name+": the name is another column's")
		}
		taken[strings.ToLower(c.Name)] = true
	}
}

// ownName returns the header, with a suffix if the name is taken, or is one
// that galena gives a meaning to.
func ownName(header string, taken map[string]bool, canonical map[string]contact.Kind) string {
	name := header
	lower := strings.ToLower(name)
	if _, ok := canonical[lower]; ok || computed(lower) {
		name += "_input"
	}
	unique := name
	for n := 2; taken[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s_%d", name, n)
	}
	return unique
}
