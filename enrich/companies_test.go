package enrich_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/pipeline"
)

func TestCompanies(t *testing.T) {
	e := newEnricher(t, enrich.Config{{Companies: true}})
	out := mapped(t, e, table(`
		company_domain | company_name | country_code | tier | authority_role | job_function | seniority
		acme.com       | Acme Inc.    | US           | warm | decision_maker | sales        | vp
		acme.com       | ACME         | US           | hot  | end_user       | engineering  | unknown
		∅              | Acme GmbH    | ∅            | cold | ∅              | engineering  | senior
		∅              | Beta         | DE           | cold | ∅              | ∅            | ∅
		∅              | Beta AG      | DE           | cold | ∅              | ∅            | ∅
		gmail.com      | ∅            | DE           | hot  | ∅              | ∅            | ∅
		twin.com       | Twin         | ∅            | ∅    | ∅              | ∅            | ∅
		twin.org       | Twin         | ∅            | ∅    | ∅              | ∅            | ∅
		∅              | Twin         | ∅            | ∅    | ∅              | ∅            | ∅
		`))
	ids := out.Text("company_id")
	if ids.Value(0) != ids.Value(1) || ids.Value(0) == ids.Value(2) || ids.Value(3) != ids.Value(4) || ids.IsValid(5) || len(ids.Value(0)) != 21 {
		t.Errorf("ids %v", ids)
	}
	e.Companies().Add(out)
	want := `company_domain | company_name | lead_count | decision_maker_count | best_tier | hot_count | warm_count | cold_count | job_functions | seniorities
acme.com | ACME | 3 | 1 | hot | 1 | 1 | 1 | engineering; sales | senior; vp
∅ | Beta | 2 | 0 | cold | 0 | 0 | 2 | ∅ | ∅
`
	rows := e.Companies().Table()
	names := []string{"company_domain", "company_name", "lead_count", "decision_maker_count", "best_tier", "hot_count", "warm_count", "cold_count", "job_functions", "seniorities"}
	if diff := cmp.Diff(want, show(rows.Head(2), names)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if rows.Rows() != 5 || rows.Text("other_company_ids").Value(0) != ids.Value(2) {
		t.Errorf("%d companies, of which the first is also %q", rows.Rows(), rows.Text("other_company_ids").Value(0))
	}
}

// Every lead with a company is counted once, however the leads are cut into batches.
func TestCompaniesCountEveryLeadOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(append(values, null)) }
		literal := "company_domain | company_name | country_code | tier\n"
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			literal += cell("a.com", "b.com", "gmail.com").Draw(t, "domain") + " | " + cell("A", "a inc", "B", "C").Draw(t, "name") +
				" | " + cell("DE").Draw(t, "country") + " | " + cell("hot", "cold").Draw(t, "tier") + "\n"
		}
		rows := table(literal)
		e, _, err := enrich.New(enrich.Config{{Companies: true}}, enrich.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.Map(t.Context(), pipeline.Batch{Rows: rows})
		if err != nil {
			t.Fatal(err)
		}
		whole, parts := enrich.NewCompanies(), enrich.NewCompanies()
		whole.Add(b.Rows)
		refs := make([]column.Ref, rows.Rows())
		for i := range refs {
			refs[i].Row = uint32(i)
		}
		slices.Reverse(refs)
		for _, ref := range refs {
			one := column.NewTable(1)
			for i, name := range b.Rows.Names() {
				one = one.With(name, column.Take([]column.Array{b.Rows.At(i)}, []column.Ref{ref}))
			}
			parts.Add(one)
		}
		want, got := whole.Table(), parts.Table()
		if diff := cmp.Diff(show(want, want.Names()), show(got, got.Names())); diff != "" {
			t.Fatalf("(-whole +by row, backwards):\n%s", diff)
		}
		sum := int64(0)
		counts := want.Column("lead_count").(*column.Int)
		for i := range counts.Len() {
			sum += counts.Value(i)
		}
		if with := int64(rows.Rows() - b.Rows.Column("company_id").NullN()); sum != with {
			t.Fatalf("%d leads of companies of %d", sum, with)
		}
	})
}
