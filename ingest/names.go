package ingest

import (
	"fmt"
	"strings"

	"galena/internal/contact"
)

// nameOwn names the unmapped columns: by their header, unless another column has that name.
// Names that differ only in case count as the same, as in SQL.
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

// ownName returns the header, with a suffix if the name is taken or has a meaning for
// galena.
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
