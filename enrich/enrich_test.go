package enrich_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/column/columntest"
	"galena/internal/pipeline"
)

// The tables of the tests are literals of columntest, under shorter names.
const null = columntest.Null

func table(literal string) column.Table { return columntest.Table(literal) }

func show(t column.Table, names []string) string { return columntest.Show(t, names...) }

func derive(t testing.TB, rows column.Table, names ...string) column.Table {
	t.Helper()
	return mapped(t, newEnricher(t, enrich.Config{{Derive: names}}), rows)
}

// newEnricher returns the stage, prepared.
func newEnricher(t testing.TB, c enrich.Config) *enrich.Enricher {
	t.Helper()
	e, _, err := enrich.New(c, enrich.Options{})
	if err == nil {
		err = e.Prepare(context.Background(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDerive(t *testing.T) {
	tests := []struct {
		name, derive, in, want string
	}{
		{"an address at a company gives its domain", "email", `
			email
			ada@mail.acme.co.uk
			ada@gmail.com
			sales@acme.com
			x@mailinator.com
			∅

			`, `
			email_domain    | email_is_free | email_is_disposable | email_is_role | company_domain
			mail.acme.co.uk | false         | false               | false         | acme.co.uk
			gmail.com       | true          | false               | false         | ∅
			acme.com        | false         | false               | true          | acme.com
			mailinator.com  | false         | true                | false         | ∅
			∅               | ∅             | ∅                   | ∅             | ∅
			`},
		{"what has no local part or no domain is no address", "email", `
			email
			ada
			@acme.com
			ada@
			`, `
			email_domain | email_is_free | company_domain
			∅            | ∅             | ∅
			∅            | ∅             | ∅
			∅            | ∅             | ∅
			`},
		{"a number gives its region and type", "phone", `
			phone
			+14155550132
			+493090182000
			+4915123456789
			+18002530000
			+15550101
			(650) 253-0000
			∅
			`, `
			phone_region | phone_type      | phone_is_valid
			US           | fixed_or_mobile | true
			DE           | fixed           | true
			DE           | mobile          | true
			US           | toll_free       | true
			∅            | ∅               | false
			∅            | ∅               | ∅
			∅            | ∅               | ∅
			`},
		{"a title gives seniority and function", "title", `
			job_title
			VP of Sales
			Software Engineer
			Keeper of the Seals
			∅
			`, `
			seniority | job_function
			vp        | sales
			unknown   | engineering
			unknown   | ∅
			∅         | ∅
			`},
		{"a title tells the part in a purchase, where it does", "title", `
			job_title       | authority_role
			VP of Sales     | ∅
			VP of Sales     | champion
			Software Person |
			`, `
			authority_role
			decision_maker
			champion
			∅
			`},
		{"a mistyped domain is a suggestion and no more", "email suggestion", `
			email
			ada@gmial.com
			ada@gmail.com
			ada@acme.com
			ada
			∅
			`, `
			email         | email_suggestion
			ada@gmial.com | ada@gmail.com
			ada@gmail.com | ∅
			ada@acme.com  | ∅
			ada           | ∅
			∅             | ∅
			`},
		{"a mailbox suggests a name to who has none", "name", `
			email               | first_name | last_name | full_name
			ada.lovelace@x.com  | ∅          | ∅         | ∅
			ada.lovelace@x.com  | Bea        | ∅         | ∅
			ada.lovelace@x.com  | ∅          |           | Bea
			sales@x.com         | ∅          | ∅         | ∅
			∅                   | ∅          | ∅         | ∅
			`, `
			first_name | last_name | name_confidence
			Ada        | Lovelace  | 0.6
			Bea        | ∅         | ∅
			∅          | ∅         | ∅
			∅          | ∅         | ∅
			∅          | ∅         | ∅
			`},
		{"numbers and ranges give bands", "size", `
			employee_count | employee_count_raw | annual_revenue
			70             | ∅                  | 2500000
			∅              | 51-200             | ∅
			∅              | some               | -1
			`, `
			employee_band | revenue_band
			51-200        | 1M-10M
			51-200        | ∅
			∅             | ∅
			`},
		{"what is known needs no hint", "email hint", `
			email     | country_code | region_code | language | phone_region
			a@b.fr    | ∅            | ∅           | ∅        | ∅
			a@b.fr    | DE           | ∅           | ∅        | ∅
			a@b.fr    | CA           | QC          | English  | ∅
			a@b.com   | ∅            | ∅           | ∅        | US
			a@b.com   | ∅            | ∅           | ∅        | ∅
			`, `
			country_hint | language_hint
			FR           | fr
			∅            | de
			∅            | ∅
			US           | en
			∅            | ∅
			`},
		{"names of one company give one key", "company", `
			company_name
			Acme, Inc.
			ACME GmbH
			GmbH
			∅
			`, `
			company_key
			acme
			acme
			gmbh
			∅
			`},
		{"a place gives a time zone where there is one", "timezone", `
			country_code | region_code
			DE           | ∅
			US           | CA
			US           | ∅
			∅            | CA
			`, `
			timezone
			Europe/Berlin
			America/Los_Angeles
			∅
			∅
			`},
		{"a country alone is a place", "timezone", "country_code\nDE", "timezone\nEurope/Berlin"},
		{"nothing comes of columns that are not there", "email phone title company timezone", "notes\nx", `
			email_domain | phone_type | seniority | company_key | timezone  | company_domain
			no column    | no column  | no column | no column   | no column | no column
			`},
		{"what the config does not name is not derived", "phone", "email\nada@acme.com", `
			email_domain | company_domain
			no column    | no column
			`},
		{"what a source says is not written over", "email title timezone", `
			email        | company_domain | job_title   | seniority | job_function | country_code | timezone
			ada@acme.com | example.com    | VP of Sales | intern    |              | DE           | Europe/Busingen
			ada@acme.com | ∅              | VP of Sales | ∅         | poetry       | DE           | ∅
			`, `
			company_domain | seniority | job_function | timezone
			example.com    | intern    | sales        | Europe/Busingen
			acme.com       | vp        | poetry       | Europe/Berlin
			`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := table(test.want)
			got := derive(t, table(test.in), strings.Fields(test.derive)...)
			if diff := cmp.Diff(show(want, want.Names()), show(got, want.Names())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A value given as another type is still a value.
func TestGivenNumberIsNotWrittenOver(t *testing.T) {
	levels := column.NewNumberBuilder[int64](2)
	levels.Append(3)
	levels.AppendNull()
	got := derive(t, table("job_title\nVP of Sales\nVP of Sales").With("seniority", levels.Finish()), "title")
	if diff := cmp.Diff("seniority\n3\nvp\n", show(got, []string{"seniority"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var everything = []string{"email", "phone", "title", "company", "size", "timezone", "name", "suggestion", "hint"}

// The columns depend neither on the rows nor on what a worker remembers from other batches.
func TestDeriveKnowsNoBatches(t *testing.T) {
	rows := leads(64)
	e := newEnricher(t, enrich.Config{{Derive: everything[:2]}, {Derive: everything[2:]}})
	whole := mapped(t, e, rows)
	for row := range rows.Rows() {
		one := column.NewTable(1)
		for i, name := range rows.Names() {
			one = one.With(name, column.Take([]column.Array{rows.At(i)}, []column.Ref{{Row: uint32(row)}}))
		}
		alone := mapped(t, e, one)
		want := strings.SplitAfter(show(whole, whole.Names()), "\n")[1+row]
		if diff := cmp.Diff(want, strings.SplitAfter(show(alone, whole.Names()), "\n")[1]); diff != "" {
			t.Errorf("row %d (-in the batch +alone):\n%s", row, diff)
		}
	}
	none := mapped(t, e, leads(0))
	if diff := cmp.Diff(whole.Names(), none.Names()); diff != "" || none.Rows() != 0 {
		t.Errorf("%d rows; columns (-of rows +of none):\n%s", none.Rows(), diff)
	}
}

func mapped(t testing.TB, e *enrich.Enricher, rows column.Table) column.Table {
	t.Helper()
	out, err := e.Map(context.Background(), pipeline.Batch{Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return out.Rows
}

// leads makes rows as dedupe would.
func leads(count int) column.Table {
	titles := []string{"VP of Sales", "Software Engineer", "Head of Marketing", "Geschäftsführer", "Owner", "Sales Manager EMEA"}
	places := [][2]string{{"US", "CA"}, {"US", "NY"}, {"DE", "BY"}, {"GB", null}, {null, null}}
	var literal strings.Builder
	literal.WriteString("email | phone | job_title | company_name | country_code | region_code\n")
	for i := range count {
		place := places[i%len(places)]
		email := fmt.Sprintf("ada.lovelace%d@company%d.com", i, i%997)
		if i%3 == 0 {
			email = fmt.Sprintf("ada%d@gmail.com", i)
		}
		phone := fmt.Sprintf("+1650253%04d", i%10_000)
		if i%4 == 0 {
			phone = fmt.Sprintf("+49309018%04d", i%10_000)
		}
		fmt.Fprintf(&literal, "%s | %s | %s %d | Company %d, Inc. | %s | %s\n",
			email, phone, titles[i%len(titles)], i%50, i%997, place[0], place[1])
	}
	return table(literal.String())
}

func BenchmarkEnricher(b *testing.B) {
	rows := leads(16 << 10)
	e := newEnricher(b, enrich.Config{{Derive: everything}})
	b.ReportAllocs()
	for b.Loop() {
		mapped(b, e, rows)
	}
	b.ReportMetric(float64(b.N)*float64(rows.Rows())/b.Elapsed().Seconds(), "rows/s")
}
