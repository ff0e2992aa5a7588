package enrich

import (
	"context"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// derivation adds the columns that follow from one kind of value.
type derivation struct {
	from string // as in the config
	add  func(s *scratch, rows column.Table) column.Table
}

// derivations are in the order in which they build on one another.
var derivations = []derivation{
	{"email", (*scratch).email},
	{"phone", (*scratch).phone},
	{"title", (*scratch).title},
	{"company", (*scratch).company},
	{"timezone", (*scratch).timezone},
}

// derive is a step that adds what follows from the lead's own values.
type derive []derivation

// newDerive returns the step that derives of the named kinds of values, in the
// order in which they build on one another.
func newDerive(names []string) derive {
	var d derive
	for _, derivation := range derivations {
		if slices.Contains(names, derivation.from) {
			d = append(d, derivation)
		}
	}
	return d
}

func (derive) prepare(context.Context, pipeline.Workers) error { return nil }

func (d derive) add(_ context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, error) {
	for _, derivation := range d {
		b.Rows = derivation.add(s, b.Rows)
	}
	return b, nil
}

// scratch is what a worker remembers between batches.
type scratch struct {
	lists     *lists
	domains   *memo.Memo[domain]
	titles    *memo.Memo[title]
	companies *memo.Memo[string]
	zones     *memo.Memo[string] // of country code, zero byte, region code
	phones    contact.PhoneCache
}

type domain struct {
	registrable      string // "" for a free or disposable provider's
	free, disposable bool
}

type title struct{ seniority, function string }

func newScratch(l *lists) *scratch {
	return &scratch{
		lists: l,
		domains: memo.New(func(name string) domain {
			d := domain{free: l.isFree(name), disposable: l.isDisposable(name)}
			if !d.free && !d.disposable {
				registrable, _ := contact.RegistrableDomain(name)
				d.registrable = strings.Clone(registrable)
			}
			return d
		}),
		titles: memo.New(func(s string) title {
			return title{contact.Seniority(s), contact.JobFunction(s)}
		}),
		companies: memo.New(contact.CompanyKey),
		zones: memo.New(func(place string) string {
			country, region, _ := strings.Cut(place, "\x00")
			return contact.Timezone(country, region)
		}),
	}
}

// email adds what the address tells of its mailbox, and the company's domain
// where the address is at a company and no domain is known.
func (s *scratch) email(rows column.Table) column.Table {
	emails := rows.Text("email")
	if emails == nil {
		return rows
	}
	domains := column.NewTextBuilder(rows.Rows(), 16*rows.Rows())
	own := newFilling(rows, "company_domain")
	var free, disposable, role column.BoolBuilder
	for i := range emails.Len() {
		local, host := "", ""
		if emails.IsValid(i) {
			email := emails.Value(i)
			if at := strings.LastIndexByte(email, '@'); at > 0 {
				local, host = email[:at], email[at+1:]
			}
		}
		if host == "" {
			domains.AppendNull()
			free.AppendNull()
			disposable.AppendNull()
			role.AppendNull()
			own.add("")
			continue
		}
		d := s.domains.Get(host)
		domains.Append(host)
		free.Append(d.free)
		disposable.Append(d.disposable)
		role.Append(s.lists.isRole(local))
		own.add(d.registrable)
	}
	return own.into(rows.
		With("email_domain", domains.Finish()).
		With("email_is_free", free.Finish()).
		With("email_is_disposable", disposable.Finish()).
		With("email_is_role", role.Finish()))
}

// phone adds the region and the type of the number. Of a number whose country
// nobody knows, nothing is said.
func (s *scratch) phone(rows column.Table) column.Table {
	phones := rows.Text("phone")
	if phones == nil {
		return rows
	}
	regions, types := column.NewTextBuilder(rows.Rows(), 2*rows.Rows()), column.NewTextBuilder(rows.Rows(), 8*rows.Rows())
	var valid column.BoolBuilder
	for i := range phones.Len() {
		if phones.IsNull(i) || phones.Value(i) == "" {
			regions.AppendNull()
			types.AppendNull()
			valid.AppendNull()
			continue
		}
		phone, problem := s.phones.Parse(phones.Value(i), "")
		appendKnown(regions, phone.Region)
		appendKnown(types, phone.Type)
		if problem == contact.PhoneNoCountry {
			valid.AppendNull()
		} else {
			valid.Append(phone.Valid)
		}
	}
	return rows.
		With("phone_region", regions.Finish()).
		With("phone_type", types.Finish()).
		With("phone_is_valid", valid.Finish())
}

// title adds seniority and job function where the source did not say.
func (s *scratch) title(rows column.Table) column.Table {
	titles := rows.Text("job_title")
	if titles == nil {
		return rows
	}
	seniority, function := newFilling(rows, "seniority"), newFilling(rows, "job_function")
	for i := range titles.Len() {
		var t title
		if titles.IsValid(i) && titles.ValueLen(i) > 0 {
			t = s.titles.Get(titles.Value(i))
		}
		seniority.add(t.seniority)
		function.add(t.function)
	}
	return function.into(seniority.into(rows))
}

// company adds the key that leads of one company share.
func (s *scratch) company(rows column.Table) column.Table {
	names := rows.Text("company_name")
	if names == nil {
		return rows
	}
	keys := column.NewTextBuilder(rows.Rows(), 12*rows.Rows())
	for i := range names.Len() {
		if names.IsNull(i) {
			keys.AppendNull()
			continue
		}
		appendKnown(keys, s.companies.Get(names.Value(i)))
	}
	return rows.With("company_key", keys.Finish())
}

// timezone adds the time zone of the place where the source did not say.
func (s *scratch) timezone(rows column.Table) column.Table {
	countries, regions := rows.Text("country_code"), rows.Text("region_code")
	if countries == nil {
		return rows
	}
	zones := newFilling(rows, "timezone")
	var place []byte
	for i := range countries.Len() {
		if countries.IsNull(i) {
			zones.add("")
			continue
		}
		place = append(append(place[:0], countries.Value(i)...), 0)
		if regions != nil && regions.IsValid(i) {
			place = append(place, regions.Value(i)...)
		}
		zones.add(s.zones.Get(string(place)))
	}
	return zones.into(rows)
}

func appendKnown(b *column.TextBuilder, value string) {
	if value == "" {
		b.AppendNull()
		return
	}
	b.Append(value)
}
