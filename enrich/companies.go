package enrich

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// CompaniesName is the name of the table of companies.
const CompaniesName = "companies"

// Companies aggregates leads by company. Add takes the leads in the order in which they are
// published, from one goroutine.
type Companies struct {
	byID map[string]*company
}

// company is the aggregate of the leads of one company.
type company struct {
	id, domain, key        string
	names, countries       []tally
	functions, seniorities []tally
	leads, contactable     int64
	deciders               int64
	tiers                  [len(tierNames)]int64
	best                   float64
	scored                 bool
	lastActive             column.Micros
	active                 bool
	others                 []string // company ids of groups that know only the name, merged into this one
}

// tally is a value and how many leads have it.
type tally struct {
	value string
	count int64
}

// tierNames lists the tiers, best first.
var tierNames = [...]string{"hot", "warm", "cold"}

// NewCompanies returns an aggregate of no leads.
func NewCompanies() *Companies { return &Companies{byID: map[string]*company{}} }

// Add adds leads to their companies. Leads without a company_id are skipped.
func (c *Companies) Add(rows column.Table) {
	text := func(name string) *column.Text { return rows.Text(name) }
	ids, domains, names, countries := text(companyColumn), text("company_domain"), text("company_name"), text("country_code")
	functions, seniorities, tiers, roles := text("job_function"), text("seniority"), text("tier"), text("authority_role")
	scores, _ := rows.Column("score").(*column.Float)
	may, _ := rows.Column("contactable_email").(*column.Bool)
	active, _ := rows.Column("last_active_at").(*column.Time)
	for row := range rows.Rows() {
		id := cell(ids, row)
		if id == "" {
			continue
		}
		k := c.byID[id]
		if k == nil {
			id = strings.Clone(id)
			k = &company{id: id, key: contact.CompanyKey(cell(names, row))}
			if domain := cell(domains, row); companyID("domain", domain) == id {
				k.domain = strings.Clone(domain)
			}
			c.byID[id] = k
		}
		k.leads++
		count(&k.names, cell(names, row), 1)
		count(&k.countries, cell(countries, row), 1)
		count(&k.functions, cell(functions, row), 1)
		count(&k.seniorities, known(cell(seniorities, row)), 1)
		if i := slices.Index(tierNames[:], cell(tiers, row)); i >= 0 {
			k.tiers[i]++
		}
		if cell(roles, row) == "decision_maker" {
			k.deciders++
		}
		if may != nil && may.IsValid(row) && may.Value(row) {
			k.contactable++
		}
		if scores != nil && scores.IsValid(row) {
			k.best, k.scored = max(k.best, scores.Value(row)), true
		}
		if active != nil && active.IsValid(row) {
			k.lastActive, k.active = max(k.lastActive, active.Value(row)), true
		}
	}
}

// count adds a number of leads to the tally of a value, unless the value is empty.
func count(list *[]tally, value string, leads int64) {
	if value == "" {
		return
	}
	for i := range *list {
		if (*list)[i].value == value {
			(*list)[i].count += leads
			return
		}
	}
	*list = append(*list, tally{strings.Clone(value), leads})
}

// joinNames merges each group that is known by name alone into the company with a domain and
// the same name, if there is exactly one. It returns the companies, those with the most leads first.
func (c *Companies) joinNames() []*company {
	byKey := map[string][]*company{}
	var all []*company
	for _, k := range c.byID {
		if k.domain == "" {
			continue
		}
		all = append(all, k)
		seen := map[string]bool{}
		for _, name := range k.names {
			if key := contact.CompanyKey(name.value); key != "" && !seen[key] {
				seen[key] = true
				byKey[key] = append(byKey[key], k)
			}
		}
	}
	for _, k := range c.byID {
		if k.domain != "" {
			continue
		}
		if same := byKey[k.key]; len(same) == 1 {
			same[0].take(k)
		} else {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b *company) int { return cmp.Or(cmp.Compare(b.leads, a.leads), cmp.Compare(a.id, b.id)) })
	return all
}

// take merges another group into k.
func (k *company) take(other *company) {
	k.leads += other.leads
	k.contactable += other.contactable
	k.deciders += other.deciders
	for i := range k.tiers {
		k.tiers[i] += other.tiers[i]
	}
	k.best, k.scored = max(k.best, other.best), k.scored || other.scored
	k.lastActive, k.active = max(k.lastActive, other.lastActive), k.active || other.active
	k.others = append(k.others, other.id)
	for _, list := range []struct{ to, from *[]tally }{
		{&k.names, &other.names}, {&k.countries, &other.countries}, {&k.functions, &other.functions}, {&k.seniorities, &other.seniorities},
	} {
		for _, t := range *list.from {
			count(list.to, t.value, t.count)
		}
	}
}
