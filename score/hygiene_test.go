package score_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/score"
)

// prepared runs a stage over one batch and returns its output.
func prepared(t tester, stage *score.Stage, in pipeline.Batch) pipeline.Batch {
	t.Helper()
	if err := stage.Prepare(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	out, err := stage.Map(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What programs did is kept and counted, but gives no points: events that say so themselves, a
// click right after the message arrived, and many clicks at once.
func TestBotsGiveNoPoints(t *testing.T) {
	in := leads(csv("email", "agent@x.com", "flag@x.com", "soon@x.com", "later@x.com", "other@x.com", "many@x.com", "two@x.com", "spread@x.com"))
	events := source{
		csv("occurred_at,event_type,email,user_agent,is_bot",
			"2026-01-31,email_click,agent@x.com,Mozilla/5.0 (compatible; Googlebot/2.1)", "2026-01-30,email_click,flag@x.com,,true"),
		csv("occurred_at,event_type,email,campaign,page_url",
			"2026-01-30T10:00:00Z,email_delivered,soon@x.com,c1", "2026-01-30T10:00:05Z,email_click,soon@x.com,c1,/a",
			"2026-01-30T10:00:00Z,email_delivered,later@x.com,c1", "2026-01-30T10:00:06Z,email_click,later@x.com,c1,/a",
			"2026-01-30T10:00:00Z,email_delivered,other@x.com,c1", "2026-01-30T10:00:05Z,email_click,other@x.com,c2,/a",
			"2026-01-30T10:00:00Z,email_click,many@x.com,c1,/a", "2026-01-30T10:00:00.5Z,email_click,many@x.com,c1,/b", "2026-01-30T10:00:01Z,email_click,many@x.com,c1,/c",
			"2026-01-30T10:00:00Z,email_click,two@x.com,c1,/a", "2026-01-30T10:00:01Z,email_click,two@x.com,c1,/b",
			"2026-01-30T10:00:00Z,email_click,spread@x.com,c1,/a", "2026-01-30T10:00:01Z,email_click,spread@x.com,c2,/b", "2026-01-30T10:00:02Z,email_click,spread@x.com,c1,/c"),
	}
	stage := score.New(load(t, ""), asOf, events, nil)
	out := prepared(t, stage, in)
	want := []string{"0", "0", "0", "2.96", "2.96", "0", "5.92", "8.88"}
	if diff := cmp.Diff(want, drawn(out.Rows, "engagement_score")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(score.EventReport{Read: 16, Kept: 16, Scanned: 4}, stage.Report()); diff != "" {
		t.Error(diff)
	}
	notes := []pipeline.Note{{Stage: "score", File: "events0.csv", Code: "suspected_bot", Count: 2, FirstLine: 2}}
	if diff := cmp.Diff(notes, out.Notes); diff != "" {
		t.Error(diff)
	}
}

// The id of a record belongs to its source.
func TestRecordsAreNamedWithTheirSource(t *testing.T) {
	in := leads(csv("first_name", "crm", "shop", "alone"))
	in.Keys = pipeline.Keys{Identifiers: []uint64{
		contact.RecordIdentifier("crm", "7"), contact.RecordIdentifier("shop", "7"), contact.RecordIdentifier("shop", "8"), contact.RecordIdentifier("", "8"),
	}, Ends: []uint32{1, 2, 4}}
	events := source{csv("occurred_at,event_type,source_record_id,source_system",
		"2026-01-31,page_view,7,crm", "2026-01-31,webinar_attended,7,shop", "2026-01-31,content_download,7", "2026-01-31,content_download,8")}
	stage := score.New(load(t, ""), asOf, events, nil, "crm", "shop")
	out := prepared(t, stage, in)
	if diff := cmp.Diff([]string{"1", "20", "10"}, drawn(out.Rows, "engagement_score")); diff != "" {
		t.Error(diff)
	}
	if got := stage.Report().Orphans; got != 1 {
		t.Errorf("%d orphans, want the one of the id that two sources have", got)
	}

	// A file whose source is one of the contacts' refers to the ids of that source.
	stage = score.New(load(t, ""), asOf, source{csv("occurred_at,event_type,source_record_id", "2026-01-31,page_view,7")}, nil, "crm", "events0")
	in.Keys.Identifiers[0] = contact.RecordIdentifier("events0", "7")
	if out = prepared(t, stage, in); cell(out.Rows, "engagement_score", 0) != "1" || cell(out.Rows, "engagement_score", 1) != "0" {
		t.Errorf("engagement %v", drawn(out.Rows, "engagement_score"))
	}
}

// troubled is a source of one batch with a reject and a note.
type troubled struct{}

func (troubled) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		rows := csv("email", "a@x.com")
		yield(pipeline.Batch{
			Rows: rows, Read: 2, Rejects: []pipeline.Reject{{Stage: "ingest", File: "won.csv", Line: 3, Code: "row_long"}},
			Notes: []pipeline.Note{{Stage: "ingest", File: "won.csv", Code: "null_word", Count: 1, FirstLine: 2}},
		}, nil)
	}
}

// Rows of outcome files that cannot be read are not lost.
func TestRejectsOfOutcomes(t *testing.T) {
	stage := score.New(load(t, ""), asOf, nil, troubled{})
	out := prepared(t, stage, leads(csv("email", "a@x.com")))
	if got := cell(out.Rows, "lifecycle_stage", 0); got != "customer" {
		t.Errorf("stage %s", got)
	}
	if rejects := stage.Rejects(); len(rejects) != 1 || rejects[0].Code != "row_long" {
		t.Errorf("rejects %v", rejects)
	}
	if len(out.Notes) != 1 || out.Notes[0].Code != "null_word" {
		t.Errorf("notes %v", out.Notes)
	}
}
