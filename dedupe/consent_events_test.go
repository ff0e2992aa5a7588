package dedupe_test

import (
	"context"
	"testing"

	"galena/dedupe"
	"galena/internal/consent"
	"galena/internal/contact"
)

// Events arrive while dedupe works, and are found by whatever they name. A later
// yes to the mailbox lifts what they say about it under another name.
func TestEventsRefuse(t *testing.T) {
	const permitted = "email | opt_in_at\na@example.com | 2024-01-01"
	const further = "email | opt_in_at | emails_other\na@example.com | 2024-01-01 | b@example.com"
	day := func(text string) int64 {
		micros, _, problem := contact.ParseTime(text, contact.OrderUnknown)
		if problem != "" {
			t.Fatal(problem)
		}
		return micros
	}
	refused, lifted := "false | unsubscribed:event", "true | express:opt_in_at"
	mailbox := consent.Key{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "a@example.com")}
	other := consent.Key{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "b@example.com")}
	number := consent.Key{Kind: contact.IdentifierPhone, Hash: contact.Identifier(contact.IdentifierPhone, "+16502530000")}
	record := func(source string) consent.Key {
		return consent.Key{Kind: contact.IdentifierRecord, Hash: contact.RecordIdentifier(source, "ada")}
	}
	tests := []struct {
		name string
		by   []consent.Key
		at   string
		want string
		dump string
	}{
		{"the mailbox", []consent.Key{mailbox}, "2024-02-01", refused, permitted},
		{"the mailbox, before the yes", []consent.Key{mailbox}, "2023-02-01", lifted, permitted},
		{"the record", []consent.Key{record("crm")}, "2024-02-01", refused, permitted},
		{"the record, before the yes", []consent.Key{record("crm")}, "2023-02-01", lifted, permitted},
		{"the record of no source", []consent.Key{record("")}, "2024-02-01", refused, permitted},
		{"the record of another source", []consent.Key{record("shop")}, "2024-02-01", lifted, permitted},
		{"the number", []consent.Key{number}, "2024-02-01", refused, permitted},
		{"all of them, before the yes", []consent.Key{mailbox, number, record("crm")}, "2023-02-01", lifted, permitted},
		{"a further mailbox", []consent.Key{other}, "2024-02-01", refused, further},
		{"a mailbox that it has not", []consent.Key{other}, "2024-02-01", lifted, permitted},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := settings(t, "")
			d := dedupe.NewSingles(c, 1024)
			index := consent.NewIndex()
			index.Lists = []consent.List{{Name: "mails", Path: "events.csv", Purpose: consent.Marketing, Events: true}}
			d.Consent(consentRules(), index)
			d.Await(func(context.Context) error {
				index.Add(consent.Entry{Status: consent.Unsubscribed, Channels: consent.Email.Only(), At: day(test.at), Line: 2}, test.by...)
				return nil
			})
			same(t, gather(t, d, c, batch(crm, ada(test.dump), 2)).leads, "contactable_email | contactable_email_reason\n"+test.want)
		})
	}
}
