package score

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// Channels that the code names.
const (
	channelDirect   = "Direct"
	channelJobBoard = "Job Board"
)

// visit is what is known about where somebody came from, in lower case.
type visit struct{ source, medium, campaign string }

// group returns the channel by the default channel grouping of Google Analytics 4; the first
// line that holds decides. See support.google.com/analytics/answer/9756891.
func (v visit) group() string {
	paid := isPaid(v.medium)
	site := categoryOf(v.source)
	shop := site == siteShopping || isShoppingCampaign(v.campaign)
	switch {
	case v.source == "" && v.medium == "", v.source == "(direct)" && oneOf(v.medium, "(none)", "(not set)"):
		return channelDirect
	case strings.Contains(v.campaign, "cross-network"):
		return "Cross-network"
	case shop && paid:
		return "Paid Shopping"
	case site == siteSearch && paid:
		return "Paid Search"
	case site == siteSocial && paid:
		return "Paid Social"
	case site == siteVideo && paid:
		return "Paid Video"
	case oneOf(v.medium, "display", "banner", "expandable", "interstitial", "cpm"):
		return "Display"
	case paid:
		return "Paid Other"
	case shop:
		return "Organic Shopping"
	case site == siteSocial, oneOf(v.medium, "social", "social-network", "social-media", "sm", "social network", "social media"):
		return "Organic Social"
	case site == siteVideo, strings.Contains(v.medium, "video"):
		return "Organic Video"
	case site == siteSearch, v.medium == "organic":
		return "Organic Search"
	case oneOf(v.medium, "referral", "app", "link"):
		return "Referral"
	case isEmail(v.source), isEmail(v.medium):
		return "Email"
	case v.medium == "affiliate":
		return "Affiliates"
	case v.medium == "audio":
		return "Audio"
	case v.source == "sms", v.medium == "sms":
		return "SMS"
	case strings.HasSuffix(v.medium, "push"), strings.Contains(v.medium, "mobile"), strings.Contains(v.medium, "notification"), v.source == "firebase":
		return "Mobile Push Notifications"
	}
	return "Unassigned"
}

func oneOf(s string, words ...string) bool { return slices.Contains(words, s) }

func isEmail(s string) bool { return oneOf(s, "email", "e-mail", "e_mail", "e mail") }

// isPaid matches ^(.*cp.*|ppc|retargeting|paid.*)$.
func isPaid(medium string) bool {
	return strings.Contains(medium, "cp") || medium == "ppc" || medium == "retargeting" || strings.HasPrefix(medium, "paid")
}

// isShoppingCampaign matches ^(.*(([^a-df-z]|^)shop|shopping).*)$.
func isShoppingCampaign(campaign string) bool {
	if strings.Contains(campaign, "shopping") {
		return true
	}
	for at := 0; ; {
		found := strings.Index(campaign[at:], "shop")
		if found < 0 {
			return false
		}
		at += found
		if at == 0 || campaign[at-1] < 'a' || campaign[at-1] > 'z' || campaign[at-1] == 'e' {
			return true
		}
		at += len("shop")
	}
}

// site is a category of sites.
type site uint8

const (
	siteOther site = iota
	siteSearch
	siteShopping
	siteSocial
	siteVideo
)

//go:embed channel_sources.tsv
var channelSourcesTSV string

var channelSources = sync.OnceValue(func() map[string]site {
	categories := map[string]site{"search": siteSearch, "shopping": siteShopping, "social": siteSocial, "video": siteVideo}
	sources := map[string]site{}
	for cells := range embedded.Rows(channelSourcesTSV) {
		for name := range strings.FieldsSeq(cells[1]) {
			sources[name] = categories[cells[0]]
		}
	}
	return sources
})

// categoryOf returns the category of a source, which is a host or the word that campaigns use for a site.
func categoryOf(source string) site {
	sources := channelSources()
	if category, ok := sources[source]; ok {
		return category
	}
	if !strings.Contains(source, ".") {
		return siteOther
	}
	for host := source; ; {
		if category, ok := sources[host]; ok && strings.Contains(host, ".") {
			return category
		}
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			break
		}
		host = parent
	}
	domain, _ := contact.RegistrableDomain(source)
	name, _, _ := strings.Cut(domain, ".")
	return sources[name]
}
