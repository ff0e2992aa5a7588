package dedupe_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

func TestSurvivorship(t *testing.T) {
	tests := []struct {
		name, config, in, want string
	}{
		{"of two records the more recent one", "", `
			job_title | updated_at
			Analyst   | 2024-01-01
			Countess  | 2025-01-01
			Student   | ∅
			`, `
			job_title | updated_at           | record_count
			Countess  | 2025-01-01T00:00:00Z | 3
			`},
		{"a record that was never changed is as old as its creation", "", `
			job_title | updated_at | created_at
			Analyst   | 2024-01-01 | 2023-01-01
			Countess  | ∅          | 2025-01-01
			`, `
			job_title
			Countess
			`},
		{"a missing value never survives a present one", "", `
			job_title | updated_at | department
			Analyst   | 2024-01-01 |
			∅         | 2025-01-01 | Engines
			`, `
			job_title | department
			Analyst   | Engines
			`},
		{"of equally recent records the fuller one", "", `
			job_title | department | industry
			Analyst   | ∅          | ∅
			Countess  | Engines    | Computing
			`, `
			job_title
			Countess
			`},
		{"the first record where nothing else decides", "survivorship: {default: [frequent]}", `
			job_title | created_at
			Countess  | 2025-01-01
			Analyst   | 2024-01-01
			`, `
			job_title
			Analyst
			`},
		{"the most frequent value if the config says so", "survivorship: {job_title: [frequent]}", `
			job_title | updated_at
			Analyst   | 2023-01-01
			Countess  | 2025-01-01
			Analyst   | 2024-01-01
			`, `
			job_title
			Analyst
			`},
		{"the oldest record if the config says so", "survivorship: {default: [first]}", `
			job_title | created_at | lead_status
			Countess  | 2025-01-01 | open
			Analyst   | 2024-01-01 | new
			`, `
			job_title | lead_status
			Analyst   | new
			`},
		{"a rule for a column beats the default of the config", "survivorship: {default: [first], job_title: [recent]}", `
			job_title | created_at | lead_status
			Countess  | 2025-01-01 | open
			Analyst   | 2024-01-01 | new
			`, `
			job_title | lead_status
			Countess  | new
			`},
		{"the fuller record if the config says so", "survivorship: {default: [complete, recent]}", `
			job_title | updated_at | department
			Analyst   | 2024-01-01 | Engines
			Countess  | 2025-01-01 | ∅
			`, `
			job_title
			Analyst
			`},
		{"an address is of one record", "", `
			street    | city    | postal_code | country | updated_at
			1 Old Rd  | Boston  | 02134       | US      | 2024-01-01
			∅         | London  | ∅           | GB      | 2025-01-01
			`, `
			street | city   | postal_code | country | country_code
			∅      | London | ∅           | GB      | GB
			`},
		{"the fuller address if the config says so", "survivorship: {address: [complete]}", `
			street    | city    | postal_code | country | updated_at
			1 Old Rd  | Boston  | 02134       | US      | 2024-01-01
			∅         | London  | ∅           | GB      | 2025-01-01
			`, `
			street   | city   | postal_code | country | country_code
			1 Old Rd | Boston | 02134       | US      | US
			`},
		{"a verified address comes with its status and beats a recent one", "", `
			email                 | email_status | email_confidence | updated_at
			ada.lovelace@gmail.com | Verified    | 0.5              | 2024-01-01
			adalovelace@gmail.com | invalid      | 0.9              | 2026-01-01
			adalovelace+x@gmail.com | ∅          | 0.7              | 2025-01-01
			`, `
			email                  | email_status | email_confidence | emails_other
			ada.lovelace@gmail.com | Verified     | 0.5              | adalovelace+x@gmail.com; adalovelace@gmail.com
			`},
		{"an address of which nothing is known beats an invalid one", "", `
			email                 | email_status | updated_at
			adalovelace@gmail.com | invalid      | 2026-01-01
			ada.lovelace@gmail.com | ∅           | 2025-01-01
			`, `
			email                  | email_status | emails_other
			ada.lovelace@gmail.com | ∅            | adalovelace@gmail.com
			`},
		{"a value that could be read beats one that could not, and the text goes with it", "survivorship: {default: [recent]}", `
			employee_count | updated_at
			50-100         | 2025-01-01
			75             | 2024-01-01
			`, `
			employee_count | employee_count_raw
			75             | ∅
			`},
		{"a value that could not be read beats none", "", `
			employee_count | updated_at
			∅              | 2025-01-01
			50-100         | 2024-01-01
			`, `
			employee_count | employee_count_raw
			∅              | 50-100
			`},
		{"a repaired name is not fuller than a name", "survivorship: {first_name: [complete], default: [first]}", `
			first_name | created_at | department
			ADA        | 2025-01-01 | ∅
			Ada        | 2024-01-01 | ∅
			`, `
			first_name | first_name_raw
			Ada        | ∅
			`},
		{"lists are united without repeats", "", `
			tags
			engines; maths
			Maths;poetry;
			∅
			`, `
			tags
			Maths; engines; poetry
			`},
		{"numbers that do not survive are kept", "", `
			phone        | mobile_phone | phones_other
			+16502530000 | +16502530001 | +16502530009
			+16502530000 | +16502530002 | +16502530001
			`, `
			phone        | mobile_phone | phones_other
			+16502530000 | +16502530001 | +16502530002; +16502530009
			`},
		{"the first source stays the source", "", `
			lead_source | lead_source_detail | created_at | updated_at
			webinar     | engines            | 2024-01-01 | 2024-01-01
			import      | list               | 2025-01-01 | 2025-01-01
			`, `
			lead_source | lead_source_detail | created_at
			webinar     | engines            | 2024-01-01T00:00:00Z
			`},
		{"a refusal survives whatever the config says", "survivorship: {default: [recent], email_opt_out: [recent]}", `
			email_opt_out | do_not_call | updated_at | unsubscribed_at
			yes           | no          | 2023-01-01 | 2022-01-01
			no            | perhaps     | 2024-01-01 | 2021-01-01
			∅             | ∅           | 2025-01-01 | ∅
			`, `
			email_opt_out | do_not_call | do_not_call_raw | unsubscribed_at      | contactable_email | contactable_phone
			true          | ∅           | perhaps         | 2021-01-01T00:00:00Z | false             | false
			`},
		{"a column of its own goes by the rules of all", "", `
			Shoe size | updated_at
			07        | 2025-01-01
			8         | 2024-01-01
			`, `
			Shoe size
			07
			`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			same(t, merge(t, test.config, ada(test.in)).leads, test.want)
		})
	}
}

func TestTrustComesFirst(t *testing.T) {
	c := settings(t, "")
	trusted := &pipeline.File{Index: 1, Path: "erp.csv", Source: "crm", Trust: 10}
	got := gather(t, dedupe.NewSingles(c, 10), c,
		batch(crm, ada("job_title | updated_at\nAnalyst | 2026-01-01"), 2),
		batch(trusted, ada("job_title | updated_at\nCountess | 2020-01-01"), 2))
	same(t, got.leads, "job_title | record_count\nCountess | 2")
}

// What survives does not depend on the order of the records, which were all created
// on different days.
func TestSurvivorsKnowNoOrder(t *testing.T) {
	names := []string{
		"source_record_id", "email", "email_status", "phone", "mobile_phone", "first_name", "last_name", "linkedin_url",
		"job_title", "street", "city", "employee_count", "tags", "updated_at", "created_at", "lead_source", "email_opt_out", "unsubscribed_at",
	}
	rapid.Check(t, func(t *rapid.T) {
		pick := func(values ...string) string { return rapid.SampledFrom(values).Draw(t, "cell") }
		var rows [][]string
		for i := range rapid.IntRange(2, 5).Draw(t, "records") {
			rows = append(rows, []string{
				"ada", pick("ada.l@gmail.com", "adal@gmail.com", "AdaL@gmail.com"), pick(null, "verified", "invalid"),
				"+16502530000", pick(null, "+16502530001", "+16502530002"), pick("ADA", "Ada", "ada"), "Lovelace", "linkedin.com/in/ada",
				pick(null, "Analyst", "Countess"), pick(null, "1 Old Rd", "2 New Rd"), pick(null, "Boston"), pick(null, "50-100", "75", "80"),
				pick(null, "a;b", "B;c"), pick(null, "2024-01-01", "2025-01-01"), fmt.Sprintf("2023-01-%02d", i+1), pick(null, "web", "import"),
				pick(null, "yes", "no", "perhaps"), pick(null, "2024-01-01", "2025-01-01", "then"),
			})
		}
		config := pick("", "survivorship: {default: [frequent]}", "survivorship: {default: [complete], address: [recent]}", "survivorship: {default: [first], tags: [trust]}")
		shuffled := rapid.Permutation(rows).Draw(t, "shuffled")
		want, got := merge(t, config, textTable(names, rows)), merge(t, config, textTable(names, shuffled))
		if want.leads.Rows() != 1 {
			t.Fatalf("%d leads", want.leads.Rows())
		}
		if diff := cmp.Diff(show(want.leads), show(got.leads)); diff != "" {
			t.Fatalf("(-in order +shuffled):\n%s", diff)
		}
	})
}

// The columns of the leads are in canonical order, whatever the order in the files.
func TestColumnsOfLeads(t *testing.T) {
	got := merge(t, "", ada("tags | Shoe size | country | street\na | 7 | US | 1 Old Rd")).leads
	place := map[string]int{}
	for i, c := range contact.Columns() {
		place[c.Name] = i
	}
	last := -1
	for _, name := range got.Names() {
		if at, ok := place[name]; ok {
			if at < last {
				t.Errorf("%s is behind a later column: %v", name, got.Names())
			}
			last = at
		}
	}
	for name, kind := range map[string]column.Kind{"record_count": column.KindInt, "merge_confidence": column.KindFloat, "contactable_email": column.KindBool} {
		if values := got.Column(name); values == nil || column.KindOf(values) != kind {
			t.Errorf("%s is not there as %v: %v", name, kind, got.Names())
		}
	}
}
