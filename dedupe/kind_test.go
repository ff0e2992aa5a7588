package dedupe_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/contact"
)

// The kind of a record is what its source says, else it follows from where the
// record came from and from columns that only candidates or positions have.
func TestLeadKinds(t *testing.T) {
	got := merge(t, "", table(`
		source_record_id | lead_kind     | lead_source | lead_source_detail | Form Name       | resume_url          | job_posting_url
		1                | Job applicant | Web         | ∅                  | ∅               | ∅                   | ∅
		2                | ∅             | Web         | ∅                  | ∅               | ∅                   | ∅
		3                | ∅             | Indeed      | ∅                  | ∅               | ∅                   | ∅
		4                | ∅             | Web         | Careers page       | ∅               | ∅                   | ∅
		5                | ∅             | Web         | ∅                  | apply-berlin    | ∅                   | ∅
		6                | ∅             | Web         | ∅                  | ∅               | https://x.example/r | ∅
		7                | ∅             | Indeed      | ∅                  | ∅               | ∅                   | https://x.example/j
		8                | customer      | Indeed      | ∅                  | ∅               | ∅                   | ∅
		9                | VIP           | Web         | ∅                  | ∅               | ∅                   | ∅
	`))
	same(t, got.leads, `
		source_record_id | lead_kind       | lead_kind_raw | person_key
		1                | candidate       | Job applicant | ∅
		2                | customer        | ∅             | ∅
		3                | candidate       | ∅             | ∅
		4                | candidate       | ∅             | ∅
		5                | candidate       | ∅             | ∅
		6                | candidate       | ∅             | ∅
		7                | job_opportunity | ∅             | ∅
		8                | customer        | customer      | ∅
		9                | customer        | VIP           | ∅
	`)
	if len(got.notes) != 1 || got.notes[0].Code != "lead_kind_unknown" || got.notes[0].FirstLine != 10 {
		t.Errorf("notes: %v", got.notes)
	}
}

// A person who is both a customer and a candidate is two leads, which person_key
// links. Further records of either kind join the lead of that kind, even by way of
// the other.
func TestKindsNeverMerge(t *testing.T) {
	for _, method := range []string{"exact", "fuzzy"} {
		c := settings(t, "method: "+method)
		got := gather(t, dedupe.New(c, 3), c, batch(crm, table(`
			source_record_id | lead_kind | email           | first_name | last_name | phone
			1                | customer  | ada@example.com | Ada        | Lovelace  | ∅
			2                | applicant | ada@example.com | Ada        | Lovelace  | +16502530000
			3                | ∅         | ∅               | Ada        | Lovelace  | +16502530000
			4                | candidate | ada@example.com | Ada        | Lovelace  | +16502530000
			5                | customer  | bo@example.com  | Bo         | Diddley   | ∅
		`), 2))
		same(t, got.leads, `
			lead_kind | record_count
			customer  | 2
			candidate | 2
			customer  | 1
		`)
		keys := got.leads.Text("person_key")
		if keys.Value(0) != keys.Value(1) || keys.Value(0)[0] != 'P' || keys.IsValid(2) {
			t.Errorf("%s: person keys %v", method, keys)
		}
		if ids := leadIDs(got); len(slices.Compact(ids)) != 3 {
			t.Errorf("%s: lead ids %v", method, ids)
		}
	}
}

// Two positions at one recruiter are two leads; rows of one id are one record,
// whatever they say.
func TestPositionsAndTwins(t *testing.T) {
	c := settings(t, "method: exact")
	got := gather(t, dedupe.New(c, 3), c, batch(crm, table(`
		source_record_id | lead_kind   | email           | job_title | company_name
		1                | vacancy     | hr@acme.example | Engineer  | Acme
		2                | job posting | hr@acme.example | engineer  | ACME
		3                | vacancy     | hr@acme.example | Designer  | Acme
		4                | customer    | bo@acme.example | Designer  | Acme
		4                | candidate   | bo@acme.example | Designer  | Acme
	`), 2))
	same(t, got.leads, `
		source_record_id | lead_kind       | record_count
		1                | job_opportunity | 2
		3                | job_opportunity | 1
		4                | candidate       | 2
	`)
}

// Whatever records look like, no lead has records of two kinds, and the books
// balance.
func TestNoLeadHasTwoKinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
		var rows [][]string
		for range rapid.IntRange(1, 25).Draw(t, "rows") {
			id := value("id", "1", "2", "3", "4", "5", "6", "7", "8", "9")
			row := []string{id, value("kind", "customer", "candidate", "vacancy", null), value("email", "a@x.com", "b@x.com", null), value("name", "Ann", "Bob")}
			rows = append(rows, row)
		}
		c := settings(t, "method: "+value("method", "exact", "fuzzy"))
		rowTable := textTable([]string{"source_record_id", "lead_kind", "email", "first_name"}, rows)
		got := gather(t, dedupe.New(c, 4), c, pieces(crm, rowTable, 3)...)
		checkBooks(t, got, len(rows))
		kindOf := map[string]string{}
		for row := range got.leads.Rows() {
			kindOf[got.leads.Text("lead_id").Value(row)] = got.leads.Text("lead_kind").Value(row)
		}
		for row := range got.crosswalk.Rows() {
			lead, id := got.crosswalk.Text("lead_id").Value(row), got.crosswalk.Text("source_record_id").Value(row)
			stated := map[contact.LeadKind]bool{}
			for _, r := range rows {
				if r[0] == id {
					kind, ok := contact.ParseLeadKind(r[1])
					if !ok {
						kind = contact.Customer
					}
					stated[kind] = true
				}
			}
			most := contact.Customer
			for _, kind := range contact.LeadKinds() {
				if stated[kind] {
					most = kind
				}
			}
			if diff := cmp.Diff(string(most), kindOf[lead]); diff != "" {
				t.Fatalf("record %s, lead %s: (-want +got)\n%s", id, lead, diff)
			}
		}
	})
}
