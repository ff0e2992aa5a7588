package report_test

import (
	"context"
	"strings"
	"testing"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/report"
)

// TestSummaryTellsWhatToDo: troubles come with what to do about them, and silence that
// counts as a no with the setting that decides so.
func TestSummaryTellsWhatToDo(t *testing.T) {
	tally := report.Tally{Sink: nowhere{}}
	var yes column.BoolBuilder
	reasons := column.NewTextBuilder(3, 60)
	for _, reason := range []string{"unknown:no_country", "unknown:DE", "no_address"} {
		yes.Append(false)
		reasons.Append(reason)
	}
	leads := column.NewTable(3).With("contactable_email", yes.Finish()).With("contactable_email_reason", reasons.Finish())
	if err := tally.Write(t.Context(), 1, pipeline.Batch{Rows: leads}); err != nil {
		t.Fatal(err)
	}
	run := report.Run{Leads: tally.Leads, Notes: report.Notes([]pipeline.Note{
		{Field: "phone", Code: "phone_no_country", Count: 71, File: "crm.csv", FirstLine: 2},
		{Field: "phone", Code: "phone_bad", Count: 1, File: "crm.csv", FirstLine: 9},
	})}
	run.Providers = []report.Provider{
		{Name: "people", Calls: 1200, Cost: 3.96, Brought: map[string]int64{"phone": 93, "job_title": 98}},
		{Name: "second", Calls: 5, Stopped: "provider_failing"},
	}
	var out strings.Builder
	if err := run.WriteSummary(&out, "out/"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"by e-mail: 0 may be contacted, 3 may not, 0 unknown\n  2 leads may not, because they have given no consent",
		"provider people: 1,200 calls for 3.96, brought job_title 98, phone 93\n",
		"provider second: 5 calls for 0, brought nothing; left alone: provider_failing\n",
		"71 rows: phone phone_no_country, first at crm.csv:2; set dedupe.country to the country that the numbers belong to\n",
		"1 row: phone phone_bad, first at crm.csv:9\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// nowhere is a Sink that discards everything.
type nowhere struct{ pipeline.Sink }

func (nowhere) Write(context.Context, pipeline.Workers, pipeline.Batch) error { return nil }
