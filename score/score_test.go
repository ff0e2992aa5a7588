package score_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/score"
)

const rules = `
fit:
  rules:
    - {name: level, column: seniority, values: {vp: 15, manager: 5, intern: -10}}
    - {name: big, when: employee_count >= 1000, points: 10, group: size}
    - {name: rich, when: annual_revenue > 1e6, points: 10, group: size}
    - {name: free, when: email_is_free, points: -2.5}
    - {name: odd_name, when: 'first_name matches "[0-9]" and owner != "x"', points: -1}
  caps: {size: 12}
engagement:
  rules:
    - {name: visit, events: [visit], points: 10, cap: 25, half_life: 10d, cap_window: 10d}
    - {name: pricing, when: 'page_url contains "/pricing"', points: 4, count: per_day, half_life: 10d, group: pages}
    - {name: docs, events: [visit], when: 'page_url contains "/docs"', points: 4, count: once, half_life: 10d, group: pages}
    - {name: leave, events: [leave], points: -30, half_life: 10d}
  caps: {pages: 6}
events: {active: [visit]}
`

func TestFit(t *testing.T) {
	in := leads(csv("seniority,employee_count,annual_revenue,email_is_free,first_name,owner",
		"VP,5000,2000000,no,Ann,o", // everything known and good
		"manager,10",               // some known
		"vp,,,yes,A1,o",            // negative rules as well
		"intern,10,10",             // below zero
		",,,yes",                   // nothing that could earn points
		"unknown",                  // nothing at all
		"janitor,,,,A1",            // a value that is not listed
	))
	got, lines := scored(t, load(t, rules), asOf, in)
	want := []string{
		"100 1 100 A", "20 0.649 20 D", "76.667 0.481 76.667 A", "0 0.909 0 D", "- 0.065 - -", "- 0 - -", "0 0.39 0 D",
	}
	if diff := cmp.Diff(want, drawn(got, "fit_score", "fit_coverage", "score", "grade")); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"L0 fit level 15 seniority=vp",
		"L0 fit big 10 employee_count=5000",
		"L0 fit rich 10 annual_revenue=2000000",
		"L0 fit cap_group:size -8 limit 12",
		"L0 fit scale 73 27 of 27 known points",
		"L0 score fit 100 weight 1 of 1",
		"L1 fit level 5 seniority=manager",
		"L1 fit scale 15 5 of 25 known points",
		"L1 score fit 20 weight 1 of 1",
		"L2 fit level 15 seniority=vp",
		"L2 fit free -2.5 email_is_free=true",
		"L2 fit odd_name -1 first_name owner",
		"L2 fit scale 65.167 11.5 of 15 known points",
		"L2 score fit 76.667 weight 1 of 1",
		"L3 fit level -10 seniority=intern",
		"L3 fit scale -27.037 -10 of 27 known points",
		"L3 fit clamp 37.037 limit 0",
	}
	if diff := cmp.Diff(want, drawn(lines, "lead_id", "score", "rule", "points", "evidence")); diff != "" {
		t.Error(diff)
	}
}

func TestEngagement(t *testing.T) {
	in := leads(csv("email", "visits@x.com", "pages@x.com", "leaves@x.com", "none@x.com"))
	events := csv("occurred_at,event_type,email,page_url",
		"2026-01-31,visit,visits@x.com", "2026-01-31T00:00:00Z,visit,Visits@X.com,/", "2026-01-31 00:00,VISIT,visits@x.com,/2",
		"2026-01-21,visit,visits@x.com", "2026-01-11,visit,visits@x.com",
		"2026-01-31,view,pages@x.com,/pricing", "2026-01-21T08:00:00Z,view,pages@x.com,/pricing/eu", "2026-01-21T00:00:00Z,view,pages@x.com,/pricing",
		"2026-01-21,visit,pages@x.com,/docs/a", "2026-01-11,visit,pages@x.com,/docs/b",
		"2026-01-31,leave,leaves@x.com", "2026-01-21,visit,leaves@x.com",
	)
	got, lines := scored(t, load(t, rules), asOf, in, events)
	want := []string{
		"32.5 32.5 3 2026-01-31T00:00:00Z",
		"13.5 13.5 4 2026-01-21T00:00:00Z",
		"0 0 4 2026-01-21T00:00:00Z",
		"0 0 4 -",
	}
	if diff := cmp.Diff(want, drawn(got, "engagement_score", "score", "grade", "last_active_at")); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"L0 engagement visit 37.5 5 events, latest 2026-01-31",
		"L0 engagement cap:visit -5 limit 25",
		"L0 score engagement 32.5 weight 1 of 1",
		"L1 engagement visit 7.5 2 events, latest 2026-01-21",
		"L1 engagement pricing 6.047 2 events, latest 2026-01-31",
		"L1 engagement docs 2 1 event, 2026-01-21",
		"L1 engagement cap_group:pages -2.047 limit 6",
		"L1 score engagement 13.5 weight 1 of 1",
		"L2 engagement visit 5 1 event, 2026-01-21",
		"L2 engagement leave -30 1 event, 2026-01-31",
		"L2 engagement clamp 25 limit 0",
	}
	if diff := cmp.Diff(want, drawn(lines, "lead_id", "score", "rule", "points", "evidence")); diff != "" {
		t.Error(diff)
	}
}

// A cap without a window applies to all that a rule ever gave.
func TestCapOfARule(t *testing.T) {
	c := load(t, "engagement: {half_life: 36500d, rules: [{name: visit, events: [visit], points: 10, cap: 25}]}")
	got, lines := scored(t, c, asOf, leads(csv("email", "a@x.com")),
		csv("occurred_at,event_type,email", "2026-01-10,visit,a@x.com", "2026-01-15,visit,a@x.com", "2026-01-20,visit,a@x.com"))
	if score := cell(got, "engagement_score", 0); score != "25" {
		t.Errorf("engagement %s of three times 10 with a cap of 25: %v", score, drawn(lines, "rule", "points"))
	}
}

// A lead with an intent event is hot up to the very end of the time for it, and a lead stays in
// its tier down to four fifths of what the tier takes.
func TestTiersAtTheirBounds(t *testing.T) {
	c := load(t, `
engagement: {half_life: 36500d, rules: [{name: demo, events: [demo_request], points: 1}, {name: visit, events: [visit], points: 8}]}
tiers: {hot: {intent_within: 10d, engagement: 50, distinct_types: 1}, warm: {engagement: 20, active_within: 1d}}`)
	at := func(ago time.Duration) string { return asOf.Add(-ago).Format(time.RFC3339) }
	got, _ := scored(t, c, asOf, leads(csv("email", "in@x.com", "out@x.com")), csv("occurred_at,event_type,email",
		at(240*time.Hour)+",demo_request,in@x.com", at(240*time.Hour+time.Second)+",demo_request,out@x.com"))
	if diff := cmp.Diff([]string{"hot", "cold"}, drawn(got, "tier")); diff != "" {
		t.Error(diff)
	}
}

func TestOutcomesMakeCustomers(t *testing.T) {
	in := leads(csv("email,lead_status", "won@x.com", "lost@x.com,Working", "open@x.com", "later@x.com"))
	in.Keys.Identifiers[2] = contact.Identifier(contact.IdentifierRecord, "r3")
	won := source{
		csv("email,converted_at", "won@x.com,2025-12-01", "later@x.com,2026-02-01"),
		csv("source_record_id,is_converted,lead_status", "r3,no,Negotiation"),
		csv("email,lead_status", "lost@x.com,Closed Lost"),
	}
	got, _ := mapped(t, score.New(load(t, ""), asOf, nil, won), in)
	want := []string{"customer", "disqualified", "opportunity", "lead"}
	if diff := cmp.Diff(want, drawn(got, "lifecycle_stage")); diff != "" {
		t.Error(diff)
	}
}

func TestSourceStageIsKept(t *testing.T) {
	got, _ := scored(t, load(t, ""), asOf, leads(csv("email,lifecycle_stage", "a@x.com,Marketing Qualified Lead")))
	if diff := cmp.Diff("mql Marketing Qualified Lead", cells(got, 0, "lifecycle_stage", "source_stage")); diff != "" {
		t.Error(diff)
	}
}

func TestEventReport(t *testing.T) {
	events := source{
		csv("event_id,occurred_at,event_type,email,source_record_id",
			"1,2026-01-30,page_view,a@x.com,r1", // two identifiers, one of which the lead has
			"2,2026-02-01,page_view,a@x.com",    // in the future
			"3,soon,page_view,a@x.com",
			"4,2026-01-30,page_view,",
			"5,2026-01-30,page_view,nobody@x.com",
		),
		csv("email,page_url,event_id,occurred_at,event_type", "a@x.com,/,1,2026-01-30T00:00:00Z,Page View"), // delivered again
	}
	stage := score.New(load(t, ""), asOf, events, nil)
	if err := stage.Prepare(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	out, err := stage.Map(t.Context(), leads(csv("email", "a@x.com")))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(score.EventReport{Read: 6, Kept: 2, Repeated: 1, LeftOut: 3, Orphans: 1}, stage.Report()); diff != "" {
		t.Error(diff)
	}
	notes := []pipeline.Note{
		{Stage: "score", File: "events0.csv", Field: "occurred_at", Code: "event_in_future", Count: 1, FirstLine: 3},
		{Stage: "score", File: "events0.csv", Field: "occurred_at", Code: "event_time_unreadable", Count: 1, FirstLine: 4},
		{Stage: "score", File: "events0.csv", Code: "event_without_identifier", Count: 1, FirstLine: 5},
	}
	if diff := cmp.Diff(notes, out.Notes); diff != "" {
		t.Error(diff)
	}
	if got := cell(out.Rows, "engagement_score", 0); got != "0.977" {
		t.Errorf("engagement %s, want that of one page view", got)
	}
}

// After each half-life, half is left.
func TestAsOfMovesDecay(t *testing.T) {
	in := leads(csv("email", "a@x.com"))
	events := csv("occurred_at,event_type,email", "2026-01-01,demo_request,a@x.com")
	var got []string
	for _, days := range []int{0, 15, 30, 60, 90, 365, 3650} {
		rows, _ := scored(t, load(t, ""), time.Date(2026, 1, 1+days, 0, 0, 0, 0, time.UTC), in, events)
		got = append(got, cell(rows, "engagement_score", 0))
	}
	if diff := cmp.Diff([]string{"40", "28.284", "20", "10", "5", "0.009", "0"}, got); diff != "" {
		t.Error(diff)
	}
	rows, _ := scored(t, load(t, ""), time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), in, events)
	if got := cells(rows, 0, "engagement_score", "tier_reason"); got != "0 no_engagement_observed" {
		t.Errorf("the day before: %s", got)
	}
}

func TestOwnColumnOfAnotherKindIsAnError(t *testing.T) {
	c := load(t, `fit: {rules: [{name: x, when: 'region_points > 5', points: 1}]}`)
	stage := score.New(c, asOf, nil, nil)
	_, err := stage.Map(t.Context(), leads(csv("email,region_points", "a@x.com,7")))
	want := "score.yaml:1:48: the left side is a text: write the number in quotes, or float(...) around the left side"
	if err == nil || !cmp.Equal(want, err.Error()[:min(len(want), len(err.Error()))]) {
		t.Errorf("got %v", err)
	}
}

// A rule may refer to a column that only some event files have, and times may be typed.
func TestEventFilesDiffer(t *testing.T) {
	c := load(t, `engagement: {rules: [{name: big, when: 'float(order_total) > 100', points: 8}]}`)
	at := new(column.TimeBuilder)
	at.Append(column.Micros(asOf.UnixMicro()))
	typed := csv("event_type,email", "order,b@x.com").With("occurred_at", at.Finish())
	got, _ := scored(t, c, asOf, leads(csv("email", "a@x.com", "b@x.com")),
		csv("occurred_at,email,order_total", "2026-01-31,a@x.com,150", "2026-01-31,a@x.com,50", "2026-01-31,a@x.com,101", "2026-01-31,a@x.com,150"), typed)
	if diff := cmp.Diff([]string{"16", "0"}, drawn(got, "engagement_score")); diff != "" {
		t.Error(diff)
	}
}

// The evidence of a line quotes categories and numbers, but of other columns only the name.
func TestEvidenceIsNotPersonal(t *testing.T) {
	c := load(t, `fit: {rules: [{name: x, when: 'email endsWith ".com" and first_name != "B" and owner != "B" and expected_salary > 1 and employee_count > 1', points: 1}]}`)
	_, lines := scored(t, c, asOf, leads(csv("email,first_name,owner,expected_salary,employee_count", "a@x.com,Ann,Olga,90000,7")))
	if diff := cmp.Diff("email first_name owner expected_salary employee_count=7", cell(lines, "evidence", 0)); diff != "" {
		t.Error(diff)
	}
}
