package dedupe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"galena/dedupe"
)

// TestCompanies: records of one company are one lead, whoever they name, and its
// contact is one person.
func TestCompanies(t *testing.T) {
	rows := `source_record_id | company_name | website | email | first_name | last_name | city | company_phone
1 | Acme GmbH | https://www.acme.example | ada@acme.example | Ada | Lovelace | Berlin | +49302270
2 | ACME | ∅ | bob@acme.example | Bob | ∅ | ∅ | +49302270
3 | Acme, Inc. | acme.example/about | ∅ | ∅ | ∅ | Berlin | ∅
4 | Initech | ∅ | bill@initech.example | Bill | Lumbergh | Austin | ∅
5 | Initrode | ∅ | bill@gmail.com | Bill | Lumbergh | Austin | ∅
6 | Globex | ∅ | hank@gmail.com | Hank | Scorpio | ∅ | ∅`
	for i := range 40 {
		rows += fmt.Sprintf("\n%d | Company %c%c | ∅ | x@c%d.example | Pat | Roe | Austin | ∅", 10+i, 'A'+i%26, 'A'+i/26, i)
	}
	for _, method := range []string{"fuzzy", "exact"} {
		t.Run(method, func(t *testing.T) {
			c := settings(t, "entity: company\nmethod: "+method)
			got := gather(t, dedupe.New(c, 1024), c, batch(crm, table(rows), 2))
			if a, b, other := leadOf(got, "1"), leadOf(got, "2"), leadOf(got, "3"); a != b || a != other {
				t.Error("Acme is several companies")
			}
			if got.leads.Rows() != 44 {
				t.Errorf("%d companies, want 44", got.leads.Rows())
			}
			for row := range got.leads.Rows() {
				if cells := cellsOf(got.leads, row, []string{"email", "first_name", "last_name"}); cells[0] == "bob@acme.example" && cells[2] == "Lovelace" {
					t.Errorf("a contact made of two people: %s", strings.Join(cells, " "))
				}
			}
		})
	}
}

// In a list that names whom to ask for, the address also identifies the company,
// unless the list has another address that is said to be the company's.
func TestCompaniesByAddress(t *testing.T) {
	for header, want := range map[string]bool{"city": true, "company_city": false} {
		rows := "source_record_id | company_name | first_name | last_name | street | " + header
		for i := range 80 {
			rows += fmt.Sprintf("\n%d | Bakery %c%c | Pat%d | Roe | %d Mill Lane | Town %d", i, 'A'+i/2%26, 'A'+i/52, i, 3*(i/2), i/2)
		}
		d, c := dedupe.New(settings(t, "entity: company"), 1024), settings(t, "entity: company")
		gather(t, d, c, batch(crm, table(rows), 2))
		used := slices.ContainsFunc(d.Summary().Fields, func(f dedupe.FieldSummary) bool { return f.Column == "street" && f.Used })
		if used != want {
			t.Errorf("beside %s the street takes part: %t, want %t", header, used, want)
		}
	}
}

// A list that names nobody is one of companies. They are told apart by their
// domains, from a website or a mailbox. If most mailboxes are not those of offices,
// they belong to people, who are told apart by their addresses.
func TestListOfCompanies(t *testing.T) {
	for local, want := range map[string]string{"info": "company_domain", "pat.roe": "email"} {
		rows := "source_record_id | company_name | city | email | website"
		for i := range 80 {
			email, website := fmt.Sprintf("%s@bakery%d.example", local, i/2), "∅"
			if i%4 == 0 {
				email, website = "∅", fmt.Sprintf("https://www.bakery%d.example/", i/2)
			}
			rows += fmt.Sprintf("\n%d | Bakery %c%c | Town %d | %s | %s", i, 'A'+i/2%26, 'A'+i/52, i/2, email, website)
		}
		c := settings(t, "country: GB")
		d := dedupe.New(c, 1024)
		got := gather(t, d, c, batch(crm, table(rows), 2))
		for _, f := range d.Summary().Fields {
			if (f.Column == "email" || f.Column == "company_domain") && f.Used != (f.Column == want) {
				t.Errorf("mailboxes %s: %s takes part: %t", local, f.Column, f.Used)
			}
		}
		if want == "company_domain" && leadOf(got, "0") != leadOf(got, "1") {
			t.Error("a website and a mailbox of one domain do not make one company")
		}
	}
}

// A list with a column for a contact is one of companies if the contact is named only
// now and then, or if there is room for two. A list of people names them.
func TestListOfCompaniesWithContacts(t *testing.T) {
	for _, test := range []struct {
		name, other string
		each        int // every so manieth record names nobody
		want        bool
	}{
		{"now and then", "Comment", 2, true},
		{"two of them", "Contact 2", 100, true},
		{"people", "Comment", 100, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := "source_record_id | company_name | city | first_name | last_name | " + test.other
			for i := range 80 {
				first, last := fmt.Sprintf("Pat%c", 'a'+i%26), "Roe"
				if i%test.each == 0 {
					first, last = "∅", "∅"
				}
				rows += fmt.Sprintf("\n%d | Bakery %c%c | Town %d | %s | %s | %d", i, 'A'+i/2%26, 'A'+i/52, i/2, first, last, i)
			}
			c := settings(t, "country: GB")
			d := dedupe.New(c, 1024)
			gather(t, d, c, batch(crm, table(rows), 2))
			ofPeople := slices.ContainsFunc(d.Summary().Fields, func(f dedupe.FieldSummary) bool { return f.Column == "first_name" })
			if ofPeople == test.want {
				t.Errorf("names of people are compared: %t", ofPeople)
			}
		})
	}
}

// A number speaks for the company where nobody's name stands beside it.
func TestCompaniesByPhone(t *testing.T) {
	for header, want := range map[string]bool{"first_name": false, "Comment": true} {
		rows := "source_record_id | company_name | company_city | phone | " + header
		for i := range 80 {
			rows += fmt.Sprintf("\n%d | Bakery %c%c | Town %d | +4930227%03d | Pat%d", i, 'A'+i/2%26, 'A'+i/52, i/2, i/2, i)
		}
		d, c := dedupe.New(settings(t, "entity: company"), 1024), settings(t, "entity: company")
		gather(t, d, c, batch(crm, table(rows), 2))
		used := slices.ContainsFunc(d.Summary().Fields, func(f dedupe.FieldSummary) bool { return f.Column == "phone" && f.Used })
		if used != want {
			t.Errorf("beside %s the phone takes part: %t, want %t", header, used, want)
		}
	}
}
