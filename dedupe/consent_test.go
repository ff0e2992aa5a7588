package dedupe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/column"
)

func TestContactable(t *testing.T) {
	tests := []struct{ name, in, email, phone string }{
		{"nothing is said", "email_opt_out\n∅", null, null},
		{"not refused is not permitted", "email_opt_out | do_not_call\nno | no", null, null},
		{"refused", "email_opt_out | do_not_call\nyes | yes", "false", "false"},
		{"a word that nobody can read refuses", "email_opt_out | do_not_call\nnever again | ask first", "false", "false"},
		{"a refusal with a date", "unsubscribed_at\n2024-01-01", "false", null},
		{"a refusal with a date that nobody can read", "unsubscribed_at\nlast week", "false", null},
		{"an address that bounced", "email_bounced\ntrue", "false", null},
		{"a status that says no", "marketing_status\nUnsubscribed", "false", null},
		{"a status that says yes is no permission", "marketing_status\nsubscribed", null, null},
		{"an address that its source calls invalid", "email_status | opt_in_at\ninvalid | 2024-01-01", "false", null},
		{"permitted", "opt_in_at\n2024-01-01", "true", null},
		{"permitted at a time that nobody can read", "opt_in_at\nonce", null, null},
		{"permitted, then refused", "opt_in_at | email_opt_out\n2024-01-01 | yes", "false", null},
		{"refused, then permitted", "unsubscribed_at | double_opt_in_at\n2020-01-01 | 2024-01-01", "false", null},
		{"no address", "email | phone | opt_in_at\n∅ | ∅ | 2024-01-01", "false", "false"},
		{"an address that cannot be sent to", "email | opt_in_at\nada at home | 2024-01-01", "false", null},
		{"one record of two refuses", "email_opt_out | opt_in_at\n∅ | 2024-01-01\nyes | ∅", "false", null},
		{"the other record of two refuses", "email_opt_out | opt_in_at\nyes | ∅\n∅ | 2024-01-01", "false", null},
		{"a permission spreads to records of the same address", "opt_in_at\n2024-01-01\n∅", "true", null},
		{
			"a permission does not spread to another address",
			"email | opt_in_at | updated_at\nold@example.com | 2024-01-01 | 2020-01-01\nnew@example.com | ∅ | 2025-01-01", null, null,
		},
		{
			"a refusal spreads to another address",
			"email | email_opt_out | opt_in_at | updated_at\nold@example.com | yes | ∅ | 2020-01-01\nnew@example.com | ∅ | 2025-01-01 | 2025-01-01", "false", null,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := merge(t, "", ada(test.in)).leads
			same(t, got, fmt.Sprintf("contactable_email | contactable_phone\n%s | %s", test.email, test.phone))
		})
	}
}

// consentColumns are what the records of the properties say.
var consentColumns = []string{
	"source_record_id", "created_at", "email", "phone", "email_opt_out", "unsubscribed_at", "email_bounced", "email_bounced_at",
	"opt_in_at", "double_opt_in_at", "do_not_call", "updated_at", "email_status",
}

// person is the records of one person.
type person [][]string

func anyPerson(t *rapid.T) person {
	record := rapid.Custom(func(t *rapid.T) []string {
		pick := func(values ...string) string { return rapid.SampledFrom(values).Draw(t, "cell") }
		refusal := func() string { return pick(null, null, null, null, "no", "no", "yes", "who knows", "") }
		day := func() string {
			return pick(null, null, null, "2024-01-01", "2025-01-01", "03/04/2025", "then")
		}
		seldom := func() string { return pick(null, null, null, null, null, null, "2024-01-01", "then") }
		return []string{
			"ada", null, pick(null, "a@example.com", "A@example.com", "b@example.com", "nobody"), pick(null, "+16502530000", "+16502530001"),
			refusal(), seldom(), refusal(), seldom(), day(), day(), refusal(), pick(null, "2024-01-01", "2025-01-01"), pick(null, "valid", "invalid"),
		}
	})
	p := rapid.SliceOfN(record, 1, 5).Draw(t, "records")
	for i := range p {
		p[i][1] = fmt.Sprintf("2023-01-%02d", i+1)
	}
	return p
}

// lead makes one lead of a person.
func (p person) lead(t *rapid.T) column.Table {
	rows := merge(t, "", textTable(consentColumns, p)).leads
	if rows.Rows() != 1 {
		t.Fatalf("%d leads", rows.Rows())
	}
	return rows
}

// contactable returns how contactable the lead of a person is by e-mail and by
// phone: -1 not at all, 0 unknown, 1 permitted.
func (p person) contactable(t *rapid.T) [2]int {
	rows := p.lead(t)
	var out [2]int
	for i, cell := range cellsOf(rows, 0, []string{"contactable_email", "contactable_phone"}) {
		out[i] = map[string]int{"false": -1, null: 0, "true": 1}[cell]
	}
	return out
}

// refuses reports whether a record refuses by e-mail and by phone, as a person
// reads its cells.
func refuses(record []string) [2]bool {
	said := func(i int) bool { return record[i] != null && record[i] != "" }
	no := func(i int) bool { return said(i) && record[i] != "no" }
	return [2]bool{no(4) || said(5) || no(6) || said(7), no(10)}
}

// No lead is more contactable than the least contactable of its records, and a
// permission is for the very address that it was given for.
func TestRefusalWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		lead := p.lead(t)
		got := p.contactable(t)
		address := cellsOf(lead, 0, []string{"email", "phone", "email_status"})
		permitted := false
		for _, record := range p {
			no := refuses(record)
			for channel := range no {
				if no[channel] && got[channel] != -1 {
					t.Fatalf("channel %d is %d although a record refuses", channel, got[channel])
				}
			}
			permitted = permitted || record[2] == address[0] &&
				slices.ContainsFunc(record[8:10], func(day string) bool { return strings.HasPrefix(day, "20") })
		}
		refused := slices.ContainsFunc(p, func(record []string) bool { return refuses(record)[0] })
		want := 0
		switch {
		case refused || address[0] == null || address[2] == "invalid":
			want = -1
		case permitted:
			want = 1
		}
		if got[0] != want {
			t.Fatalf("contactable by e-mail is %d, want %d", got[0], want)
		}
		if address[1] == null && got[1] != -1 || got[1] == 1 {
			t.Fatalf("contactable by phone is %d with the number %s", got[1], address[1])
		}
	})
}

// The order in which the records of a person stand does not matter.
func TestConsentIsCommutative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		shuffled := person(rapid.Permutation(p).Draw(t, "shuffled"))
		if want, got := p.contactable(t), shuffled.contactable(t); got != want {
			t.Fatalf("%v in order, %v shuffled", want, got)
		}
	})
}

// A record that is there twice says no more than once.
func TestConsentIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		again := append(slices.Clone(p), p[rapid.IntRange(0, len(p)-1).Draw(t, "twin")])
		if want, got := p.contactable(t), again.contactable(t); got != want {
			t.Fatalf("%v once, %v twice", want, got)
		}
	})
}

// A refusal of a part of the records is one of all: however a person's records
// are grouped before, what any group refuses stays refused.
func TestConsentIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		cut := rapid.IntRange(1, len(p)).Draw(t, "cut")
		before, after := p[:cut].contactable(t), p.contactable(t)
		for channel := range before {
			refused := slices.ContainsFunc(p[:cut], func(record []string) bool { return refuses(record)[channel] })
			if refused && (before[channel] != -1 || after[channel] != -1) {
				t.Fatalf("channel %d: %d, and %d with more records, although one refuses", channel, before[channel], after[channel])
			}
		}
	})
}
