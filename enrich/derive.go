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
	{"suggestion", (*scratch).suggestion},
	{"name", (*scratch).name},
	{"phone", (*scratch).phone},
	{"title", (*scratch).title},
	{"company", (*scratch).company},
	{"size", (*scratch).size},
	{"timezone", (*scratch).timezone},
	{"hint", (*scratch).hint},
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

func (d derive) add(_ context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	for _, derivation := range d {
		b.Rows = derivation.add(s, b.Rows)
	}
	return b, d.origin(b.Rows), nil
}

// origin tells that values follow from the lead, and how sure a guess of a name
// is.
func (d derive) origin(rows column.Table) origin {
	sure, _ := rows.Column("name_confidence").(*column.Float)
	rule := always("", methodDerived)
	return func(field string, row int) evidence {
		e := rule(field, row)
		if sure != nil && (field == "first_name" || field == "last_name") && sure.IsValid(row) {
			e.Confidence = sure.Value(row)
		}
		return e
	}
}

// scratch is what a worker remembers between batches.
type scratch struct {
	lists     *lists
	domains   *memo.Memo[domain]
	titles    *memo.Memo[title]
	companies *memo.Memo[string]
	zones     *memo.Memo[string]            // of country code, zero byte, region code
	mended    *memo.Memo[string]            // of a mail domain: the one that was meant
	bands     *memo.Memo[string]            // of text of a number of employees
	revenues  *memo.Memo[string]            // of text of a revenue
	forms     map[string]*memo.Memo[string] // by the column of leads that a table is looked up by
	hashes    []uint64                      // of keys, and their slots
	phones    contact.PhoneCache
	spent     []spent // on the leads of the batch
	ballots   ballots // of the batch
	ledger    []entry // of the batch
}

type domain struct {
	registrable      string // "" for a free or disposable provider's, and where one was meant
	free, disposable bool
}

type title struct{ seniority, function, authority string }

func newScratch(l *lists) *scratch {
	return &scratch{
		lists: l,
		forms: map[string]*memo.Memo[string]{},
		domains: memo.New(func(name string) domain {
			d := domain{free: l.isFree(name), disposable: l.isDisposable(name)}
			if !d.free && !d.disposable && !contact.IsMistypedFreeDomain(name) {
				registrable, _ := contact.RegistrableDomain(name)
				d.registrable = strings.Clone(registrable)
			}
			return d
		}),
		titles: memo.New(func(s string) title {
			return title{contact.Seniority(s), contact.JobFunction(s), known(contact.Authority(s))}
		}),
		companies: memo.New(contact.CompanyKey),
		zones: memo.New(func(place string) string {
			country, region, _ := strings.Cut(place, "\x00")
			return contact.Timezone(country, region)
		}),
		mended: memo.New(func(name string) string {
			if meant, ok := contact.SuggestDomain(name); ok {
				return strings.Clone(meant)
			}
			return ""
		}),
		bands:    memo.New(contact.EmployeeBandOf),
		revenues: memo.New(contact.RevenueBandOf),
	}
}

// known returns a label, or "" where it says that nothing is known.
func known(label string) string {
	if label == "unknown" {
		return ""
	}
	return label
}
