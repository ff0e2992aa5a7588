package ingest

import "slices"

// oneAddress keeps the address columns of a single address, since those of a person's
// office and home must not be mixed. It takes the address with the most columns that hold a
// value and, among equals, the first of the table. Columns that do not say which address
// they belong to complete it.
func (s *subject) oneAddress(m *Mapping, candidates []candidate) []candidate {
	best := s.bestAddress(candidates)
	covered := map[string]bool{}
	for _, c := range candidates {
		if c.group == best {
			covered[c.column] = true
		}
	}
	return slices.DeleteFunc(candidates, func(c candidate) bool {
		if !isAddress(c.column) || c.why == WhyConfig || c.group == best || c.group == "" && !covered[c.column] {
			return false
		}
		to := &m.Columns[c.index]
		to.Warnings = append(to.Warnings, "belongs to a second address of the person")
		return true
	})
}

func (s *subject) bestAddress(candidates []candidate) string {
	type address struct {
		group        string
		filled, rank int
	}
	var all []address
	for _, c := range candidates {
		if !isAddress(c.column) || c.why == WhyConfig {
			continue
		}
		i := slices.IndexFunc(all, func(a address) bool { return a.group == c.group })
		if i < 0 {
			i, all = len(all), append(all, address{group: c.group, rank: c.rank})
		}
		all[i].filled += boolInt(!s.isEmpty(c.index))
		all[i].rank = min(all[i].rank, c.rank)
	}
	best := address{}
	for i, a := range all {
		if i == 0 || a.filled > best.filled || a.filled == best.filled && a.rank < best.rank {
			best = a
		}
	}
	return best.group
}

func isAddress(column string) bool {
	switch column {
	case "street", "street_2", "city", "region", "postal_code", "country":
		return true
	}
	return false
}
