package enrich

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/column"
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

// Table returns the companies, those of the most leads first.
func (c *Companies) Table() column.Table {
	all := c.joinNames()
	texts := map[string]*column.TextBuilder{}
	add := func(name, value string) {
		if texts[name] == nil {
			texts[name] = column.NewTextBuilder(len(all), 16*len(all))
		}
		appendKnown(texts[name], value)
	}
	numbers := map[string]*column.IntBuilder{}
	sum := func(name string, value int64) {
		if numbers[name] == nil {
			numbers[name] = column.NewNumberBuilder[int64](len(all))
		}
		numbers[name].Append(value)
	}
	best, last := column.NewNumberBuilder[float64](len(all)), column.NewNumberBuilder[column.Micros](len(all))
	for _, k := range all {
		add(companyColumn, k.id)
		add("company_domain", k.domain)
		add("company_name", first(ordered(k.names)))
		add("country_code", first(ordered(k.countries)))
		sum("lead_count", k.leads)
		sum("contactable_count", k.contactable)
		sum("decision_maker_count", k.deciders)
		tier := ""
		for i, name := range tierNames {
			sum(name+"_count", k.tiers[i])
			if tier == "" && k.tiers[i] > 0 {
				tier = name
			}
		}
		add("best_tier", tier)
		if k.scored {
			best.Append(k.best)
		} else {
			best.AppendNull()
		}
		add("job_functions", strings.Join(ordered(k.functions), "; "))
		add("seniorities", strings.Join(ordered(k.seniorities), "; "))
		if k.active {
			last.Append(k.lastActive)
		} else {
			last.AppendNull()
		}
		slices.Sort(k.others)
		add("other_company_ids", strings.Join(k.others, "; "))
	}
	rows := column.NewTable(len(all))
	for _, name := range companyColumns {
		switch {
		case name == "best_score":
			rows = rows.With(name, best.Finish())
		case name == "last_active_at":
			rows = rows.With(name, last.Finish())
		case strings.HasSuffix(name, "_count"):
			rows = rows.With(name, cmp.Or(numbers[name], column.NewNumberBuilder[int64](0)).Finish())
		default:
			rows = rows.With(name, cmp.Or(texts[name], &column.TextBuilder{}).Finish())
		}
	}
	return rows
}

// companyColumns are those of the table, in their order.
var companyColumns = []string{
	companyColumn, "company_domain", "company_name", "country_code", "lead_count", "contactable_count", "decision_maker_count",
	"best_tier", "hot_count", "warm_count", "cold_count", "best_score", "job_functions", "seniorities", "last_active_at", "other_company_ids",
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
