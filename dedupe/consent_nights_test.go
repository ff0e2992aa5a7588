package dedupe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// heard is something that a list or an event says.
type heard struct {
	consent.Entry
	key consent.Key
}

var anyHeard = rapid.Custom(func(t *rapid.T) heard {
	keys := []consent.Key{
		{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "a@example.com")},
		{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "b@example.com")},
		{Kind: contact.IdentifierPhone, Hash: contact.Identifier(contact.IdentifierPhone, "+16502530000")},
		{Kind: contact.IdentifierRecord, Hash: contact.RecordIdentifier("crm", "ada")},
		{Kind: consent.KeyDigest, Text: consent.Digest("b@example.com")},
	}
	h := heard{key: rapid.SampledFrom(keys).Draw(t, "key")}
	h.List = rapid.IntRange(0, 1).Draw(t, "list")
	h.At = int64(rapid.IntRange(1, 9).Draw(t, "day")) * 86_400_000_000
	h.Channels = consent.Email.Only()
	h.Status = rapid.SampledFrom([]consent.Status{consent.Unsubscribed, consent.Unsubscribed, consent.HardBounce, consent.Complaint}).Draw(t, "status")
	if h.List == 0 && h.key.Kind == contact.IdentifierEmail && rapid.Bool().Draw(t, "yes") {
		h.Status = consent.Express
	}
	return h
})

// anyNights are some nights, and what was heard in each.
var anyNights = rapid.SliceOfN(rapid.SliceOfN(anyHeard, 0, 3), 1, 4)

// hear plays nights and returns what is remembered after them. The person, who once
// said yes at an unknown time, is in the dumps of the nights for which here is
// true.
func hear(t fatal, nights [][]heard, remembered column.Table, here func(night int) bool) (leads, after column.Table) {
	t.Helper()
	c := settings(t, "")
	n := dedupe.NewNormalizer(c)
	for i, night := range nights {
		d := dedupe.NewSingles(c, 1024)
		index := consent.NewIndex()
		index.Lists = []consent.List{{Name: "mails", Path: "events.csv", Purpose: consent.Marketing, Events: true}, {Name: "list", Path: "list.csv", Purpose: consent.Marketing}}
		for _, h := range night {
			index.Add(h.Entry, h.key)
		}
		d.Consent(consentRules(), index)
		d.Remember(func(context.Context) (*dedupe.History, error) {
			return dedupe.ReadHistory(func(string) (column.Table, error) { return column.Table{}, nil })
		})
		if err := d.Prepare(context.Background(), 1); err != nil {
			t.Fatalf("%v", err)
		}
		if err := d.RememberRefusals(remembered); err != nil {
			t.Fatalf("%v", err)
		}
		rows := table("source_record_id | email | phone | emails_other | email_opt_in\nada | a@example.com | +16502530000 | b@example.com | yes")
		if !here(i) {
			rows = table("source_record_id | email | phone | emails_other | email_opt_in\nzoe | zoe@example.com | ∅ | ∅ | yes")
		}
		leads = gatherBy(t, d, n, batch(crm, rows, 2)).leads
		remembered = d.Refusals()
	}
	return leads, remembered
}

func always(int) bool { return true }

func answer(leads column.Table) string { return show(leads, "contactable_email") }

// It does not matter whether the person is there when something is said or comes
// later, or in which order the nights are: in the end the person is equally
// contactable. (All nights have the same as_of, which is the time of a list's no.)
func TestNightsOfConsentAreASemilattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nights := anyNights.Draw(t, "nights")
		quiet := []heard(nil)
		leads, after := hear(t, append(nights, quiet), column.Table{}, always)
		absent, _ := hear(t, append(nights, quiet), column.Table{}, func(night int) bool { return night == len(nights) })
		if answer(absent) != answer(leads) {
			t.Fatalf("there from the beginning: %s\nthere at the end: %s", answer(leads), answer(absent))
		}
		shuffled, shuffledAfter := hear(t, append(rapid.Permutation(nights).Draw(t, "shuffled"), quiet), column.Table{}, always)
		if answer(shuffled) != answer(leads) || show(shuffledAfter) != show(after) {
			t.Fatalf("not commutative: %s\n%s\n%s\n%s", answer(leads), answer(shuffled), show(after), show(shuffledAfter))
		}
		var together []heard
		for _, night := range nights {
			together = append(together, night...)
		}
		one, oneAfter := hear(t, [][]heard{together, quiet}, column.Table{}, always)
		if answer(one) != answer(leads) || show(oneAfter) != show(after) {
			t.Fatalf("not associative: %s\n%s\n%s\n%s", answer(leads), answer(one), show(after), show(oneAfter))
		}
		twice, twiceAfter := hear(t, append(nights, quiet), after, always)
		if answer(twice) != answer(leads) || show(twiceAfter) != show(after) {
			t.Fatalf("not idempotent: %s\n%s\n%s\n%s", answer(leads), answer(twice), show(after), show(twiceAfter))
		}
	})
}

// Refusals are remembered, from when they are dated or from the night that heard
// them, and no permission in a column of contacts is: who is asked again may
// have taken it back.
func TestWhatIsRemembered(t *testing.T) {
	email := consent.Key{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "zoe@example.com")}
	no := consent.Entry{List: 1, Status: consent.Unsubscribed, Channels: consent.Email.Only(), At: consent.Undated}
	_, quiet := hear(t, [][]heard{nil}, column.Table{}, always)
	if quiet.Rows() != 0 {
		t.Errorf("a permission is remembered:\n%s", show(quiet))
	}
	_, after := hear(t, [][]heard{{{no, email}}}, column.Table{}, always)
	same(t, after, "identifier_kind | status | channels | observed_at\nemail | unsubscribed | email | 2025-06-01T00:00:00Z")
}

// More nights in which nobody says yes make nobody more contactable.
func TestNightsOfConsentAreMonotone(t *testing.T) {
	order := map[string]int{"false": -1, null: 0, "true": 1}
	rapid.Check(t, func(t *rapid.T) {
		nights := anyNights.Draw(t, "nights")
		more := anyHeard.Filter(func(h heard) bool { return h.Status != consent.Express }).Draw(t, "more")
		before, remembered := hear(t, nights, column.Table{}, always)
		after, _ := hear(t, [][]heard{{more}}, remembered, always)
		was, is := cellsOf(before, 0, []string{"contactable_email"})[0], cellsOf(after, 0, []string{"contactable_email"})[0]
		if more.List == 1 && is != "false" {
			t.Fatalf("a list's no left %s", is)
		}
		if before, last := order[was], lastNightHasAList(nights); order[is] > before && !last {
			t.Fatalf("%s became %s by %s", was, is, fmt.Sprint(more))
		}
	})
}

// lastNightHasAList reports whether the last night has a list. A list's no stands
// only as long as the list does.
func lastNightHasAList(nights [][]heard) bool {
	for _, h := range nights[len(nights)-1] {
		if h.List == 1 {
			return true
		}
	}
	return false
}

// TestUnreadableMemories: a remembered refusal that cannot be read is an error, not one
// refusal less.
func TestUnreadableMemories(t *testing.T) {
	name := contact.Identifier(contact.IdentifierEmail, "a@example.com")
	no := heard{key: consent.Key{Kind: contact.IdentifierEmail, Hash: name}}
	no.List, no.Status, no.Channels, no.At = 1, consent.Unsubscribed, consent.Email.Only(), 86_400_000_000
	_, remembered := hear(t, [][]heard{{no}}, column.Table{}, func(int) bool { return true })
	if remembered.Rows() == 0 {
		t.Fatal("nothing is remembered")
	}
	remember := func(rows column.Table) error {
		d := dedupe.NewSingles(settings(t, ""), 1024)
		d.Consent(consentRules(), consent.NewIndex())
		return d.RememberRefusals(rows)
	}
	if err := remember(remembered); err != nil {
		t.Fatal(err)
	}
	for name, cell := range map[string]string{
		"identifier_kind": "fingerprint", "identifier": "xyz", "channels": "email+pigeon", "purpose": "", "status": "refused_for_ever",
	} {
		damaged := remembered.With(name, column.Repeat(cell, remembered.Rows()))
		err := remember(damaged)
		if err == nil || !strings.Contains(err.Error(), "row 1 of the table consent (consent.*.parquet) has no ") {
			t.Errorf("%s %q: %v", name, cell, err)
		}
	}
	times := column.NewNumberBuilder[column.Micros](remembered.Rows())
	for range remembered.Rows() {
		times.AppendNull()
	}
	if err := remember(remembered.With("observed_at", times.Finish())); err == nil || !strings.Contains(err.Error(), "no observed_at") {
		t.Errorf("no time: %v", err)
	}
}
