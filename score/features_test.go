package score_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/pipeline"
	"galena/score"
)

// A model learns only from what a lead's events said on the day: nothing later, no outcomes,
// and nothing that a program did.
func TestFeaturesOfEvents(t *testing.T) {
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	events := source{csv("occurred_at,event_type,email,is_bot",
		"2025-05-30,email_open,a@x.com,", "2025-05-10,email_open,a@x.com,", "2025-01-02,email_open,a@x.com,", // passive: 2, 22 and 150 days ago
		"2025-05-31 12:00:00,page_view,a@x.com,", "2025-05-31 13:00:00,page_view,a@x.com,yes", // active; the second is a program's
		"2025-03-20,demo_request,a@x.com,", "2025-06-01 00:00:01,demo_request,a@x.com,", // intent; the second came later
		"2025-05-29,deal_lost,a@x.com,", "2025-05-28,quote_sent_back,a@x.com,", // outcomes, one by its class, one by its stage
		"2025-06-20,purchase,a@x.com,",
		"2025-06-02,email_open,b@x.com,")}
	rules := "lifecycle:\n  events: {opportunity: [quote_sent_back], customer: [purchase]}\n"
	in := []pipeline.Batch{leads(csv("email,days_since_negative", "a@x.com,7", "b@x.com,"))}
	replay := func(on time.Time) *score.Past {
		past, err := score.New(load(t, rules), on, events, nil).Replay(t.Context(), in, 1)
		if err != nil {
			t.Fatal(err)
		}
		return past
	}
	rows := replay(at).Lessons(in, replay(at.AddDate(0, 0, 90)), at)[0]
	got := map[string]string{}
	for _, name := range rows.Names() {
		if strings.Contains(name, "_events_") || strings.HasPrefix(name, "days_since_") || name == "converted" {
			got[name] = strings.Join(drawn(rows, name), " ")
		}
	}
	want := map[string]string{
		"converted":        "true false",
		"passive_events_7": "1 0", "passive_events_30": "2 0", "passive_events_90": "2 0", "days_since_passive": "2 -",
		"active_events_7": "1 0", "active_events_30": "1 0", "active_events_90": "1 0", "days_since_active": "0 -",
		"intent_events_7": "0 0", "intent_events_30": "0 0", "intent_events_90": "1 0", "days_since_intent": "73 -",
		"negative_events_7": "0 0", "negative_events_30": "0 0", "negative_events_90": "0 0",
		"days_since_negative": "7 -", // the input's own column
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
