package score_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/score"
)

// overview runs leads through a stage and returns one of its tables on all leads.
func overview(t tester, yaml string, in pipeline.Batch, events column.Table, name string) column.Table {
	t.Helper()
	stage := score.New(load(t, yaml), asOf, source{events}, nil)
	prepared(t, stage, in)
	return side(t, pipeline.Batch{Side: stage.Overview()}, name)
}

// Each model shares out a conversion in its own way, among five touches by five channels:
// search, social, e-mail (with which it became a lead), affiliates (with which it became an
// opportunity), and direct.
func TestAttributionModels(t *testing.T) {
	events := csv("occurred_at,event_type,email,utm_source,utm_medium,page_url",
		"2026-01-01,page_view,a@x.com,google,organic", "2026-01-05,page_view,a@x.com,reddit,social", "2026-01-10,page_view,a@x.com,news,email",
		"2026-01-15,page_view,a@x.com,friend,affiliate", "2026-01-16,opportunity_created,a@x.com", "2026-01-20,page_view,a@x.com,,,/buy", "2026-01-24,purchase,a@x.com",
		"2026-01-25,page_view,a@x.com,google,cpc") // after the purchase
	in := leads(csv("email,created_at", "a@x.com,2026-01-12"))
	got := overview(t, "", in, events, "attribution")
	want := map[string]string{
		"first":           "Organic Search 1000000",
		"last":            "Direct 1000000",
		"last_non_direct": "Affiliates 1000000",
		"linear":          "Affiliates 200000, Direct 200000, Email 200000, Organic Search 200000, Organic Social 200000",
		"u_shaped":        "Affiliates 66666, Direct 400000, Email 66667, Organic Search 400000, Organic Social 66667",
		"w_shaped":        "Affiliates 300000, Direct 50000, Email 300000, Organic Search 300000, Organic Social 50000",
		"full_path":       "Affiliates 225000, Direct 225000, Email 225000, Organic Search 225000, Organic Social 100000",
		"markov":          "Affiliates 200000, Direct 200000, Email 200000, Organic Search 200000, Organic Social 200000",
	}
	have := map[string]string{}
	for row := range got.Rows() {
		model := cell(got, "model", row)
		have[model] = strings.TrimPrefix(have[model]+", "+cells(got, row, "channel", "credit_micros"), ", ")
	}
	// Half-lives of 7 days before the 24th: 23, 19, 14, 9 and 4 days.
	want["time_decay"] = "Affiliates 258286, Direct 423762, Email 157427, Organic Search 64572, Organic Social 95953"
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

// Paths of one touch, of two, and of none; a session counts once, and what is too old does not count.
func TestAttributionOfShortPaths(t *testing.T) {
	events := csv("occurred_at,event_type,email,utm_source,utm_medium",
		"2026-01-01T10:00:00Z,page_view,one@x.com,google,cpc", "2026-01-01T10:10:00Z,page_view,one@x.com,google,cpc", "2026-01-20,purchase,one@x.com",
		"2026-01-01,page_view,two@x.com,google,cpc", "2026-01-02,page_view,two@x.com,news,email", "2026-01-20,purchase,two@x.com",
		"2025-01-01,page_view,old@x.com,sms,sms", "2026-01-02,page_view,old@x.com,news,email", "2026-01-20,purchase,old@x.com",
		"2026-01-20,purchase,none@x.com")
	got := overview(t, "", leads(csv("email", "one@x.com", "two@x.com", "old@x.com", "none@x.com")), events, "attribution")
	var have []string
	for row := range got.Rows() {
		if cell(got, "model", row) == "u_shaped" || cell(got, "model", row) == "w_shaped" {
			have = append(have, cells(got, row, "model", "channel", "conversions"))
		}
	}
	want := []string{
		"u_shaped Email 1.5", "u_shaped Paid Search 1.5", "u_shaped - 1",
		"w_shaped Email 1.142857", "w_shaped Paid Search 1.857143", "w_shaped - 1",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

// The last touch that is not direct may be the first of all; if all are direct, it is the last.
func TestLastNonDirect(t *testing.T) {
	for _, test := range []struct {
		first, last string // the mediums of three touches, of which the second is direct
		want        string
	}{{"organic", "", "Organic Search 1"}, {"organic", "email", "Email 1"}, {"", "", "Direct 1"}} {
		got := overview(t, "", leads(csv("email", "a@x.com")), csv("occurred_at,event_type,email,utm_source,utm_medium,page_url",
			"2026-01-01,page_view,a@x.com,,"+test.first+",/a", "2026-01-05,page_view,a@x.com,,,/a", "2026-01-09,page_view,a@x.com,,"+test.last+",/a", "2026-01-20,purchase,a@x.com"), "attribution")
		var have []string
		for row := range got.Rows() {
			if cell(got, "model", row) == "last_non_direct" {
				have = append(have, cells(got, row, "channel", "conversions"))
			}
		}
		if diff := cmp.Diff([]string{test.want}, have); diff != "" {
			t.Errorf("first by %q, last by %q (-want +got):\n%s", test.first, test.last, diff)
		}
	}
}

// Removal effects of a chain that can be solved by hand: search; search, then e-mail; e-mail.
// E-mail alone does nothing.
func TestMarkovByHand(t *testing.T) {
	var events, people []string
	add := func(who string, converts bool, mediums ...string) {
		people = append(people, who)
		for i, medium := range mediums {
			events = append(events, fmt.Sprintf("2026-01-%02d,page_view,%s,x,%s", i+1, who, medium))
		}
		if converts {
			events = append(events, "2026-01-20,purchase,"+who)
		}
	}
	add("a@x.com", true, "organic")
	add("b@x.com", true, "organic", "email")
	add("c@x.com", false, "email")
	add("d@x.com", false, "organic")
	got := overview(t, "", leads(csv("email", people...)), csv("occurred_at,event_type,email,utm_source,utm_medium", events...), "attribution")
	// Start to search 3/4, to e-mail 1/4. Search buys 1/3, goes to e-mail 1/3. E-mail buys 1/2. P = 3/4·(1/3+1/6)+1/8 = 1/2.
	// Without search 1/8: effect 3/4. Without e-mail 1/4: effect 1/2. So search has 3/5 of two conversions.
	var have []string
	for row := range got.Rows() {
		if cell(got, "model", row) == "markov" {
			have = append(have, cells(got, row, "channel", "credit_micros"))
		}
	}
	if diff := cmp.Diff([]string{"Email 800000", "Organic Search 1200000"}, have); diff != "" {
		t.Error(diff)
	}
}

// Whatever leads did, the credits of every model sum exactly to the conversions, and no table
// depends on batches or the order of leads.
func TestCreditsSumToConversions(t *testing.T) {
	c := load(t, "")
	rapid.Check(t, func(t *rapid.T) {
		var people, events []string
		for i := range rapid.IntRange(1, 12).Draw(t, "people") {
			who := fmt.Sprintf("p%d@x.com", i)
			source := rapid.SampledFrom([]string{"", "Web", "Trade Show", "Email"}).Draw(t, "lead_source")
			created := rapid.SampledFrom([]string{"", "2025-09-01", "2026-01-03"}).Draw(t, "created")
			people = append(people, who+","+source+","+created)
			for range rapid.IntRange(0, 6).Draw(t, "events") {
				at := asOf.Add(-time.Duration(rapid.IntRange(0, 150*24).Draw(t, "hours")) * time.Hour).Format(time.RFC3339)
				kind := rapid.SampledFrom([]string{"page_view", "page_view", "email_click", "purchase", "opportunity_created", "demo_request"}).Draw(t, "type")
				medium := rapid.SampledFrom([]string{"", "cpc", "organic", "email", "affiliate"}).Draw(t, "medium")
				events = append(events, at+","+kind+","+who+","+medium+",/")
			}
		}
		table, log := csv("email,lead_source,created_at", people...), csv("occurred_at,event_type,email,utm_medium,page_url", events...)
		tables := func(order []int, cut int) (customers int64, out []pipeline.Side) {
			stage := score.New(c, asOf, source{log}, nil)
			for _, part := range [][]int{order[:cut], order[cut:]} {
				got := prepared(t, stage, leads(permuted(table, part)))
				for row := range got.Rows.Rows() {
					if cell(got.Rows, "lifecycle_stage", row) == "customer" {
						customers++
					}
				}
			}
			return customers, stage.Overview()
		}
		customers, sides := tables(sequence(len(people)), len(people))
		sums := map[string]int64{}
		credits := side(t, pipeline.Batch{Side: sides}, "attribution")
		for row := range credits.Rows() {
			sums[cell(credits, "model", row)] += credits.Column("credit_micros").(*column.Int).Value(row)
		}
		for model, sum := range sums {
			if sum != customers*1_000_000 {
				t.Fatalf("%s gives %d micro-units for %d conversions", model, sum, customers)
			}
		}
		if customers > 0 && len(sums) != 9 {
			t.Fatalf("%d models", len(sums))
		}
		order := rapid.Permutation(sequence(len(people))).Draw(t, "order")
		_, others := tables(order, rapid.IntRange(0, len(people)).Draw(t, "cut"))
		for i := range sides {
			if diff := cmp.Diff(drawn(sides[i].Rows, sides[i].Rows.Names()...), drawn(others[i].Rows, others[i].Rows.Names()...)); diff != "" {
				t.Fatalf("%s: %s", sides[i].Name, diff)
			}
		}
	})
}

// Where leads are, by the month in which they came; what happened in a month; how long leads
// stay, including those who are still there.
func TestFunnel(t *testing.T) {
	events := csv("occurred_at,event_type,email",
		"2025-12-11,demo_request,a@x.com", "2025-12-21,purchase,a@x.com",
		"2026-01-11,demo_request,b@x.com", "2026-01-22,demo_request,c@x.com")
	in := leads(csv("email,created_at,lead_kind", "a@x.com,2025-12-01", "b@x.com,2025-12-02", "c@x.com,2026-01-02", "d@x.com,2026-01-11", "e@x.com,2026-01-11,candidate"))
	got := overview(t, "", in, events, "funnel")
	want := []string{
		"cohort 2025-12 lead 0 2 - - -", "cohort 2025-12 mql 1 2 - - -", "cohort 2025-12 sal 0 1 - - -", "cohort 2025-12 sql 0 1 - - -",
		"cohort 2025-12 opportunity 0 1 - - -", "cohort 2025-12 customer 1 1 - - -",
		"cohort 2026-01 lead 1 2 - - -", "cohort 2026-01 mql 1 1 - - -",
		"flow 2025-12 lead 2 - - - -", "flow 2025-12 mql 1 - - - -", "flow 2025-12 customer 1 - - - -",
		"flow 2026-01 lead 2 - - - -", "flow 2026-01 mql 2 - - - -",
		"velocity - lead 4 - 3 20 40", "velocity - mql 3 - 1 10 -", "velocity - customer 1 - 0 - -",
	}
	if diff := cmp.Diff(want, drawn(got, "view", "period", "stage", "leads", "reached", "left", "median_days", "p90_days")); diff != "" {
		t.Error(diff)
	}
}

// A stay is counted however long a wrong date makes it.
func TestStayOfCenturies(t *testing.T) {
	in := leads(csv("email,created_at", "a@x.com,1850-01-01", "b@x.com,2026-01-01"))
	events := csv("occurred_at,event_type,email", "2026-01-11,demo_request,a@x.com", "2026-01-11,demo_request,b@x.com")
	got := drawn(overview(t, "", in, events, "funnel"), "view", "stage", "left", "median_days", "p90_days")
	if want := "velocity lead 2 10 64293"; !slices.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
}

// Channels are compared by intervals, and only if they have enough leads.
func TestChannelEffect(t *testing.T) {
	var people, events []string
	for i := range 100 {
		people = append(people, fmt.Sprintf("p%d@x.com,Web,2026-01-01", i))
		if i < 10 {
			events = append(events, fmt.Sprintf("2026-01-11,purchase,p%d@x.com", i))
		}
	}
	people = append(people, "e@x.com,Trade Show,2026-01-01", "n@x.com")
	got := overview(t, "", leads(csv("email,lead_source,created_at", people...)), csv("occurred_at,event_type,email", events...), "channels")
	want := []string{"Event 1 0 0 0 0.7935 - false", "Website 100 10 0.1 0.0552 0.1744 - true", "- 1 0 0 0 0.7935 - false"}
	if diff := cmp.Diff(want, drawn(got, "channel", "leads", "customers", "customer_rate", "customer_rate_low", "customer_rate_high", "median_days", "comparable")); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(got.Names(), "mql_rate_low") {
		t.Errorf("columns %v", got.Names())
	}
}
