package score_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/score"
)

const pastRules = `
engagement: {rules: [{name: any, events: [visit], points: 1}]}
events: {active: [other]}
routing: {when: 'true', owners: [{name: ann}, {name: bob, capacity: 1}, {name: eve, when: country_code == "US"}]}
`

// night scores leads with the memory of earlier nights, and returns them with the new memory.
// Each visit of a lead is a point.
func night(t *testing.T, rules string, in, events, before, redirects column.Table) (rows, after column.Table) {
	t.Helper()
	stage := score.New(load(t, rules), asOf, source{events}, nil)
	stage.Remember(func(context.Context) (column.Table, error) { return before, nil }, func() column.Table { return redirects })
	b := prepared(t, stage, leads(in))
	var err error
	if b.Rows, err = stage.Route(b.Rows); err != nil {
		t.Fatal(err)
	}
	if kept := stage.Keep(b); len(kept.Side) != len(b.Side)-1 {
		t.Errorf("what is remembered stays beside the leads")
	}
	if after, err = stage.Scores().On(before); err != nil {
		t.Fatal(err)
	}
	return b.Rows, after
}

// visits returns numbers of visits by people, on the day of asOf.
func visits(counts map[string]int) column.Table {
	var rows []string
	for email, count := range counts {
		for i := range count {
			rows = append(rows, "2026-01-31,visit,"+email+",e"+string(rune('A'+i/26))+string(rune('a'+i%26)))
		}
	}
	return csv("occurred_at,event_type,email,event_id", rows...)
}

func remembered(rows ...string) column.Table {
	t := csv("lead_id,tier,lifecycle_stage,first_channel,owner", rows...)
	at := column.NewNumberBuilder[column.Micros](len(rows))
	for range rows {
		at.Append(column.Micros(asOf.UnixMicro()))
	}
	return t.With("first_channel_at", at.Finish())
}

// A lead leaves hot and warm only below four fifths of what they take; a tier that was held is held again.
func TestTiersAreHeld(t *testing.T) {
	for _, test := range []struct {
		before string
		visits int
		want   string
	}{
		{"hot", 48, "hot kept:engagement:48:leaves_below:48"},
		{"hot", 47, "warm engagement:47"},
		{"hot", 16, "warm kept:engagement:16:leaves_below:16"},
		{"hot", 15, "cold no_engagement_observed"},
		{"warm", 59, "warm engagement:59"},
		{"warm", 16, "warm kept:engagement:16:leaves_below:16"},
		{"warm", 15, "cold no_engagement_observed"},
		{"cold", 19, "cold no_engagement_observed"},
		{"cold", 20, "warm engagement:20"},
	} {
		in, events := csv("email", "a@x.com"), visits(map[string]int{"a@x.com": test.visits})
		first, after := night(t, pastRules, in, events, remembered("L0,"+test.before+",lead,,"), column.Table{})
		if diff := cmp.Diff(test.want, cells(first, 0, "tier", "tier_reason")); diff != "" {
			t.Errorf("%s with %d (-want +got):\n%s", test.before, test.visits, diff)
		}
		second, _ := night(t, pastRules, in, events, after, column.Table{})
		if diff := cmp.Diff(test.want, cells(second, 0, "tier", "tier_reason")); diff != "" {
			t.Errorf("%s with %d, again (-want +got):\n%s", test.before, test.visits, diff)
		}
	}
	in := leads(csv("email", "a@x.com"))
	stage := score.New(load(t, pastRules), asOf, nil, nil)
	stage.Remember(func(context.Context) (column.Table, error) { return remembered("L0,hot,lead,,"), nil }, func() column.Table { return column.Table{} })
	if got := cells(prepared(t, stage, in).Rows, 0, "tier", "tier_reason"); got != "cold no_events_supplied" {
		t.Errorf("without events: %s", got)
	}
}

// An owner keeps a lead if it may and can, and is remembered while the lead is away.
func TestOwnersKeepTheirLeads(t *testing.T) {
	in := csv("email,country_code,owner", "a@x.com,DE", "b@x.com,DE", "c@x.com,DE", "d@x.com,US", "e@x.com,DE,zoe", "f@x.com,DE")
	before := remembered("L0,cold,lead,,bob", "L1,cold,lead,,bob", "L2,cold,lead,,eve", "L3,cold,lead,,eve", "L4,cold,lead,,ann", "L5,cold,lead,,gus", "L9,hot,mql,Event,bob")
	got, after := night(t, pastRules, in, visits(nil), before, column.Table{})
	want := []string{"bob kept", "ann lead:others_full", "ann lead:others_full", "eve kept", "zoe owner", "ann lead:others_full"}
	if diff := cmp.Diff(want, drawn(got, "assigned_owner", "assignment_reason")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"L0 cold bob", "L1 cold ann", "L2 cold ann", "L3 cold eve", "L4 cold zoe", "L5 cold ann", "L9 hot bob"}
	if diff := cmp.Diff(want, drawn(after, "lead_id", "tier", "owner")); diff != "" {
		t.Errorf("remembered (-want +got):\n%s", diff)
	}
}

// The first channel is set once. A lead without a row takes that of the oldest id merged into
// it; one with a row keeps its own.
func TestFirstChannelIsWrittenOnce(t *testing.T) {
	in := csv("email,lead_source,created_at", "a@x.com,Cold Call,2020-01-01", "b@x.com,Cold Call,2020-01-01", "c@x.com,Cold Call,2020-01-01", "d@x.com,Cold Call,2020-01-01")
	before := remembered("L0,cold,lead,Event,", "L7,cold,lead,Website,", "L8,cold,lead,Partner,", "L3,cold,lead,,")
	redirects := csv("retired_id,lead_id", "L7,L0", "L6,L1", "L8,L1", "L7,L1")
	got, after := night(t, pastRules, in, visits(nil), before, redirects)
	if diff := cmp.Diff([]string{"Event", "Partner", "Cold Outreach", "Cold Outreach"}, drawn(got, "channel")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []string{"L0 Event", "L7 Website", "L8 Partner", "L3 Cold Outreach", "L1 Partner", "L2 Cold Outreach"}
	if diff := cmp.Diff(want, drawn(after, "lead_id", "first_channel")); diff != "" {
		t.Errorf("remembered (-want +got):\n%s", diff)
	}
}

func TestDamagedMemoryIsRefused(t *testing.T) {
	good := remembered("L0,cold,lead,Event,ann", "L1,cold,lead,Event,ann")
	for name, rows := range map[string]column.Table{
		"a column is missing": good.Without("owner"),
		"a lead twice":        good.With("lead_id", column.Repeat("L0", 2)),
	} {
		stage := score.New(load(t, ""), asOf, nil, nil)
		stage.Remember(func(context.Context) (column.Table, error) { return rows, nil }, nil)
		if err := stage.Prepare(t.Context(), 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
