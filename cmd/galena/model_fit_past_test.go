package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// TestModelFitAsOfPastDates: a model of the past learns nothing that became known only
// after the date: who is a customer today, what was written into a date later, records
// that came later.
func TestModelFitAsOfPastDates(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	day := func(d int) string { return at.AddDate(0, 0, d).Format(time.DateOnly) }
	var contacts, outcomes strings.Builder
	contacts.WriteString("id,email,industry,created_at,last_order_on,lifecycle_stage\n")
	outcomes.WriteString("id,won_at\n")
	const leads = 2000
	customers := 0 // by the date
	for i := range leads {
		created := -random.IntN(300)
		chance := 0.1
		if i%3 == 0 {
			chance = 0.5
		}
		if created > -60 {
			chance += 0.2
		}
		ordered, stage := "", "lead"
		if random.Float64() < chance {
			won := 1 + random.IntN(80)
			if i%20 == 0 {
				won = -1
				customers++
			}
			ordered, stage = day(won), "customer"
			fmt.Fprintf(&outcomes, "%d,%s\n", i, day(won))
		}
		fmt.Fprintf(&contacts, "%d,p%d@firm.example,%s,%s,%s,%s\n", i, i, []string{"steel", "paper", "toys"}[i%3], day(created), ordered, stage)
	}
	for i := range 50 { // came later, and all bought
		fmt.Fprintf(&contacts, "%d,q%d@firm.example,toys,%s,%s,customer\n", leads+i, i, day(5), day(20))
		fmt.Fprintf(&outcomes, "%d,%s\n", leads+i, day(20))
	}
	inFolder(t, map[string]string{
		"contacts.csv": contacts.String(), "won.csv": outcomes.String(),
		"pipeline.yaml": "version: 1\nas_of: 2025-12-01\ningest:\n  contacts: [{path: contacts.csv, source: crm}]\n  outcomes: [{path: won.csv, source: crm}]\n",
	})
	o := galena("model", "fit", "--target", "converted", "--at", "2025-06-01", "--horizon", "90d", "-c", "pipeline.yaml", "--out", "won.json", "--json")
	if o.code != exitDone {
		t.Fatalf("exit code %d: %s", o.code, o.stderr)
	}
	var report struct {
		Trained  struct{ Rows, Positives int }
		Fields   []struct{ Field string }
		Warnings []struct{ Field, Says string }
	}
	if err := json.Unmarshal([]byte(o.stdout), &report); err != nil {
		t.Fatal(err)
	}
	if want := leads - customers; report.Trained.Rows != want {
		t.Errorf("learnt from %d leads, want the %d that were there and no customers", report.Trained.Rows, want)
	}
	fields := fmt.Sprint(report.Fields)
	if !strings.Contains(fields, "industry") || !strings.Contains(fields, "days from created_at to as_of") || strings.Contains(fields, "last_order_on") || strings.Contains(fields, "stage") {
		t.Errorf("learnt from %s", fields)
	}
	if len(report.Warnings) > 0 {
		t.Errorf("warnings: %v", report.Warnings)
	}
	o = galena("run", "-c", "pipeline.yaml", "--set", "score.learned.model=won.json", "--set", "export.format=csv", "--out", "out", "-q")
	if o.code != exitDone {
		t.Fatalf("exit code %d: %s", o.code, o.stderr)
	}
	leadsFile, err := os.ReadFile("out/latest/leads.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(leadsFile), "days from created_at to as_of") {
		t.Error("no lead has its age as a reason")
	}
	for _, c := range []struct{ flags, want string }{
		{"--at 2025-11-01 --target converted", "its horizon of 90d is not over by as_of"},
		{"--at 2026-03-01 --target converted", "not after as_of (2025-12-01)"},
		{"--at 2025-06-01 --target industry", "--target must be converted"},
		{"--at 1.6.2025 --target converted", "must be a date such as 2025-07-01"},
	} {
		if o := galena(append([]string{"model", "fit", "-c", "pipeline.yaml"}, strings.Fields(c.flags)...)...); o.code != exitUsage || !strings.Contains(o.stderr, c.want) {
			t.Errorf("%s: exit code %d, %s", c.flags, o.code, o.stderr)
		}
	}
}
