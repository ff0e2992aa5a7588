package dedupe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/consent"
	"galena/internal/contact"
)

func TestContactable(t *testing.T) {
	const noCountry, unknown = "false unknown:no_country", "∅ unknown"
	tests := []struct{ name, in, email, phone string }{
		{"nothing is said", "email_opt_out\n∅", noCountry, unknown},
		{"not refused is not permitted", "email_opt_out | do_not_call\nno | no", noCountry, unknown},
		{"refused", "email_opt_out | do_not_call\nyes | yes", "false unsubscribed:email_opt_out", "false unsubscribed:do_not_call"},
		{
			"a word that nobody can read refuses", "email_opt_out | do_not_call\nnever again | ask first",
			"false unsubscribed:email_opt_out", "false unsubscribed:do_not_call",
		},
		{"a word that permits does not refuse", "email_opt_out | do_not_call\nAllow | Allow", noCountry, unknown},
		{"refused on all channels", "do_not_contact\nyes", "false unsubscribed:do_not_contact", "false unsubscribed:do_not_contact"},
		{"a column that asks is answered with no", "Newsletter\nNein", "false unsubscribed:Newsletter", unknown},
		{"a column that asks is answered with yes", "Newsletter\nJa", noCountry, unknown},
		{"a column that asks is answered in words", "Marketing consent\nwithdrawn", "false unsubscribed:Marketing consent", unknown},
		{"a column that refuses", "Global Opt Out | Opt out of calls\nyes | yes", "false unsubscribed:Global Opt Out", "false unsubscribed:Opt out of calls"},
		{"a column that refuses, with a date", "Abgemeldet am | opt_in_at\n2020-01-01 | 2024-01-01", "true express:opt_in_at", unknown},
		{"a column that refuses holds a link", "Unsubscribe link\nhttps://example.com/u?id=1", noCountry, unknown},
		{"a no to something else", "Photo consent\nno", noCountry, unknown},
		{"a status of sales that says no to everything", "lead_status\nDo Not Contact", "false unsubscribed:lead_status", "false unsubscribed:lead_status"},
		{"a status of sales that says something else", "lead_status\nDeclined", noCountry, unknown},
		{"a tag that says no", "tags\nvip; unsubscribed", "false unsubscribed:tags", unknown},
		{"a reason for a bounce", "bounce_reason\nUNKNOWN_USER", "false hard_bounce:bounce_reason", unknown},
		{"a bounce that will pass", "bounce_reason\nSoft bounce", noCountry, unknown},
		{"a refusal with a date", "unsubscribed_at\n2024-01-01", "false unsubscribed:unsubscribed_at", unknown},
		{"a refusal with a date that nobody can read", "unsubscribed_at\nlast week", "false unsubscribed:unsubscribed_at", unknown},
		{"an address that bounced", "email_bounced\ntrue", "false hard_bounce:email_bounced", unknown},
		{"a status that says no", "marketing_status\nUnsubscribed", "false unsubscribed:marketing_status", unknown},
		{"a status that says no to everything", "marketing_status\nDo not contact", "false unsubscribed:marketing_status", "false unsubscribed:marketing_status"},
		{"a complaint", "marketing_status | opt_in_at\nspam | 2025-01-01", "false complaint:marketing_status", unknown},
		{"a question that was not answered", "marketing_status\npending", "false pending:marketing_status", unknown},
		{"a status that says yes is no permission", "marketing_status\nsubscribed", noCountry, unknown},
		{"an address that its source calls invalid", "email_status | opt_in_at\ninvalid | 2024-01-01", "false invalid_address:email_status", unknown},
		{"permitted", "opt_in_at\n2024-01-01", "true express:opt_in_at", unknown},
		{"permitted by a bare yes", "email_opt_in | phone_opt_in\nyes | yes", "true express:email_opt_in", "true express:phone_opt_in"},
		{"no to a question for permission", "email_opt_in\nno", "false unsubscribed:email_opt_in", unknown},
		{"a permission that nobody can read", "email_opt_in\nperhaps", "false pending:email_opt_in", unknown},
		{"permitted at a time that nobody can read", "opt_in_at\nonce", noCountry, unknown},
		{"permitted, then refused", "opt_in_at | email_opt_out\n2024-01-01 | yes", "false unsubscribed:email_opt_out", unknown},
		{"refused, then permitted", "unsubscribed_at | double_opt_in_at\n2020-01-01 | 2024-01-01", "true express:double_opt_in_at", unknown},
		{"refused and permitted at once", "unsubscribed_at | opt_in_at\n2024-01-01 | 2024-01-01", "false unsubscribed:unsubscribed_at", unknown},
		{"a bare yes lifts nothing", "unsubscribed_at | email_opt_in\n2020-01-01 | yes", "false unsubscribed:unsubscribed_at", unknown},
		{"no address", "email | phone | opt_in_at\n∅ | ∅ | 2024-01-01", "false no_address", "false no_address"},
		{"an address that cannot be sent to", "email | opt_in_at\nada at home | 2024-01-01", "false no_address", unknown},
		{"one record of two refuses", "email_opt_out | opt_in_at\n∅ | 2024-01-01\nyes | ∅", "false unsubscribed:email_opt_out", unknown},
		{"the other record of two refuses", "email_opt_out | opt_in_at\nyes | ∅\n∅ | 2024-01-01", "false unsubscribed:email_opt_out", unknown},
		{"a permission spreads to records of the same address", "opt_in_at\n2024-01-01\n∅", "true express:opt_in_at", unknown},
		{
			"a permission does not spread to another address",
			"email | opt_in_at | updated_at\nold@example.com | 2024-01-01 | 2020-01-01\nnew@example.com | ∅ | 2025-01-01", noCountry, unknown,
		},
		{
			"a refusal spreads to another address",
			"email | unsubscribed_at | opt_in_at | updated_at\nold@example.com | 2019-01-01 | ∅ | 2020-01-01\nnew@example.com | ∅ | 2025-01-01 | 2025-01-01",
			"false unsubscribed:unsubscribed_at", unknown,
		},
		{"nothing is said where the law asks for consent", "country\nGermany", "false unknown:DE", unknown},
		{"nothing is said where it does not", "country\nUnited States", unknown, unknown},
		{"the strictest of two countries", "country\nUnited States\nFrance", "false unknown:FR", unknown},
		{"a customer", "country | lawful_basis | converted_at\nDE | Performance of a contract | 2024-01-01", "true implied:lawful_basis", unknown},
		{"a customer since nobody knows when", "country | lawful_basis\nDE | Performance of a contract", "false unknown:DE", unknown},
		{"a customer of long ago", "country | lawful_basis | converted_at\nDE | contract | 2020-01-01", "false unknown:DE", unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := merge(t, "", ada(test.in)).leads
			email, whyEmail, _ := strings.Cut(test.email, " ")
			phone, whyPhone, _ := strings.Cut(test.phone, " ")
			same(t, got, fmt.Sprintf("contactable_email | contactable_email_reason | contactable_phone | contactable_phone_reason\n%s | %s | %s | %s",
				email, whyEmail, phone, whyPhone))
		})
	}
}

// A text that says no is read as no even if nothing was normalized.
func TestContactableWithoutNormalize(t *testing.T) {
	c := settings(t, "")
	for in, want := range map[string]string{"no": "true | express:opt_in_at", "Nein": "true | express:opt_in_at", "yes": "false | unsubscribed:email_opt_out"} {
		d := dedupe.NewSingles(c, 1024)
		d.Consent(consentRules(), nil)
		rows := ada("email_opt_out | opt_in_at\n" + in + " | 2024-01-01")
		same(t, collect(t, d, batch(crm, rows, 2)).leads, "contactable_email | contactable_email_reason\n"+want)
	}
	// So are countries, and addresses that stand in a list.
	index := consent.NewIndex()
	index.Lists = []consent.List{{Name: "stop", Path: "stop.csv", Purpose: consent.Marketing}}
	index.Add(consent.Entry{Status: consent.Unsubscribed, Channels: consent.AllChannels, At: consent.Undated},
		consent.Key{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "grace@gmail.com")})
	d := dedupe.NewSingles(c, 1024)
	d.Consent(consentRules(), index)
	rows := table("source_record_id | email | phone | mobile_phone | country | email_opt_in\n" +
		"1 | a@b.example | 1 | 2 | Germany | ∅\n2 | c@b.example | 1 | 2 | United States | ∅\n3 | Gra.ce+x@gmail.com | 1 | 2 | Germany | yes")
	same(t, collect(t, d, batch(crm, rows, 2)).leads, `
		contactable_email | contactable_email_reason
		false | unknown:DE
		∅     | unknown
		false | unsubscribed:list:stop
	`)
}

// Nothing of one person is said of the next, who is in the same batch.
func TestContactableOfSeveral(t *testing.T) {
	in := table("source_record_id | email | country | email_opt_out\n1 | a@b.example | DE | ∅\n2 | c@b.example | US | ∅\n3 | d@b.example | US | yes\n4 | e@b.example | US | ∅")
	same(t, merge(t, "", in).leads, `
		contactable_email | contactable_email_reason
		false | unknown:DE
		∅     | unknown
		false | unsubscribed:email_opt_out
		∅     | unknown
	`)
}

func consentRules() *consent.Rules {
	return consent.NewRules(consent.Config{
		Contract: 730 * config.Day, Inquiry: 180 * config.Day,
	}, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC))
}

// consentColumns are the columns of the records in the properties.
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

// refusesByPhone reports whether a record refuses calls, as a person reads it.
func refusesByPhone(record []string) bool { return said(record[10]) && record[10] != "no" }

func said(cell string) bool { return cell != null && cell != "" }

// refusesByEmail reports whether any record of the person refuses e-mail, and no
// later permission of the same mailbox lifts that.
func (p person) refusesByEmail() bool {
	mailbox := func(record []string) string {
		if !strings.Contains(record[2], "@") {
			return ""
		}
		return strings.ToLower(record[2])
	}
	for _, record := range p {
		flag := func(i int) bool { return said(record[i]) && record[i] != "no" }
		if flag(4) || flag(6) || record[5] == "then" || record[7] == "then" {
			return true
		}
		if at := max(strings.TrimPrefix(record[5], null), strings.TrimPrefix(record[7], null)); at != "" && p.permitted(mailbox(record), mailbox) <= at {
			return true
		}
	}
	return false
}

// permitted returns the last day on which a mailbox was permitted, "" if it never
// was.
func (p person) permitted(box string, mailbox func([]string) string) (last string) {
	for _, record := range p {
		for _, day := range record[8:10] {
			if mailbox(record) == box && strings.HasPrefix(day, "20") {
				last = max(last, day)
			}
		}
	}
	return last
}

// No lead is more contactable than the least contactable of its records, except
// through a later permission of the same mailbox. A permission holds only for the
// mailbox that it was given for.
func TestRefusalWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		lead := p.lead(t)
		got := p.contactable(t)
		address := cellsOf(lead, 0, []string{"email", "phone", "email_status"})
		if refused := slices.ContainsFunc(p, refusesByPhone); refused && got[1] != -1 {
			t.Fatalf("by phone %d although a record refuses", got[1])
		}
		permitted := p.permitted(strings.ToLower(address[0]), func(record []string) string { return strings.ToLower(record[2]) }) != ""
		want := -1
		if permitted && !p.refusesByEmail() && address[0] != null && address[2] != "invalid" {
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

// The order of a person's records does not matter.
func TestConsentIsCommutative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		shuffled := person(rapid.Permutation(p).Draw(t, "shuffled"))
		if want, got := p.contactable(t), shuffled.contactable(t); got != want {
			t.Fatalf("%v in order, %v shuffled", want, got)
		}
	})
}

// A repeated record says no more than a single one.
func TestConsentIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		again := append(slices.Clone(p), p[rapid.IntRange(0, len(p)-1).Draw(t, "twin")])
		if want, got := p.contactable(t), again.contactable(t); got != want {
			t.Fatalf("%v once, %v twice", want, got)
		}
	})
}

// More records that permit nothing make nobody more contactable.
func TestConsentIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		cut := rapid.IntRange(1, len(p)).Draw(t, "cut")
		for _, record := range p[cut:] {
			record[2], record[3], record[8], record[9], record[12] = p[0][2], p[0][3], null, null, null
		}
		before, after := p[:cut].contactable(t), p.contactable(t)
		for channel := range before {
			if after[channel] > before[channel] && !newAddress(t, p, cut) {
				t.Fatalf("channel %d: %d, and %d with more records that permit nothing", channel, before[channel], after[channel])
			}
		}
	})
}

// newAddress reports whether more records changed the address at which the lead is
// reached.
func newAddress(t *rapid.T, p person, cut int) bool {
	names := []string{"email", "phone", "email_status"}
	return !slices.Equal(cellsOf(p[:cut].lead(t), 0, names), cellsOf(p.lead(t), 0, names))
}
