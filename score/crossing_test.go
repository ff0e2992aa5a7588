package score_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/score"
)

// A lead that fits and once did enough became an mql then, however much of it has faded since;
// that it was long ago shows in later steps.
func TestCrossingIsReplayed(t *testing.T) {
	in := leads(csv("email,created_at,lead_source",
		"then@x.com,2025-03-01,Web", "now@x.com,2025-03-01,Web", "spread@x.com,2025-03-01,Web", "unfit@x.com,2025-03-01,Purchased List", "back@x.com,2025-03-01,Web"))
	burst := func(who, day string) (rows []string) { // 40 and 15: 55 points on that day
		for hour := range 2 {
			rows = append(rows, fmt.Sprintf("%sT%02d:00:00Z,webinar_attended,%s", day, 10+hour, who))
		}
		for hour := range 3 {
			rows = append(rows, fmt.Sprintf("%sT%02d:00:00Z,pricing_view,%s", day, 13+hour, who))
		}
		return rows
	}
	rows := slices.Concat(burst("then@x.com", "2025-05-10"), burst("now@x.com", "2026-01-30"), burst("unfit@x.com", "2025-05-10"), burst("back@x.com", "2025-05-10"),
		[]string{"2025-04-01,webinar_attended,spread@x.com", "2025-07-01,webinar_attended,spread@x.com", "2025-10-01,webinar_attended,spread@x.com", "2026-01-20,page_view,back@x.com"})
	out := prepared(t, score.New(load(t, ""), asOf, source{csv("occurred_at,event_type,email", rows...)}, nil), in)
	want := []string{
		"L0 lead 2025-03-01T00:00:00Z created", "L0 mql 2025-05-10T15:00:00Z score", "L0 recycled 2025-08-08T15:00:00Z inactive",
		"L1 lead 2025-03-01T00:00:00Z created", "L1 mql 2026-01-30T15:00:00Z score",
		"L2 lead 2025-03-01T00:00:00Z created",
		"L3 lead 2025-03-01T00:00:00Z created",
		"L4 lead 2025-03-01T00:00:00Z created", "L4 mql 2025-05-10T15:00:00Z score",
	}
	if diff := cmp.Diff(want, drawn(side(t, out, "stage_history"), "lead_id", "stage", "entered_at", "rule")); diff != "" {
		t.Error(diff)
	}
}

// A later run finds the same crossing.
func TestCrossingDoesNotDependOnTheRun(t *testing.T) {
	c := load(t, "")
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			kind := rapid.SampledFrom([]string{"page_view", "pricing_view", "webinar_attended", "event_attended", "unsubscribe", "content_download"}).Draw(t, "type")
			at := asOf.Add(-time.Duration(rapid.IntRange(0, 120*24).Draw(t, "hours ago")) * time.Hour)
			rows = append(rows, at.Format(time.RFC3339)+","+kind+",a@x.com")
		}
		crossed := func(at time.Time) string {
			stage := score.New(c, at, source{csv("occurred_at,event_type,email", rows...)}, nil)
			h := side(t, prepared(t, stage, leads(csv("email,created_at,lead_source", "a@x.com,2024-01-01,Web"))), "stage_history")
			for row := range h.Rows() {
				if cell(h, "rule", row) == "score" {
					return cell(h, "entered_at", row)
				}
			}
			return "never"
		}
		now, later := crossed(asOf), crossed(asOf.AddDate(0, 0, rapid.IntRange(1, 300).Draw(t, "days later")))
		if now != later {
			t.Fatalf("today's run says %s, a later one %s", now, later)
		}
	})
}

// A lead that was contacted often enough lately is left alone.
func TestContactedEnough(t *testing.T) {
	in := leads(csv("email,lead_source", "often@x.com,Web", "long_ago@x.com,Web", "seldom@x.com,Web", "bought@x.com,Web"))
	events := csv("occurred_at,event_type,email",
		"2026-01-25,demo_request,often@x.com", "2026-01-26,email_sent,often@x.com", "2026-01-30,call_made,often@x.com",
		"2026-01-25,demo_request,long_ago@x.com", "2026-01-20,email_sent,long_ago@x.com", "2026-01-21,Call Made,long_ago@x.com",
		"2026-01-25,demo_request,seldom@x.com", "2026-01-26,email_sent,seldom@x.com", "2026-01-27,email_open,seldom@x.com")
	for yaml, want := range map[string]string{"": "hot_untouched", "next: {contacts: {most: 2}}": "contacted_enough:hot_untouched"} {
		got, _ := scored(t, load(t, yaml), asOf, in, events)
		if diff := cmp.Diff([]string{want, "hot_untouched", "hot_untouched"}, drawn(got, "next_reason")[:3]); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", yaml, diff)
		}
	}
}

// The costs of channels follow from what was spent.
func TestCostsOfChannels(t *testing.T) {
	in := leads(csv("email,lead_source,lead_status", "a@x.com,Trade Show,Customer", "b@x.com,Trade Show,", "c@x.com,Referral,"))
	for yaml, want := range map[string][]string{
		"":                                   {"Event - - - -", "Personal Referral - - - -"},
		"channels: {spend: {Event: 3000.5}}": {"Event 3000.5 1500.25 3000.5 3000.5", "Personal Referral - - - -"},
	} {
		stage := score.New(load(t, yaml), asOf, nil, nil)
		mapped(t, stage, in)
		channels := stage.Overview()[2].Rows
		if diff := cmp.Diff(want, drawn(channels, "channel", "spend", "cost_per_lead", "cost_per_sql", "cost_per_customer")); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", yaml, diff)
		}
	}
}
