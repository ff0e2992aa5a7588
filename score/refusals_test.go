package score_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/consent"
	"galena/internal/contact"
	"galena/score"
)

// What events refuse is the same whether a stage or Read reads it.
func TestRefusals(t *testing.T) {
	events := source{
		csv("event_type,occurred_at,email,phone,source_record_id,source_system,bounce_type,is_bot,note",
			"page_view,2025-01-01,a@x.example",
			"Unsubscribe,2025-01-01,A@x.example",
			"unsubscribe,2026-12-31,b@x.example", // after as_of, which may be the midnight before
			"unsubscribe,once,c@x.example",
			"spam-complaint,2025-01-01,d@x.example,,,,,true",
			"email_bounce,2025-01-01,e@x.example,,,,Hard,,soft",
			"email_bounce,2025-01-01,f@x.example,,,,Soft",
			"unsubscribe,2025-01-01,nobody",
		),
		csv("event_type,occurred_at,email,phone,source_record_id,source_system",
			"do_not_call,2025-01-01,,+14155550132",
			"unsubscribe,2025-01-01,,,7,crm",
			"unsubscribe,2025-01-01,,,8"),
	}
	email := func(address string) uint64 { return contact.Identifier(contact.IdentifierEmail, address) }
	asked := []struct {
		name       string
		identifier uint64
		want       string
	}{
		{"a visit and a refusal", email("a@x.example"), "unsubscribed email 2025-01-01 events0.csv:3"},
		{"after as_of", email("b@x.example"), "unsubscribed email 2026-12-31 events0.csv:4"},
		{"no time that can be read", email("c@x.example"), "unsubscribed email undated events0.csv:5"},
		{"by a program", email("d@x.example"), "complaint email 2025-01-01 events0.csv:6"},
		{"a bounce", email("e@x.example"), "hard_bounce email 2025-01-01 events0.csv:7"},
		{"a bounce that passes", email("f@x.example"), ""},
		{"a number", contact.Identifier(contact.IdentifierPhone, "+14155550132"), "unsubscribed phone+sms 2025-01-01 events1.csv:2"},
		{"a record in its source", contact.RecordIdentifier("crm", "7"), "unsubscribed email 2025-01-01 events1.csv:3"},
		{"the record of another source", contact.RecordIdentifier("shop", "7"), ""},
		{"no source", contact.RecordIdentifier("", "7"), ""},
		{"a record that names no source", contact.RecordIdentifier("", "8"), "unsubscribed email 2025-01-01 events1.csv:4"},
	}
	for name, read := range map[string]func(*score.Refusals) error{
		"alone": func(r *score.Refusals) error { return r.Read(context.Background(), 2, events) },
		"by the stage": func(r *score.Refusals) error {
			s := score.New(score.Config{}, asOf, events, nil, "crm")
			s.Tell(r)
			return s.Prepare(context.Background(), 2)
		},
	} {
		index := consent.NewIndex()
		for i := range events {
			index.Lists = append(index.Lists, consent.List{Path: fmt.Sprintf("events%d.csv", i), Events: true})
		}
		refusals := score.NewRefusals(new(consent.Config).EventTypes(), asOf, index, "crm")
		if err := read(refusals); err != nil {
			t.Fatal(err)
		}
		if err := refusals.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, test := range asked {
			var got []string
			for _, number := range index.ByIdentifier(nil, test.identifier) {
				e, at := index.Entry(number), "undated"
				if e.At != consent.Undated {
					at = time.UnixMicro(e.At).UTC().Format(time.DateOnly)
				}
				got = append(got, fmt.Sprintf("%s %s %s %s:%d", e.Status, e.Channels, at, index.Lists[e.List].Path, e.Line))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("%s, read %s: %s", test.name, name, diff)
			}
		}
		if unnamed := refusals.Unnamed(); unnamed != 1 {
			t.Errorf("read %s: %d name nobody, want 1", name, unnamed)
		}
	}
}

// Wait returns an error when the run ends before the events are read.
func TestRefusalsEndWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := score.NewRefusals(nil, asOf, consent.NewIndex()).Wait(ctx); err == nil {
		t.Error("waited for nothing, and found it")
	}
}
