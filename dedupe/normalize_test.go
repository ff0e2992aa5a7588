package dedupe_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
)

func TestNormalizeText(t *testing.T) {
	tests := []struct {
		name, config, in, want string
	}{
		{"an address is lower in its domain and keeps its local part", "", `
			email
			Ada.L@Example.COM
			ada@example.com
			<mailto:ada@example.com>
			∅
			`, `
			email           | email_raw
			Ada.L@example.com | Ada.L@Example.COM
			ada@example.com | ∅
			ada@example.com | <mailto:ada@example.com>
			∅               | ∅
			`},
		{"an address that cannot be sent to is kept beside an empty one", "", `
			email
			ada at example
			ada@example.com
			`, `
			email           | email_raw
			∅               | ada at example
			ada@example.com | ∅
			`},
		{"what stands for no value is none, and is kept beside it", "", `
			last_name | email               | phone      | company_name   | city
			Unknown   | noemail@noemail.com | 0000000000 | [not provided] | unbekannt
			Na        | test@acme.com       | 5550100    | Null           | Ulm
			`, `
			last_name | email         | phone   | company_name | city | last_name_raw | email_raw           | phone_raw  | company_name_raw | city_raw
			∅         | ∅             | ∅       | ∅            | ∅    | Unknown       | noemail@noemail.com | 0000000000 | [not provided]   | unbekannt
			Na        | test@acme.com | 5550100 | Null         | Ulm  | ∅             | ∅                   | ∅          | ∅                | ∅
			`},
		{"a number is read in the country of its row", "", `
			phone           | country
			(650) 253-0000  | United States
			030 901820      | Deutschland
			+44 20 7946 0018 | ∅
			`, `
			phone         | phone_raw      | country_code
			+16502530000  | (650) 253-0000 | US
			+4930901820   | 030 901820     | DE
			+442079460018 | +44 20 7946 0018 | ∅
			`},
		{"a number is read in the country of the config where its row has none", "country: US", `
			phone          | country
			(650) 253-0000 | ∅
			030 901820     | DE
			`, `
			phone        | phone_raw      | country_code
			+16502530000 | (650) 253-0000 | ∅
			+4930901820  | 030 901820     | DE
			`},
		{"lists are read value by value, each once", "country: US", `
			emails_other                              | phones_other
			Ada@EXAMPLE.com; ada at home, b@x.example | 650-253-0000; +16502530000; home
			`, `
			emails_other                              | emails_other_raw | phones_other | phones_other_raw
			Ada@example.com; ada at home; b@x.example | Ada@EXAMPLE.com; ada at home, b@x.example | +16502530000; home | 650-253-0000; +16502530000; home
			`},
		{"a number without a country stays as it was", "", `
			phone
			(650) 253-0000
			`, `
			phone          | phone_raw
			(650) 253-0000 | no column
			`},
		{"an extension stands beside its number", "country: US", `
			phone                   | mobile_phone
			(650) 253-0000 ext. 123 | 6502530001
			650-253-0002            | ∅
			`, `
			phone        | phone_extension | phone_raw               | mobile_phone | mobile_phone_extension
			+16502530000 | 123             | (650) 253-0000 ext. 123 | +16502530001 | no column
			+16502530002 | ∅               | 650-253-0002            | ∅            | no column
			`},
		{"names of one case get capitals", "", `
			first_name | last_name
			ADA        | MCDONALD
			anne-marie | van der berg
			DeShawn    | O'Brien
			JD         | ∅
			`, `
			first_name | first_name_raw | last_name    | last_name_raw
			Ada        | ADA            | McDonald     | MCDONALD
			Anne-Marie | anne-marie     | van der Berg | van der berg
			DeShawn    | ∅              | O'Brien      | ∅
			JD         | ∅              | ∅            | ∅
			`},
		{"a full name is split where both parts are missing", "", `
			full_name        | first_name | last_name
			Ada Lovelace     | ∅          | ∅
			Grace Hopper     | G.         | ∅
			Alan Turing      | ∅          |
			Dennis Ritchie   | ∅          | R.
			∅                | ∅          | ∅
			`, `
			full_name        | first_name | last_name
			Ada Lovelace     | Ada        | Lovelace
			Grace Hopper     | G.         | ∅
			Alan Turing      | Alan       | Turing
			Dennis Ritchie   | ∅          | R.
			∅                | ∅          | ∅
			`},
		{"the parts of a full name are names", "", `
			full_name
			ADA LOVELACE
			`, `
			full_name    | first_name | last_name | first_name_raw
			ADA LOVELACE | Ada        | Lovelace  | ADA
			`},
		{"codes stand beside countries and regions", "", `
			country       | region
			United States | California
			USA           | ca
			Germany       | Bayern
			Atlantis      | Poseidonis
			∅             | Texas
			`, `
			country       | country_code | region     | region_code
			United States | US           | California | CA
			USA           | US           | ca         | CA
			Germany       | DE           | Bayern     | BY
			Atlantis      | ∅            | Poseidonis | ∅
			∅             | ∅            | Texas      | ∅
			`},
		{"a postal code loses no zero", "", `
			postal_code | country
			02134       | US
			021341234   | US
			sw1a1aa     | GB
			00-950      | PL
			0123        | ∅
			`, `
			postal_code | postal_code_raw
			02134       | ∅
			02134-1234  | 021341234
			SW1A 1AA    | sw1a1aa
			00-950      | ∅
			0123        | ∅
			`},
		{"white space around a value is not worth keeping", "", "email\n\u00a0ada@example.com\n", `
			email           | email_raw
			ada@example.com | no column
			`},
		{"what is well already gets no column of originals", "", `
			email           | phone        | first_name | postal_code
			ada@example.com | +16502530000 | Ada        | 94043
			`, `
			email           | email_raw | phone        | phone_raw | phone_extension | first_name_raw | postal_code_raw
			ada@example.com | no column | +16502530000 | no column | no column       | no column      | no column
			`},
		{"columns that nobody mapped stay untouched", "", `
			Email        | PHONE          | Shoe size
			ADA@EXAMPLE. | (650) 253-0000 | 07
			`, `
			Email        | PHONE          | Shoe size | Email_raw
			ADA@EXAMPLE. | (650) 253-0000 | 07        | no column
			`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := normalize(t, dedupe.NewNormalizer(settings(t, test.config)), batch(crm, table(test.in), 2))
			same(t, got.Rows, test.want)
		})
	}
}

func TestNormalizeTyped(t *testing.T) {
	tests := []struct {
		name, config, in, want string
	}{
		{"a date that could be two days is kept as text", "", `
			created_at
			2025-03-04
			2025-03-04T12:30:00+02:00
			25/12/2024
			03/04/2025
			soon
			∅
			`, `
			created_at           | created_at_raw
			2025-03-04T00:00:00Z | ∅
			2025-03-04T10:30:00Z | ∅
			2024-12-25T00:00:00Z | ∅
			∅                    | 03/04/2025
			∅                    | soon
			∅                    | ∅
			`},
		{"day first", "dates: dmy", "created_at\n03/04/2025", `
			created_at           | created_at_raw
			2025-04-03T00:00:00Z | no column
			`},
		{"month first", "dates: mdy", "created_at\n03/04/2025", `
			created_at           | created_at_raw
			2025-03-04T00:00:00Z | no column
			`},
		{"a day with a time of day keeps it as text", "", `
			connected_on
			2025-03-04
			1969-12-31 23:59
			`, `
			connected_on | connected_on_raw
			2025-03-04   | ∅
			1969-12-31   | 1969-12-31 23:59
			`},
		{"yes and no in several languages, and a word that is neither", "", `
			email_opt_out | do_not_call
			Yes           | 0
			nein          | 1
			call me maybe | ∅
			∅             |
			`, `
			email_opt_out | email_opt_out_raw | do_not_call | do_not_call_raw
			true          | ∅                 | false       | no column
			false         | ∅                 | true        | no column
			∅             | call me maybe     | ∅           | no column
			∅             | ∅                 | ∅           | no column
			`},
		{"a range is not a number", "", `
			employee_count | annual_revenue
			50-100         | 1,234,567.50
			"1,200"        | $ 5000
			1,200          | 5-6k
			12.5           | 0.25
			∅              | ∅
			`, `
			employee_count | employee_count_raw | annual_revenue  | annual_revenue_raw
			∅              | 50-100             | 1234567.5   | ∅
			∅              | "1,200"            | 5000            | ∅
			1200           | ∅                  | ∅               | 5-6k
			∅              | 12.5               | 0.25            | ∅
			∅              | ∅                  | ∅               | ∅
			`},
		{"an integer that a float cannot hold is kept as text", "", "employee_count\n9007199254740993", `
			employee_count | employee_count_raw
			∅              | 9007199254740993
			`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := normalize(t, dedupe.NewNormalizer(settings(t, test.config)), batch(crm, table(test.in), 2))
			same(t, got.Rows, test.want)
		})
	}
}

// Columns of Parquet files have types of their own.
func TestNormalizeParquetColumns(t *testing.T) {
	phones := column.NewNumberBuilder[int64](1)
	phones.Append(6502530000)
	created := column.NewNumberBuilder[column.Micros](1)
	created.Append(1_735_689_600_000_000)
	connected := column.NewNumberBuilder[column.Days](1)
	connected.Append(20_089)
	updated := column.NewNumberBuilder[column.Days](1)
	updated.Append(20_090)
	started := column.NewNumberBuilder[column.Micros](1)
	started.Append(1_735_689_600_000_000)
	refused := column.NewNumberBuilder[int64](1)
	refused.Append(1)
	var callable column.BoolBuilder
	callable.Append(false)
	employees := column.NewNumberBuilder[float64](1)
	employees.Append(250)
	revenue := column.NewNumberBuilder[int64](1)
	revenue.Append(5)
	rows := column.NewTable(1).With("phone", phones.Finish()).
		With("created_at", created.Finish()).With("connected_on", connected.Finish()).
		With("updated_at", updated.Finish()).With("job_start_date", started.Finish()).
		With("email_opt_out", refused.Finish()).With("do_not_call", callable.Finish()).
		With("employee_count", employees.Finish()).With("annual_revenue", revenue.Finish())

	got := normalize(t, dedupe.NewNormalizer(settings(t, "country: US")), batch(crm, rows, 1)).Rows
	same(t, got, `
		phone        | created_at           | connected_on | updated_at           | job_start_date | email_opt_out | do_not_call | employee_count | annual_revenue
		+16502530000 | 2025-01-01T00:00:00Z | 2025-01-01   | 2025-01-02T00:00:00Z | 2025-01-01     | true          | false       | 250            | 5
	`)
	kinds := map[string]column.Kind{}
	for i, name := range got.Names() {
		kinds[name] = column.KindOf(got.At(i))
	}
	want := map[string]column.Kind{
		"phone": column.KindText, "phone_raw": column.KindText,
		"created_at": column.KindTime, "updated_at": column.KindTime,
		"connected_on": column.KindDate, "job_start_date": column.KindDate,
		"email_opt_out": column.KindBool, "do_not_call": column.KindBool,
		"employee_count": column.KindInt, "annual_revenue": column.KindFloat,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

func TestNormalizeMatchKeys(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		email            | phone          | full_name      | company_name | linkedin_url                | website            | country | city
		A.da+x@Gmail.com | +1 650 2530000 | Ada O'Lovelace | Acme, Inc.   | linkedin.com/in/Ada?trk=1   | shop.acme.co.uk/x  | USA     | São Paulo
		nobody           | (650) 253-0001 | ∅              | ∅            | https://example.com         | ∅                  | ∅       | ∅
		`), 2))
	same(t, got.Keys.Match, `
		email         | phone        | first_name | last_name | company_name | linkedin_url | website    | country | city
		ada@gmail.com | +16502530000 | ada        | olovelace | acme         | /in/ada      | acme.co.uk | US      | sao paulo
		∅             | 6502530001   | ∅          | ∅         | ∅            | ∅            | ∅          | ∅       | ∅
	`)
}

// TestDomainsOfPeople: if the config names company_domain, a file of people has the domains of their
// companies as much as a file of companies beside it.
func TestDomainsOfPeople(t *testing.T) {
	people := batch(crm, table(`
		first_name | company_name | company_domain | email
		Ann        | Acme         | www.acme.example | ann@gmail.com
		Bob        | Acme         | ∅              | bob@acme.example
		Cid        | Acme         | ∅              | cid@gmail.com
		`), 2)
	for config, want := range map[string]string{
		"fields: [{column: email}, {column: company_domain}]": "acme.example acme.example -",
		"entity: company":           "acme.example acme.example -",
		"fields: [{column: email}]": "none",
	} {
		got := "none"
		if domains := normalize(t, dedupe.NewNormalizer(settings(t, config)), people).Keys.Match.Text("company_domain"); domains != nil {
			var all []string
			for i := range domains.Len() {
				if domains.IsNull(i) {
					all = append(all, "-")
				} else {
					all = append(all, domains.Value(i))
				}
			}
			got = strings.Join(all, " ")
		}
		if got != want {
			t.Errorf("%s: %s, want %s", config, got, want)
		}
	}
}

func TestNormalizeNotes(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		email           | phone    | country  | created_at | email_opt_out | employee_count
		ada@example.com | 5550100  | Atlantis | 2025-01-01 | perhaps       | 10
		nobody          | 5550101  | US       | 03/04/2025 | no            | 50-100
		none            | ∅        | Lemuria  | 04/03/2025 | perhaps       | few
		`), 10))
	want := []pipeline.Note{
		{Field: "country", Code: "country_unknown", Count: 2, FirstLine: 10},
		{Field: "email", Code: "email_no_at", Count: 2, FirstLine: 11},
		{Field: "phone", Code: "phone_no_country", Count: 1, FirstLine: 10},
		{Field: "phone", Code: "phone_invalid", Count: 1, FirstLine: 11},
		{Field: "created_at", Code: "date_ambiguous", Count: 2, FirstLine: 11},
		{Field: "email_opt_out", Code: "bool_unreadable", Count: 2, FirstLine: 10},
		{Field: "employee_count", Code: "number_unreadable", Count: 2, FirstLine: 11},
	}
	for i := range want {
		want[i].Stage, want[i].File = "normalize", "crm.csv"
	}
	if diff := cmp.Diff(want, got.Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNormalizeNoRows(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, textTable([]string{"email", "phone", "full_name", "country", "region", "created_at"}, nil), 2))
	if got.Rows.Rows() != 0 || len(got.Notes) != 0 {
		t.Errorf("%d rows, notes %v", got.Rows.Rows(), got.Notes)
	}
}
