package score_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/score"
)

// drawnEvents are random events of three people.
func drawnEvents(t *rapid.T) column.Table {
	rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		at := asOf.Add(-time.Duration(rapid.IntRange(-5, 120*24).Draw(t, "hours")) * time.Hour)
		kind := rapid.SampledFrom([]string{"visit", "view", "leave", "demo_request", "email_open", "newsletter_subscribe"}).Draw(t, "type")
		page := rapid.SampledFrom([]string{"", "/pricing", "/docs", "/"}).Draw(t, "page")
		who := rapid.SampledFrom([]string{"a@x.com", "A@x.com", "b@x.com", "nobody@x.com"}).Draw(t, "who")
		id := rapid.SampledFrom([]string{"", "", "1", "2"}).Draw(t, "id")
		return fmt.Sprintf("%s,%s,%s,%s,%s", id, at.Format(time.RFC3339), kind, who, page)
	}), 0, 60).Draw(t, "events")
	return csv("event_id,occurred_at,event_type,email,page_url", rows...)
}

func drawnLeads(t *rapid.T) column.Table {
	value := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
	var rows []string
	for _, email := range []string{"a@x.com", "b@x.com", "c@x.com", ""} {
		rows = append(rows, fmt.Sprintf("%s,%s,%s,%s,%s,%s,%s", email,
			value("seniority", "", "vp", "Manager", "intern", "unknown", "other"), value("employees", "", "10", "1000", "x"),
			value("revenue", "", "1000000", "3e6"), value("free", "", "yes", "no"), value("name", "", "Ann", "A1"), value("owner", "", "x", "y")))
	}
	return csv("email,seniority,employee_count,annual_revenue,email_is_free,first_name,owner", rows...)
}

func milli(x float64) int64 { return int64(math.Round(x * 1000)) }

// The lines of a lead sum exactly to each of its scores, which are within 0 to 100.
func TestLinesSumToTheScores(t *testing.T) {
	configs := []score.Config{load(t, rules), load(t, ""), load(t, "weights: {fit: 1, engagement: 2}\n"+rules[1:])}
	rapid.Check(t, func(t *rapid.T) {
		c := configs[rapid.IntRange(0, len(configs)-1).Draw(t, "config")]
		in := leads(drawnLeads(t))
		var events []column.Table
		if rapid.Bool().Draw(t, "supplied") {
			events = append(events, drawnEvents(t))
		}
		got, lines := scored(t, c, asOf, in, events...)
		sums := map[string]int64{}
		points := lines.Column("points").(*column.Float)
		for row := range lines.Rows() {
			sums[cells(lines, row, "lead_id", "score")] += milli(points.Value(row))
		}
		for row := range got.Rows() {
			for name, of := range map[string]string{"fit_score": "fit", "engagement_score": "engagement", "score": "score"} {
				key := cell(got, "lead_id", row) + " " + of
				sum, explained := sums[key]
				values := got.Column(name).(*column.Float)
				if values.IsNull(row) {
					if explained {
						t.Fatalf("%s is null and has lines", key)
					}
					continue
				}
				if value := values.Value(row); milli(value) != sum || value < 0 || value > 100 {
					t.Fatalf("%s is %v, and its lines sum to %d thousandths", key, value, sum)
				}
			}
		}
	})
}

// Neither the order of events, nor how they are spread over files, nor a second delivery
// changes a byte.
func TestOrderOfEventsDoesNotShow(t *testing.T) {
	c := load(t, rules)
	rapid.Check(t, func(t *rapid.T) {
		in, events := leads(drawnLeads(t)), drawnEvents(t)
		order := rapid.Permutation(sequence(events.Rows())).Draw(t, "order")
		cut := rapid.IntRange(0, events.Rows()).Draw(t, "cut")
		again := rapid.SliceOfN(rapid.SampledFrom(append(order, 0)), 0, min(3, events.Rows())).Draw(t, "again")
		rows, lines := scored(t, c, asOf, in, events)
		otherRows, otherLines := scored(t, c, asOf, in, permuted(events, order[cut:]), permuted(events, append(again, order[:cut]...)))
		if diff := cmp.Diff(drawn(rows, rows.Names()...), drawn(otherRows, otherRows.Names()...)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(drawn(lines, lines.Names()...), drawn(otherLines, otherLines.Names()...)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Decay follows the formula to the thousandth.
func TestDecayIsTheFormula(t *testing.T) {
	in := leads(csv("email", "a@x.com"))
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		points, seconds, halfLife := 1+r.IntN(99), r.IntN(400*24*3600), 1+r.IntN(90)
		c := load(t, fmt.Sprintf("engagement: {half_life: %dd, rules: [{name: x, events: [x], points: %d}]}", halfLife, points))
		at := asOf.Add(-time.Duration(seconds) * time.Second)
		got, _ := scored(t, c, asOf, in, csv("occurred_at,event_type,email", at.Format(time.RFC3339)+",x,a@x.com"))
		want := float64(points) * math.Exp2(-float64(seconds)/float64(halfLife*24*3600))
		if have := got.Column("engagement_score").(*column.Float).Value(0); math.Abs(have-want) > 0.00051 {
			t.Fatalf("%d points after %d seconds of %d days: %v, want %v", points, seconds, halfLife, have, want)
		}
	}
}

func sequence(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
