package score_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/score"
)

// A lead's history is the way to its stage, dated by the evidence and not by the run. It only
// leads forward, to recycled or to disqualified.
func TestStageHistory(t *testing.T) {
	const header = "email,created_at,updated_at,lead_status,lifecycle_stage,is_converted,converted_at,last_activity_at,company_domain"
	events := csv("occurred_at,event_type,email",
		"2025-11-01,content_download,way@x.com", "2025-11-10,demo_request,way@x.com", "2025-12-01,meeting_held,way@x.com", "2026-01-10,purchase,way@x.com", "2026-01-20,meeting_held,way@x.com",
		"2025-06-01,demo_request,old@x.com", "2025-06-01,demo_request,busy@x.com",
		"2026-01-01,newsletter_subscribe,sub@x.com",
		"2026-01-20,demo_request,back@x.com", "2026-01-20,demo_request,out@x.com", "2026-01-01,demo_request,rival@x.com")
	c := load(t, `lifecycle: {disqualify: [{reason: competitor, when: company_domain == "rival.example"}]}`)
	in := leads(csv(header,
		"way@x.com,2025-10-01", "old@x.com", "busy@x.com,2025-05-01,,,,,,2025-12-24", "sub@x.com,2026-01-01",
		"back@x.com,2025-10-01,2026-01-10,Unqualified", "out@x.com,2025-10-01,2026-01-25,Unqualified", "rival@x.com,2025-10-01,2025-10-02,,,,,,rival.example",
		"crm@x.com,2025-10-01,2025-11-01,,sql", "sold@x.com,2025-10-01,,,,yes,2025-12-01", "bare@x.com",
		"deal@x.com,2025-10-01,2025-12-20,,opportunity,,2025-12-05"))
	stage := score.New(c, asOf, source{events}, source{csv("email,outcome,Close Date", "sold@x.com,won,2026-01-05", "crm@x.com,lost,2025-12-15")})
	out := prepared(t, stage, in)
	want := []string{
		"customer -", "recycled -", "mql -", "subscriber -", "mql -", "disqualified source_status", "disqualified competitor", "disqualified outcome", "customer -", "lead -", "opportunity -",
	}
	if diff := cmp.Diff(want, drawn(out.Rows, "lifecycle_stage", "disqualified_reason")); diff != "" {
		t.Error(diff)
	}
	const utc = "T00:00:00Z"
	want = []string{
		"L0 - lead 2025-10-01" + utc + " 2025-11-10" + utc + " created",
		"L0 lead mql 2025-11-10" + utc + " 2025-12-01" + utc + " event:demo_request",
		"L0 mql sal 2025-12-01" + utc + " 2026-01-10" + utc + " event:meeting_held",
		"L0 sal customer 2026-01-10" + utc + " - event:purchase",
		"L1 - lead 2025-06-01" + utc + " 2025-06-01" + utc + " event:demo_request",
		"L1 lead mql 2025-06-01" + utc + " 2025-08-30" + utc + " event:demo_request",
		"L1 mql recycled 2025-08-30" + utc + " - inactive",
		"L2 - lead 2025-05-01" + utc + " 2025-06-01" + utc + " created",
		"L2 lead mql 2025-06-01" + utc + " - event:demo_request",
		"L3 - subscriber 2026-01-01" + utc + " - event:newsletter_subscribe",
		"L4 - lead 2025-10-01" + utc + " 2026-01-20" + utc + " created",
		"L4 lead mql 2026-01-20" + utc + " - event:demo_request",
		"L5 - lead 2025-10-01" + utc + " 2026-01-20" + utc + " created",
		"L5 lead mql 2026-01-20" + utc + " 2026-01-25" + utc + " event:demo_request",
		"L5 mql disqualified 2026-01-25" + utc + " - source",
		"L6 - lead 2025-10-01" + utc + " 2025-10-02" + utc + " created",
		"L6 lead disqualified 2025-10-02" + utc + " - disqualify:competitor",
		"L7 - lead 2025-10-01" + utc + " 2025-11-01" + utc + " created",
		"L7 lead sql 2025-11-01" + utc + " 2025-12-15" + utc + " source",
		"L7 sql disqualified 2025-12-15" + utc + " - outcome",
		"L8 - lead 2025-10-01" + utc + " 2025-12-01" + utc + " created",
		"L8 lead opportunity 2025-12-01" + utc + " 2026-01-05" + utc + " source:is_converted",
		"L8 opportunity customer 2026-01-05" + utc + " - outcome",
		"L9 - lead - - created",
		"L10 - lead 2025-10-01" + utc + " 2025-12-05" + utc + " created",
		"L10 lead opportunity 2025-12-05" + utc + " - source",
	}
	if diff := cmp.Diff(want, drawn(side(t, out, "stage_history"), "lead_id", "from_stage", "stage", "entered_at", "left_at", "rule")); diff != "" {
		t.Error(diff)
	}
}

// What the source says counts as far as the configuration allows.
func TestSourceStagePolicy(t *testing.T) {
	in := leads(csv("email,lifecycle_stage,created_at", "a@x.com,Lead,2026-01-01", "b@x.com,SQL,2026-01-01", "c@x.com,,2026-01-01"))
	events := csv("occurred_at,event_type,email", "2026-01-10,demo_request,a@x.com", "2026-01-10,demo_request,b@x.com", "2026-01-10,demo_request,c@x.com")
	for policy, want := range map[string][]string{
		"max": {"mql", "sql", "mql"}, "source": {"lead", "sql", "mql"}, "computed": {"mql", "mql", "mql"},
	} {
		got, _ := scored(t, load(t, "lifecycle: {source_stage: "+policy+"}"), asOf, in, events)
		if diff := cmp.Diff(want, drawn(got, "lifecycle_stage")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", policy, diff)
		}
	}
}

// Whatever happens, each stage follows the one before, no lead goes backward except to
// recycled, dates rise, and the last stage is the lead's.
func TestHistoriesLeadForward(t *testing.T) {
	rank := map[string]int{"subscriber": 1, "lead": 2, "recycled": 3, "mql": 4, "sal": 5, "sql": 6, "opportunity": 7, "customer": 8, "disqualified": 9}
	c := load(t, "")
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) string {
			if n := rapid.IntRange(-1, 400).Draw(t, name); n >= 0 {
				return asOf.AddDate(0, 0, -n).Format(time.DateOnly)
			}
			return ""
		}
		label := rapid.SampledFrom([]string{"", "Working", "SQL", "Unqualified", "Customer", "Nurture", "Opportunity"})
		rows := []string{fmt.Sprintf("a@x.com,%s,%s,%s,%s", day("created"), day("updated"), day("converted"), label.Draw(t, "label"))}
		var events []string
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			kind := rapid.SampledFrom([]string{"page_view", "demo_request", "meeting_held", "opportunity_created", "purchase", "newsletter_subscribe"}).Draw(t, "type")
			if at := day("at"); at != "" {
				events = append(events, at+","+kind+",a@x.com")
			}
		}
		out := prepared(t, score.New(c, asOf, source{csv("occurred_at,event_type,email", events...)}, nil), leads(csv("email,created_at,updated_at,converted_at,lead_status", rows...)))
		h := side(t, out, "stage_history")
		entered := h.Column("entered_at").(*column.Time)
		for row := range h.Rows() {
			stage, from := cell(h, "stage", row), cell(h, "from_stage", row)
			if row == 0 != (from == "-") || row > 0 && from != cell(h, "stage", row-1) {
				t.Fatalf("step %d comes from %s", row, from)
			}
			if row > 0 && rank[stage] <= rank[from] && stage != "recycled" {
				t.Fatalf("from %s to %s", from, stage)
			}
			if row > 0 && entered.IsValid(row) && entered.IsValid(row-1) && entered.Value(row) < entered.Value(row-1) {
				t.Fatalf("%s is entered before %s", stage, from)
			}
		}
		if last := cell(h, "stage", h.Rows()-1); last != cell(out.Rows, "lifecycle_stage", 0) {
			t.Fatalf("the history ends in %s, the stage is %s", last, cell(out.Rows, "lifecycle_stage", 0))
		}
	})
}
