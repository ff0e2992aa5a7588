package score_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/score"
)

// The first rule that holds says what to do, unless consent forbids it.
func TestNextAction(t *testing.T) {
	in := leads(csv("email,lead_source,lead_status,last_contacted_at,contactable_email,contactable_phone,lead_kind",
		"hot@x.com,Web,,,yes,", "called@x.com,Web,,2026-01-30,yes", "waiting@x.com,Web,,2026-01-20,yes", "nocall@x.com,Web,,,yes,no",
		"warm@x.com,Web,,,yes", "unasked@x.com,Web,,,,", "refused@x.com,Web,,,no,no", "cold@x.com,Web,,,yes", "bought@x.com,,Customer,,yes", "gone@x.com,,Unqualified,,yes",
		"old@x.com,Web,,,yes", "candidate@x.com,Web,,,yes,,candidate", "nothing@x.com,Purchased List,,,yes"))
	for _, name := range []string{"contactable_email", "contactable_phone"} {
		in.Rows = in.Rows.With(name, truths(in.Rows.Text(name)))
	}
	got, _ := scored(t, load(t, ""), asOf, in, csv("occurred_at,event_type,email",
		"2026-01-25,demo_request,hot@x.com", "2026-01-25,demo_request,called@x.com", "2026-01-25,demo_request,waiting@x.com", "2026-01-25,demo_request,nocall@x.com",
		"2026-01-25,page_view,warm@x.com", "2026-01-25,page_view,unasked@x.com", "2026-01-25,page_view,refused@x.com", "2025-05-01,demo_request,old@x.com", "2026-01-25,demo_request,candidate@x.com"))
	want := []string{
		"hot_untouched sales call_now 2026-02-01T00:00:00Z",
		"ask_budget discovery ask_budget 2026-02-03T00:00:00Z",
		"hot_unanswered sales follow_up 2026-02-01T00:00:00Z",
		"blocked_by_consent:hot_untouched - - -",
		"warm_fitting case_study invite_demo -",
		"blocked_by_consent:warm_fitting - - -",
		"blocked_by_consent:warm_fitting - - -",
		"cold_fitting intro_sequence send_intro -",
		"customer expand check_in -",
		"disqualified - - -",
		"dormant re_engage send_re_engagement -",
		"no_customer_lead - - -",
		"- - - -",
	}
	if diff := cmp.Diff(want, drawn(got, "next_reason", "nurture_track", "next_action", "next_action_due")); diff != "" {
		t.Error(diff)
	}
}

// A rule without by leaves alone those who have refused every channel, and nobody is contacted
// more often than the config allows.
func TestNextWhereNoChannelIsSaid(t *testing.T) {
	in := leads(csv("email,contactable_email,contactable_phone", "a@x.com,,", "b@x.com,no,", "c@x.com,,no", "d@x.com,no,yes", "e@x.com,no,no", "f@x.com,,"))
	for _, name := range []string{"contactable_email", "contactable_phone"} {
		in.Rows = in.Rows.With(name, truths(in.Rows.Text(name)))
	}
	c := load(t, `next: {contacts: {most: 1, within: 30d}, rules: [{name: all, when: 'true', action: talk}]}`)
	got, _ := scored(t, c, asOf, in, csv("occurred_at,event_type,email", "2026-01-25,email_sent,f@x.com"))
	want := []string{"all talk", "all talk", "all talk", "all talk", "blocked_by_consent:all -", "contacted_enough:all -"}
	if diff := cmp.Diff(want, drawn(got, "next_reason", "next_action")); diff != "" {
		t.Error(diff)
	}
}

// manyRouted are leads of companies, all hot.
func manyRouted(n int) column.Table {
	var rows []string
	for i := range n {
		rows = append(rows, fmt.Sprintf("L%04d,company%d.example,US", i, i/2))
	}
	return csv("lead_id,company_domain,country_code", rows...).With("tier", column.Repeat("hot", n)).With("lead_kind", column.Repeat("customer", n)).With("lifecycle_stage", column.Repeat("mql", n))
}

// routed assigns leads in batches and counts them by owner.
func routed(t *testing.T, yaml string, leads column.Table) (map[string]int, []string) {
	t.Helper()
	stage := score.New(load(t, "routing: "+yaml), asOf, nil, nil)
	got, err := stage.Route(leads)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for row := range got.Rows() {
		counts[cell(got, "assigned_owner", row)]++
	}
	return counts, drawn(got, "lead_id", "assigned_owner", "assignment_reason")
}

// Leads go to owners by weight, those of one company to one owner, and when an owner leaves,
// only that owner's leads move.
func TestRoutingByWeight(t *testing.T) {
	all := manyRouted(4000)
	counts, before := routed(t, "{owners: [{name: ann, weight: 2}, {name: bob}, {name: cy}]}", all)
	for owner, want := range map[string]int{"ann": 2000, "bob": 1000, "cy": 1000} {
		if got := counts[owner]; got < want*9/10 || got > want*11/10 {
			t.Errorf("%s has %d leads of about %d", owner, got, want)
		}
	}
	for i := 0; i < len(before); i += 2 {
		if before[i][6:] != before[i+1][6:] {
			t.Fatalf("colleagues go to two owners: %s, %s", before[i], before[i+1])
		}
	}
	_, after := routed(t, "{owners: [{name: ann, weight: 2}, {name: bob}]}", all)
	for i := range before {
		if before[i] != after[i] && before[i][6:8] != "cy" {
			t.Fatalf("%s became %s though cy left", before[i], after[i])
		}
	}
}

// A lead that has an owner keeps it; an owner takes no more leads than its capacity, and only
// those that its condition allows.
func TestRoutingLimits(t *testing.T) {
	leads := csv("lead_id,owner,account_owner,country_code,tier,lead_kind,lifecycle_stage",
		"L0,zoe,,DE,hot,customer,mql", "L1,,max,DE,hot,customer,mql", "L2,,,DE,hot,customer,mql", "L3,,,DE,hot,customer,mql", "L4,,,US,hot,customer,mql", "L5,,,FR,hot,customer,mql",
		"L6,,,DE,cold,customer,lead", "L7,,,DE,hot,candidate,mql", "L8,,,DE,hot,customer,disqualified")
	_, got := routed(t, `{owners: [{name: ann, when: 'country_code == "DE"', capacity: 1}, {name: bob, when: 'country_code == "US"'}]}`, leads)
	want := []string{
		"L0 zoe owner", "L1 max account_owner", "L2 ann lead", "L3 - no_capacity", "L4 bob lead", "L5 - no_owner", "L6 - -", "L7 - -", "L8 - -",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
