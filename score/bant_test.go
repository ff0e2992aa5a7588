package score_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each letter is met, partial, not met or unknown, with its basis and evidence; what is only
// inferred is partial at most.
func TestBANT(t *testing.T) {
	const header = "email,budget_amount,budget_status,authority_role,seniority,need,product_interest,purchase_timeline,annual_revenue"
	for _, test := range []struct{ lead, want, evidence string }{
		{"a@x.com", "unknown unknown unknown unknown false -", "-"},
		{
			"a@x.com,50000,,Decision maker,,dock scheduling,,within 3 months", "met met met met true 100",
			"budget met stated: budget_amount=50000; authority met stated: authority_role=Decision maker; need met stated: need; timeline met stated: purchase_months=3",
		},
		{"a@x.com,500,,Influencer,,,dock,4-6 months", "partial partial met partial true 70", ""},
		{"a@x.com,,none,,vp,,,asap", "not_met partial unknown met false 30", ""},
		{"a@x.com,,,,cxo,,,,50000000", "partial partial unknown unknown false 20", "budget partial inferred: annual_revenue=50000000 employee_count; authority partial inferred: seniority=cxo"},
		{"a@x.com,,approved,decision maker,,dock,,next year", "met met met not_met false 80", ""},
		{"a@x.com,,approved,end user", "met not_met unknown unknown false 20", ""},
	} {
		got, _ := scored(t, load(t, ""), asOf, leads(csv(header, test.lead)))
		if diff := cmp.Diff(test.want, cells(got, 0, "bant_budget", "bant_authority", "bant_need", "bant_timeline", "bant_qualified", "champ_score")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.lead, diff)
		}
		if diff := cmp.Diff(test.evidence, cell(got, "bant_evidence", 0)); test.evidence != "" && diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.lead, diff)
		}
	}
}

// A lead's events show a need and a timeline in part.
func TestBANTOfEvents(t *testing.T) {
	got, _ := scored(t, load(t, ""), asOf, leads(csv("email", "a@x.com", "b@x.com", "c@x.com")), csv("occurred_at,event_type,email",
		"2026-01-25,demo_request,a@x.com", "2026-01-25,pricing_view,b@x.com", "2026-01-20,pricing_view,b@x.com", "2025-06-20,demo_request,c@x.com"))
	want := []string{"unknown unknown partial partial", "unknown unknown partial unknown", "unknown unknown unknown unknown"}
	if diff := cmp.Diff(want, drawn(got, "bant_budget", "bant_authority", "bant_need", "bant_timeline")); diff != "" {
		t.Error(diff)
	}
}

// The purchase timeline is read however it is written.
func TestPurchaseTimeline(t *testing.T) {
	for text, want := range map[string]string{
		"Within 3 months": "met", "0-3 months": "met", "3m": "met", "2 weeks": "met", "ASAP": "met", "This quarter": "met", "1 quarter": "met",
		"3-6 months": "partial", "Next quarter": "partial", "6 mo": "partial",
		"6+ months": "not_met", "> 6 months": "not_met", "1 year": "not_met", "no plans": "not_met", "Just browsing": "not_met",
		"soonish": "unknown", "Q2": "unknown", "3": "unknown",
	} {
		got, _ := scored(t, load(t, ""), asOf, leads(csv("purchase_timeline", text)))
		if have := cell(got, "bant_timeline", 0); have != want {
			t.Errorf("%q is %s, want %s", text, have, want)
		}
	}
}

// A user's own rules decide the letters.
func TestOwnBANT(t *testing.T) {
	c := load(t, `bant: {budget: [{status: met, when: plan == "gold"}], qualified: {letters: 1}, champ: {money: 60}}`)
	in := leads(csv("email,plan", "a@x.com,gold", "b@x.com,tin"))
	got, _ := scored(t, c, asOf, in)
	if diff := cmp.Diff([]string{"met true 60", "unknown false -"}, drawn(got, "bant_budget", "bant_qualified", "champ_score")); diff != "" {
		t.Error(diff)
	}
}
