package score_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/pipeline"
	"galena/score"
)

// The default channel grouping of Google Analytics 4, with the pitfalls of its order.
func TestChannelGrouping(t *testing.T) {
	for _, test := range [][2]string{
		{"(direct),(none)", "Direct"},
		{"(direct),(not set)", "Direct"},
		{"(direct),referral", "Referral"},
		{"google,cpc,cross-network", "Cross-network"},
		{"amazon,cpc", "Paid Shopping"},
		{"newsletter,cpc,shopping", "Paid Shopping"},
		{"newsletter,cpc,spring e-shop", "Paid Shopping"},
		{"newsletter,cpc,eshop", "Paid Shopping"},
		{"newsletter,cpc,workshop", "Paid Other"}, // a letter before shop: not shopping
		{"google,cpc", "Paid Search"},
		{"GOOGLE,CPC", "Paid Search"},
		{"google,cpm", "Paid Search"}, // cpm is paid, and search comes before display
		{"facebook,paid_social", "Paid Social"},
		{"m.facebook.com,ppc", "Paid Social"},
		{"youtube,cpc", "Paid Video"},
		{"youtube,cpv", "Paid Video"}, // cpv contains cp
		{"somesite,cpm", "Display"},   // and display before the rest
		{"somesite,banner", "Display"},
		{"somesite,ppc", "Paid Other"},
		{"somesite,retargeting", "Paid Other"},
		{"somesite,retargeting_x", "Unassigned"},
		{"ebay,email", "Organic Shopping"},
		{"newsletter,email,shop", "Organic Shopping"},
		{"linkedin,email", "Organic Social"}, // the source decides, whatever the medium
		{"t.co,referral", "Organic Social"},
		{"forum,social-media", "Organic Social"},
		{"vimeo,referral", "Organic Video"},
		{"newsletter,video", "Organic Video"},
		{"google,email", "Organic Search"}, // likewise
		{"google.co.uk,referral", "Organic Search"},
		{"somesite,organic", "Organic Search"},
		{"partner.example,referral", "Referral"},
		{"app,link", "Referral"},
		{"newsletter,e-mail", "Email"},
		{"email,blast", "Email"},
		{"partner,affiliate", "Affiliates"},
		{"spotify,audio", "Audio"},
		{"sms,text", "SMS"},
		{"app,webpush", "Mobile Push Notifications"},
		{"firebase,x", "Mobile Push Notifications"},
		{"a,b", "Unassigned"},
	} {
		got, _ := scored(t, load(t, ""), asOf, leads(csv("utm_source,utm_medium,utm_campaign", test[0])))
		if diff := cmp.Diff(test[1], cell(got, "channel", 0)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test[0], diff)
		}
	}
}

// If no campaign is named, ids of networks, the referrer, the page and last the CRM's label say
// where a lead came from.
func TestChannelOfALead(t *testing.T) {
	const header = "lead_source,utm_source,utm_medium,click_id,referrer_url,landing_page,latest_source,contactable_email"
	for _, test := range []struct{ lead, want string }{
		{"Cold Call", "Cold Outreach outbound Cold Outreach"},
		{"Trade show", "Event referral Event"},
		{"Networking", "Event referral Event"},
		{"Employee Referral", "Personal Referral referral Personal Referral"},
		{"word of mouth", "Personal Referral referral Personal Referral"},
		{"Partner", "Partner partner Partner"},
		{"Purchased List", "Purchased List outbound Purchased List"},
		{"Web Site", "Website inbound Website"},
		{"Blog", "Content inbound Content"},
		{"Indeed", "Job Board recruiting Job Board"},
		{"Web,google,cpc", "Paid Search outbound Paid Search"},
		{",,,Cj0KCQiA", "Paid Search outbound Paid Search"},
		{",,,msclkid=1", "Paid Search outbound Paid Search"},
		{",,,fbclid:x", "Organic Social inbound Organic Social"},
		{",,,123", "- unknown -"},
		{",,,,https://www.google.de/", "Organic Search inbound Organic Search"},
		{",,,,https://blog.example/x,https://acme.example/", "Referral inbound Referral"},
		{",,,,https://www.acme.example/x,https://acme.example/", "- unknown -"}, // its own site
		{",,,,,https://acme.example/?utm_source=bing&utm_medium=cpc", "Paid Search outbound Paid Search"},
		{",,,,,https://acme.example/?gclid=1", "Paid Search outbound Paid Search"},
		{",,,,,https://acme.example/", "Direct inbound Direct"},
		{"Web,,,,,https://acme.example/", "Website inbound Website"},
		{"Email", "Email outbound Email"},
		{"Email,,,,,,,yes", "Email inbound Email"},
		{"Email,,,,,,Webinar,no", "Email outbound Content"},
		{"Grandma", "- unknown -"},
		{"", "- unknown -"},
	} {
		in := leads(csv(header, test.lead))
		in.Rows = in.Rows.With("contactable_email", truths(in.Rows.Text("contactable_email")))
		got, _ := scored(t, load(t, ""), asOf, in)
		if diff := cmp.Diff(test.want, cells(got, 0, "channel", "motion", "latest_channel")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.lead, diff)
		}
	}
}

// The first channel is that of the earliest evidence, whichever file it is in; evidence without
// a date comes first.
func TestFirstChannelIsTheEarliest(t *testing.T) {
	events := csv("occurred_at,event_type,email,utm_source,utm_medium,referrer_url,page_url",
		"2026-01-10,page_view,a@x.com,google,cpc", "2026-01-05,page_view,a@x.com,newsletter,email", "2026-01-01,email_open,a@x.com,sms,sms",
		"2026-01-20,page_view,a@x.com,,,,/pricing", "2026-01-15,email_click,a@x.com", "2026-01-19,page_view,a@x.com,,,https://acme.example/a,https://acme.example/b")
	for _, test := range []struct{ lead, want string }{
		{"a@x.com", "Email Direct"},
		{"a@x.com,Trade Show", "Event Direct"},
		{"a@x.com,Trade Show,2026-01-04", "Event Direct"},
		{"a@x.com,Trade Show,2026-01-06", "Email Direct"},
		{"a@x.com,Trade Show,2026-01-30", "Email Event"},
	} {
		got, _ := scored(t, load(t, ""), asOf, leads(csv("email,lead_source,created_at", test.lead)), events)
		if diff := cmp.Diff(test.want, cells(got, 0, "channel", "latest_channel")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.lead, diff)
		}
	}
}

// One line of configuration changes one line of the tables.
func TestOwnChannels(t *testing.T) {
	c := load(t, "channels: {motion: {Paid Search: inbound, Billboard: outbound}, labels: {Out of home: Billboard}, events: {Billboard: [qr_scan]}, }\nevents: {active: [qr_scan]}")
	got, _ := scored(t, c, asOf, leads(csv("email,lead_source", "a@x.com,PPC", "b@x.com,out-of-home", "c@x.com,Radio", "d@x.com")),
		csv("occurred_at,event_type,email", "2026-01-01,qr_scan,d@x.com"))
	want := []string{"Paid Search inbound", "Billboard outbound", "Audio outbound", "Billboard outbound"}
	if diff := cmp.Diff(want, drawn(got, "channel", "motion")); diff != "" {
		t.Error(diff)
	}
}

// Labels that are not mapped are counted.
func TestUnmappedSourcesAreNoted(t *testing.T) {
	stage := score.New(load(t, ""), asOf, nil, nil)
	out, err := stage.Map(t.Context(), leads(csv("lead_source", "Grandma", "Web", "Grandma", "The stars")))
	if err != nil {
		t.Fatal(err)
	}
	want := []pipeline.Note{{Stage: "score", Field: "lead_source", Code: "lead_source_unmapped", Count: 3}}
	if diff := cmp.Diff(want, out.Notes); diff != "" {
		t.Error(diff)
	}
}

// Every visit has a channel, whatever its text.
func TestEveryVisitHasAChannel(t *testing.T) {
	c := load(t, "")
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z0-9.:/?=&()%-]{1,20}`)
		row := strings.Join([]string{word.Draw(t, "source"), word.Draw(t, "medium"), word.Draw(t, "campaign"), word.Draw(t, "referrer"), word.Draw(t, "page")}, ",")
		got, _ := scored(t, c, asOf, leads(csv("utm_source,utm_medium,utm_campaign,referrer_url,landing_page", row)))
		if cell(got, "channel", 0) == "-" {
			t.Fatalf("%s: no channel", row)
		}
	})
}
