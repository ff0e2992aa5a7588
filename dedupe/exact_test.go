package dedupe_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/dedupe"
)

func TestExact(t *testing.T) {
	tests := []struct {
		name, in string
		leads    int
	}{
		{"an equal address", "email | first_name\nada@example.com | Ada\nADA@example.com | A.", 1},
		{"an equal address of an office", "email | first_name\ninfo@example.com | Ada\ninfo@example.com | Bob", 2},
		{"an equal phone and family name", "phone | last_name\n+16502530000 | Lee\n+1 650 253 0000 | LEE", 1},
		{"an equal phone alone", "phone | last_name\n+16502530000 | Lee\n+16502530000 | Roe", 2},
		{"a chain", "email | linkedin_url\na@example.com | ∅\na@example.com | linkedin.com/in/ada\n∅ | https://www.linkedin.com/in/ada/", 1},
		{"nothing in common", "email\na@example.com\nb@example.com", 2},
		{"a value that too many share", "email\n" + strings.Repeat("test@example.com\n", 4), 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows := strings.Split(strings.TrimSpace(test.in), "\n")
			for i := range rows {
				id := "source_record_id"
				if i > 0 {
					id = fmt.Sprint("r", i)
				}
				rows[i] = id + " | " + rows[i]
			}
			c := settings(t, "method: exact\nmax_shared: 3")
			got := gather(t, dedupe.New(c, 1024), c, batch(crm, table(strings.Join(rows, "\n")), 2))
			checkBooks(t, got, len(rows)-1)
			if got.leads.Rows() != test.leads {
				t.Errorf("%d leads, want %d", got.leads.Rows(), test.leads)
			}
		})
	}
}
