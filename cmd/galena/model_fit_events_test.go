package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestModelFitLearnsFromEvents: the model learns from what leads did before a past date,
// not after it, when buyers ask for much. It scores leads by their present events of the
// same kind.
func TestModelFitLearnsFromEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	var contacts, events, outcomes strings.Builder
	contacts.WriteString("id,email,industry,created_at\n")
	events.WriteString("occurred_at,event_type,email\n")
	outcomes.WriteString("id,won_at\n")
	const leads = 3000
	asked := map[string]bool{} // within a month before the date
	pairs, won, lost := 0.0, [2]float64{}, [2]float64{}
	for i := range leads {
		email := fmt.Sprintf("p%d@firm.example", i)
		happened := func(day int, what string) {
			fmt.Fprintf(&events, "%s 10:00:00,%s,%s\n", at.AddDate(0, 0, day).Format(time.DateOnly), what, email)
		}
		for range random.IntN(4) {
			happened(-1-random.IntN(200), "email_open")
		}
		chance, group := 0.1, 0
		switch random.IntN(6) {
		case 0, 1:
			happened(-1-random.IntN(28), "demo_request")
			chance, group, asked[email] = 0.5, 1, true
		case 2:
			happened(-100-random.IntN(100), "demo_request") // too long ago to matter
		}
		if random.Float64() < chance {
			day := 10 + random.IntN(70)
			fmt.Fprintf(&outcomes, "%d,%s\n", i, at.AddDate(0, 0, day).Format(time.DateOnly))
			for range 3 {
				happened(random.IntN(day), "demo_request") // not known then
			}
			happened(day, "purchase")
			won[group]++
		} else {
			lost[group]++
		}
		fmt.Fprintf(&contacts, "%d,%s,%s,%s\n", i, email, []string{"steel", "paper", "toys"}[i%3], at.AddDate(0, 0, -random.IntN(300)).Format(time.DateOnly))
	}
	pairs = (won[0] + won[1]) * (lost[0] + lost[1])
	best := (won[1]*lost[0] + (won[0]*lost[0]+won[1]*lost[1])/2) / pairs // AUC of the true chances
	inFolder(t, map[string]string{
		"contacts.csv": contacts.String(), "won.csv": outcomes.String(), "events.csv": events.String(),
		"pipeline.yaml": "version: 1\nas_of: 2025-12-01\ningest:\n  contacts: [{path: contacts.csv, source: crm}]\n  outcomes: [{path: won.csv, source: crm}]\n  events: [{path: events.csv}]\n",
	})
	o := galena("model", "fit", "--target", "converted", "--at", "2025-06-01", "--horizon", "90d", "-c", "pipeline.yaml", "--out", "won.json", "--json")
	if o.code != exitDone {
		t.Fatalf("exit code %d: %s", o.code, o.stderr)
	}
	var report struct {
		Trained struct {
			CrossValidated struct {
				AUC float64 `json:"auc"`
			} `json:"cross_validated"`
		}
		Warnings []struct{ Field, Says string }
	}
	if err := json.Unmarshal([]byte(o.stdout), &report); err != nil {
		t.Fatal(err)
	}
	if got := report.Trained.CrossValidated.AUC; got < best-0.015 || got > best+0.015 {
		t.Errorf("AUC %.3f, where the true chances have %.3f", got, best)
	}
	if len(report.Warnings) > 0 {
		t.Errorf("warnings: %v", report.Warnings)
	}

	o = galena("run", "-c", "pipeline.yaml", "--as-of", "2025-06-01", "--set", "score.learned.model=won.json", "--set", "export.format=csv", "--out", "out", "-q")
	if o.code != exitDone {
		t.Fatalf("exit code %d: %s", o.code, o.stderr)
	}
	sums, counts := map[bool]float64{}, map[bool]float64{}
	for _, lead := range cells(t, "out/latest/leads.csv") {
		var p float64
		if _, err := fmt.Sscan(lead["probability"], &p); err != nil {
			t.Fatal(err)
		}
		recent := asked[lead["email"]]
		sums[recent] += p
		counts[recent]++
		if _, written := lead["intent_events_30"]; written {
			t.Fatal("what was made for the model is written")
		}
	}
	if with, without := sums[true]/counts[true], sums[false]/counts[false]; with < 0.45 || with > 0.55 || without < 0.07 || without > 0.13 {
		t.Errorf("who had asked has a probability of %.2f, others of %.2f, where 0.5 and 0.1 bought", with, without)
	}
	o = galena("run", "contacts.csv", "--set", "score.learned.model=won.json", "--out", "none", "-q")
	if o.code != exitUsage || !strings.Contains(o.stderr, "the model was learnt from events (") || !strings.Contains(o.stderr, "and ingest.events has none") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
}
