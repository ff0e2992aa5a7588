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

// derivation adds the columns that are derived from one kind of value.
type derivation struct {
	from string // as in the config
	add  func(s *scratch, rows column.Table) column.Table
}

// derivations are ordered so that each can build on those before it.
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

// derive is a step that adds what can be derived from the lead's own values.
type derive []derivation

// newDerive returns the step that makes the named derivations, in the order of derivations.
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

// origin says that values are derived from the lead; a guessed name has its own confidence.
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

// scratch is a worker's memory: caches that last from batch to batch, and the accounts of the
// batch at hand.
type scratch struct {
	lists     *lists
	domains   *memo.Memo[domain]
	titles    *memo.Memo[title]
	companies *memo.Memo[string]
	zones     *memo.Memo[string]            // by country code, zero byte, region code
	mended    *memo.Memo[string]            // by mail domain: the domain that was meant
	bands     *memo.Memo[string]            // by the text given for the number of employees
	revenues  *memo.Memo[string]            // by the text given for the revenue
	forms     map[string]*memo.Memo[string] // by lead column: its values in the form in which they are compared
	hashes    []uint64                      // of the keys of a block, followed by their slots
	phones    contact.PhoneCache
	spent     []spent // by lead of the batch
	ballots   ballots // of the batch
	ledger    []entry // of the batch
}

type domain struct {
	registrable      string // "" for free and disposable providers, and for a mistyped name of a free one
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

// known returns a label, or "" if the label is "unknown".
func known(label string) string {
	if label == "unknown" {
		return ""
	}
	return label
}
