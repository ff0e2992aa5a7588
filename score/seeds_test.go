package score_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
)

// What a lead is, by the sentences that galena's idea of leads comes from, with
// the preset alone: contact and events → tier, reason, stage.
func TestSentences(t *testing.T) {
	const header = "email,seniority,employee_count,lead_source,lifecycle_stage,lead_status,is_converted"
	tests := []struct {
		sentence string
		lead     string
		events   []string // time,type
		want     string   // tier tier_reason lifecycle_stage
	}{
		{"a lead is a person that showed interest", "a@x.com,,,Website", []string{"2026-01-29,page_view"}, "warm active_event:page_view:2026-01-29 lead"},
		{"cold leads have shown none", "a@x.com", []string{}, "cold no_engagement_observed lead"},
		{"absence of data is not absence of interest", "a@x.com", nil, "cold no_events_supplied lead"},
		{"warm ones subscribed", "a@x.com", []string{"2026-01-02,newsletter_subscribe"}, "warm active_event:newsletter_subscribe:2026-01-02 subscriber"},
		{"warm ones downloaded", "a@x.com", []string{"2025-12-20,content_download"}, "warm active_event:content_download:2025-12-20 lead"},
		{"warm ones visited", "a@x.com", []string{"2025-11-05,Page View"}, "warm active_event:page_view:2025-11-05 lead"},
		{"hot ones contacted directly", "a@x.com", []string{"2026-01-20,contact_request"}, "hot intent_event:contact_request:2026-01-20 mql"},
		{"hot ones asked for a quote", "a@x.com", []string{"2026-01-18T10:00:00Z,quote-request"}, "hot intent_event:quote_request:2026-01-18 mql"},
		{"hot ones are ready to buy", "a@x.com", []string{"2026-01-30,webinar_attended", "2026-01-30,event_attended", "2026-01-30,booth_visit", "2026-01-29,pricing_view", "2026-01-30,pricing_view"}, "hot engagement:63.404:4_types lead"},
		{"a request grows old", "a@x.com", []string{"2026-01-16T23:59:59Z,demo_request"}, "warm engagement:28.945 mql"},
		{"and older", "a@x.com", []string{"2025-10-01,demo_request"}, "cold inactive_since:2025-10-01 lead"},
		{"opening a mail lifts no tier", "a@x.com", []string{"2026-01-30,email_open", "2026-01-29,email_open"}, "cold no_engagement_observed lead"},
		{"nor does an unknown type", "a@x.com", []string{"2026-01-30,badge_scan_v2"}, "cold no_engagement_observed lead"},
		{"marketing finds qualified leads by behaviour", "a@x.com,vp,2000", []string{"2026-01-30,webinar_attended", "2026-01-30,event_attended", "2026-01-30,content_download"}, "warm engagement:58.63 mql"},
		{"behaviour alone is not enough", "a@x.com,entry,10", []string{"2026-01-30,webinar_attended", "2026-01-30,event_attended", "2026-01-30,content_download"}, "warm engagement:58.63 lead"},
		{"sales-qualified ones are ready for outreach", "a@x.com,,,,,Qualified", nil, "cold no_events_supplied sql"},
		{"a meeting is accepted by sales", "a@x.com", []string{"2025-12-01,meeting_held"}, "warm active_event:meeting_held:2025-12-01 sal"},
		{"a customer has bought", "a@x.com", []string{"2025-03-01,purchase"}, "cold no_engagement_observed customer"},
		{"a converted lead is an opportunity", "a@x.com,,,,,,yes", nil, "cold no_events_supplied opportunity"},
		{"the source's stage counts if it is further", "a@x.com,,,,salesqualifiedlead", []string{"2026-01-30,page_view"}, "warm active_event:page_view:2026-01-30 sql"},
		{"a disqualified lead stays so", "a@x.com,,,,,Unqualified", []string{"2026-01-30,demo_request"}, "hot intent_event:demo_request:2026-01-30 disqualified"},
		{"until it buys", "a@x.com,,,,,Unqualified", []string{"2026-01-30,purchase"}, "cold no_engagement_observed customer"},
	}
	for _, test := range tests {
		var events []column.Table
		if test.events != nil {
			rows := []string{}
			for _, e := range test.events {
				rows = append(rows, e+",a@x.com")
			}
			events = append(events, csv("occurred_at,event_type,email", rows...))
		}
		got, _ := scored(t, load(t, ""), asOf, leads(csv(header, test.lead)), events...)
		if diff := cmp.Diff(test.want, cells(got, 0, "tier", "tier_reason", "lifecycle_stage")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.sentence, diff)
		}
	}
}

// A guide's download says more than an ad's click.
func TestDownloadOutweighsClick(t *testing.T) {
	got, _ := scored(t, load(t, ""), asOf, leads(csv("email", "download@x.com", "click@x.com")),
		csv("occurred_at,event_type,email", "2026-01-30,guide_download,download@x.com", "2026-01-30,ad_click,click@x.com"))
	if diff := cmp.Diff("9.772 4.886", strings.Join(drawn(got, "engagement_score"), " ")); diff != "" {
		t.Error(diff)
	}
}
