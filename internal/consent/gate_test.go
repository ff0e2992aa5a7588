package consent_test

import (
	"testing"

	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

const day = int64(24 * 60 * 60 * 1_000_000)

// saidOf returns a table of evidence on one lead's e-mail address.
func saidOf(rows ...given) column.Table {
	var lead, channel, identifier, status, purpose column.TextBuilder
	times := column.NewNumberBuilder[column.Micros](len(rows))
	for _, g := range rows {
		lead.Append("L1")
		channel.Append("email")
		identifier.Append(consent.Digest("a@b.example"))
		status.Append(g.status.String())
		purpose.Append(consent.Marketing)
		if g.at == consent.Undated {
			times.AppendNull()
		} else {
			times.Append(column.Micros(g.at))
		}
	}
	return column.NewTable(len(rows)).With("lead_id", lead.Finish()).With("channel", channel.Finish()).
		With("identifier_sha256", identifier.Finish()).With("status", status.Finish()).
		With("purpose", purpose.Finish()).With("observed_at", times.Finish()).
		With("evidence", column.Repeat("unsubscribed_at", len(rows))).With("file", column.Repeat("crm.csv", len(rows)))
}

func leadWith(email string) column.Table {
	var yes column.BoolBuilder
	yes.Append(true)
	return column.NewTable(1).With("lead_id", column.Repeat("L1", 1)).
		With("email", column.Repeat(email, 1)).With("contactable_email", yes.Finish())
}

func TestGate(t *testing.T) {
	const undated = consent.Undated
	lists := consent.NewIndex()
	lists.Lists = []consent.List{{Name: "list", Purpose: consent.Marketing}, {Name: "news", Purpose: "newsletter"}}
	email := contact.Identifier(contact.IdentifierEmail, "listed@gmail.com")
	lists.Add(consent.Entry{Status: consent.Unsubscribed, Channels: consent.AllChannels, At: undated}, consent.Key{Kind: contact.IdentifierEmail, Hash: email})
	lists.Add(consent.Entry{Status: consent.Unsubscribed, Channels: consent.AllChannels, At: undated}, consent.Key{Kind: consent.KeyDomain, Text: "bad.example"})
	lists.Add(consent.Entry{List: 1, Status: consent.Unsubscribed, Channels: consent.AllChannels, At: undated}, consent.Key{Kind: consent.KeyDomain, Text: "news.example"})
	tests := []struct {
		name  string
		email string
		said  []given
		stops bool
	}{
		{"nothing", "a@b.example", nil, false},
		{"yes", "a@b.example", []given{{consent.Express, day}}, false},
		{"no", "a@b.example", []given{{consent.Express, day}, {consent.Unsubscribed, 2 * day}}, true},
		{"no, lifted", "a@b.example", []given{{consent.Express, 2 * day}, {consent.Unsubscribed, day}}, false},
		{"no, a bare yes", "a@b.example", []given{{consent.Express, undated}, {consent.Unsubscribed, day}}, true},
		{"complaint", "a@b.example", []given{{consent.Express, 2 * day}, {consent.Complaint, day}}, true},
		{"on a list, by its mailbox", "l.i.sted+x@googlemail.com", nil, true},
		{"on a list, by its domain", "x@mail.bad.example", nil, true},
		{"on a list about a part of marketing", "x@news.example", nil, false},
	}
	for _, test := range tests {
		err := consent.NewGate(lists).Leads(leadWith(test.email), saidOf(test.said...)).Check()
		if (err != nil) != test.stops {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	lifted := saidOf(given{consent.Express, 2 * day}, given{consent.Unsubscribed, day})
	for name, evidence := range map[string]column.Table{
		"of a list":        lifted.Without("evidence").With("evidence", column.Repeat("list", 2)),
		"for all purposes": lifted.Without("purpose").With("purpose", column.Repeat(consent.AllPurposes, 2)),
	} {
		if err := consent.NewGate(nil).Leads(leadWith("a@b.example"), evidence).Check(); err == nil {
			t.Errorf("a no %s was lifted", name)
		}
	}
}

// TestGateAgreesWithStanding: the gate, which shares no code with Standing, stops exactly
// those who refuse according to Standing.
func TestGateAgreesWithStanding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anyGivens.Draw(t, "all")
		status := standing(all).Status(now)
		err := consent.NewGate(nil).Leads(leadWith("a@b.example"), saidOf(all...)).Check()
		if (err != nil) != status.Refuses() {
			t.Fatalf("%v, and the gate says: %v", status, err)
		}
	})
}
