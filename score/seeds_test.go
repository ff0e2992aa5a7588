package score_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
)

// The sentences that define galena's idea of leads, one per row: contact and events → tier,
// stage, kind, channel, motion, with the preset alone.
func TestSentences(t *testing.T) {
	const header = "email,lead_source,full_name,company_name,lead_kind,budget_status,authority_role,need,purchase_timeline,job_title"
	tests := []struct {
		sentence string
		lead     string
		events   []string // time,type,utm_source,utm_medium
		want     string   // tier lifecycle_stage lead_kind channel motion
	}{
		{"a lead is a person that showed interest", "a@x.com,,Ann Lee", []string{"2026-01-29,page_view,google,organic"}, "warm lead customer Organic Search inbound"},
		{"or an organization that did", "a@x.com,,,Acme", []string{"2026-01-29,page_view,google,organic"}, "warm lead customer Organic Search inbound"},
		{"cold leads have shown none", "a@x.com,Purchased List", []string{}, "cold lead customer Purchased List outbound"},
		{"warm ones some: subscribed", "a@x.com,Newsletter", []string{"2026-01-02,newsletter_subscribe"}, "warm subscriber customer Email outbound"},
		{"warm ones some: downloaded", "a@x.com,Content", []string{"2025-12-20,content_download"}, "warm lead customer Content inbound"},
		{"warm ones some: visited", "a@x.com,Web", []string{"2025-12-20,page_view"}, "warm lead customer Website inbound"},
		{"hot ones contacted directly", "a@x.com,Contact Form", []string{"2026-01-20,contact_request"}, "hot mql customer Website inbound"},
		{"hot ones asked for a quote", "a@x.com,Web", []string{"2026-01-20,quote_request"}, "hot mql customer Website inbound"},
		{"hot ones are ready to buy", "a@x.com,Web", []string{"2026-01-20,trial_start", "2026-01-25,pricing_view"}, "hot mql customer Website inbound"},
		{"a marketing-qualified lead was found by behaviour", "a@x.com,Referral", []string{"2026-01-30,webinar_attended", "2026-01-30,event_attended", "2026-01-30,content_download"}, "warm mql customer Personal Referral referral"},
		{"a sales-qualified one is ready for direct outreach", "a@x.com,Web,,,,approved,decision maker,dock scheduling", []string{}, "cold sql customer Website inbound"},
		{"a prospect is qualified by budget, authority, need and timeline", "a@x.com,Web,,,,approved,decision maker,dock scheduling,within 3 months", []string{}, "cold sql customer Website inbound"},
		{"one of whom a letter is not met is none", "a@x.com,Web,,,,approved,decision maker,dock scheduling,no plans", []string{}, "cold lead customer Website inbound"},
		{"a customer has bought", "a@x.com,Web", []string{"2025-12-01,purchase"}, "cold customer customer Website inbound"},
		{"marketing leads come from content", "a@x.com,Blog", nil, "cold lead customer Content inbound"},
		{"marketing leads come from search", "a@x.com,SEO", nil, "cold lead customer Organic Search inbound"},
		{"marketing leads come from social", "a@x.com,Social Media", nil, "cold lead customer Organic Social inbound"},
		{"sales leads come from cold calls", "a@x.com,Cold Call", nil, "cold lead customer Cold Outreach outbound"},
		{"sales leads come from networking, with the referrals", "a@x.com,Networking", nil, "cold lead customer Event referral"},
		{"sales leads come from direct outreach", "a@x.com,Direct Outreach", nil, "cold lead customer Cold Outreach outbound"},
		{"referrals are their own", "a@x.com,Word of Mouth", nil, "cold lead customer Personal Referral referral"},
		{"job leads are people who seek work", "a@x.com,Web,,,candidate", nil, "cold lead candidate Website recruiting"},
		{"people who seek work apply", "a@x.com,Web", []string{"2026-01-20,job_application"}, "cold lead candidate Website recruiting"},
		{"or they are jobs that were found", "a@x.com,Job Board,,,job_opportunity,,,,,Engineer", nil, "cold lead job_opportunity Job Board recruiting"},
		{"leads are tracked and nurtured", "a@x.com,Web", []string{"2025-06-01,demo_request"}, "cold recycled customer Website inbound"},
		{"leads are managed to conversion", "a@x.com,Web", []string{"2025-06-01,demo_request", "2025-06-10,meeting_held", "2025-07-01,opportunity_created", "2025-08-01,deal_won"}, "cold customer customer Website inbound"},
	}
	for _, test := range tests {
		var events []column.Table
		if test.events != nil {
			rows := []string{}
			for _, e := range test.events {
				cells := append(strings.Split(e, ","), "", "")
				rows = append(rows, strings.Join(append(cells[:4:4], "a@x.com"), ","))
			}
			events = append(events, csv("occurred_at,event_type,utm_source,utm_medium,email", rows...))
		}
		in := leads(csv(header, test.lead))
		in.Rows = in.Rows.With("lead_kind_raw", in.Rows.Column("lead_kind"))
		got, _ := scored(t, load(t, ""), asOf, in, events...)
		if diff := cmp.Diff(test.want, cells(got, 0, "tier", "lifecycle_stage", "lead_kind", "channel", "motion")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.sentence, diff)
		}
	}
}

// Tiers, their reasons, and stages: contact and events → tier, reason, stage,
// with the preset alone.
func TestTiersAndStages(t *testing.T) {
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
		{"and older", "a@x.com", []string{"2025-10-01,demo_request"}, "cold inactive_since:2025-10-01 recycled"},
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
