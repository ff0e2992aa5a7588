package enrich

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// ordered returns the values, the most frequent first.
func ordered(list []tally) []string {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b tally) int { return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.value, b.value)) })
	values := make([]string, len(list))
	for i, t := range list {
		values[i] = t.value
	}
	return values
}

// Table returns the companies, those with the most leads first.
func (c *Companies) Table() column.Table {
	all := c.joinNames()
	texts := func(of func(k *company) string) column.Array {
		b := column.NewTextBuilder(len(all), 16*len(all))
		for _, k := range all {
			b.AppendGiven(of(k))
		}
		return b.Finish()
	}
	counts := func(of func(k *company) int64) column.Array {
		b := column.NewNumberBuilder[int64](len(all))
		for _, k := range all {
			b.Append(of(k))
		}
		return b.Finish()
	}
	rows := column.NewTable(len(all)).
		With(companyColumn, texts(func(k *company) string { return k.id })).
		With("company_domain", texts(func(k *company) string { return k.domain })).
		With("company_name", texts(func(k *company) string { return first(ordered(k.names)) })).
		With("country_code", texts(func(k *company) string { return first(ordered(k.countries)) })).
		With("lead_count", counts(func(k *company) int64 { return k.leads })).
		With("contactable_count", counts(func(k *company) int64 { return k.contactable })).
		With("decision_maker_count", counts(func(k *company) int64 { return k.deciders })).
		With("best_tier", texts((*company).bestTier))
	for i, name := range tierNames {
		rows = rows.With(name+"_count", counts(func(k *company) int64 { return k.tiers[i] }))
	}
	best, last := column.NewNumberBuilder[float64](len(all)), column.NewNumberBuilder[column.Micros](len(all))
	for _, k := range all {
		best.AppendIf(k.best, k.scored)
		last.AppendIf(k.lastActive, k.active)
	}
	return rows.
		With("best_score", best.Finish()).
		With("job_functions", texts(func(k *company) string { return strings.Join(ordered(k.functions), contact.ListSeparator) })).
		With("seniorities", texts(func(k *company) string { return strings.Join(ordered(k.seniorities), contact.ListSeparator) })).
		With("last_active_at", last.Finish()).
		With("other_company_ids", texts(func(k *company) string {
			return strings.Join(slices.Sorted(slices.Values(k.others)), contact.ListSeparator)
		}))
}

// bestTier returns the best of the leads' tiers, or "" if none has one.
func (k *company) bestTier() string {
	for i, name := range tierNames {
		if k.tiers[i] > 0 {
			return name
		}
	}
	return ""
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
