package score

import (
	"galena/internal/config"
)

// Config is the score section of pipeline.yaml. A list of rules, classes or stages that is left
// out is taken from preset.yaml.
type Config struct {
	Weights     Weights     `yaml:"weights" doc:"how fit and engagement make the score"`
	Fit         Fit         `yaml:"fit" doc:"who a lead is"`
	Engagement  Engagement  `yaml:"engagement" doc:"what a lead does"`
	Events      Classes     `yaml:"events" doc:"what types of events mean"`
	Tiers       Tiers       `yaml:"tiers" doc:"hot, warm and, for the rest, cold"`
	Grades      Grades      `yaml:"grades" doc:"a letter for fit and a digit for engagement"`
	Lifecycle   Lifecycle   `yaml:"lifecycle" doc:"how far a lead has got"`
	Learned     Learned     `yaml:"learned" doc:"a probability by a model learnt from outcomes"`
	BANT        BANT        `yaml:"bant" doc:"budget, authority, need, timeline"`
	Next        Next        `yaml:"next" doc:"what to do with a lead"`
	Routing     Routing     `yaml:"routing" doc:"who does it"`
	Attribution Attribution `yaml:"attribution" doc:"how conversions are shared out among channels"`
	Channels    Channels    `yaml:"channels" doc:"where a lead came from"`
}

// Channels says what leads to which channel, and what channels are.
type Channels struct {
	Motion config.Map[string]   `yaml:"motion" doc:"channel: inbound, outbound, referral, partner, recruiting, unknown, or by_consent (inbound if the lead has opted in, else outbound); replaces the preset's table line by line"`
	Labels config.Map[string]   `yaml:"labels" doc:"lead source as a CRM calls it: channel; replaces score/channel_labels.tsv line by line"`
	Spend  config.Map[float64]  `yaml:"spend" doc:"channel: what was spent on its leads; gives the costs in channels.parquet"`
	Events config.Map[[]string] `yaml:"events" doc:"channel: types of events that show the channel if the event names no campaign and no referrer; replaces the preset's table line by line"`
}

// Weights are the shares of fit and engagement in the score.
type Weights struct {
	Fit        Points `yaml:"fit" default:"0.4" doc:"part of fit_score in score"`
	Engagement Points `yaml:"engagement" default:"0.6" doc:"part of engagement_score in score; if no events are supplied, score is fit_score alone"`
}

// Fit are the rules on a lead's columns.
type Fit struct {
	Rules []FitRule          `yaml:"rules" doc:"rules that give points; default: those of score/preset.yaml"`
	Caps  config.Map[Points] `yaml:"caps" doc:"group: the most points that its rules can give together"`
}

// FitRule gives points for a condition, or for the values of a column.
type FitRule struct {
	Name   string             `yaml:"name" required:"true" doc:"as it stands in score_lines"`
	When   config.Text        `yaml:"when" doc:"condition on the lead's columns, such as employee_count >= 200"`
	Points Points             `yaml:"points" doc:"for leads that meet the condition; may be negative"`
	Column config.Text        `yaml:"column" doc:"instead of when: the column to which values belongs"`
	Values config.Map[Points] `yaml:"values" doc:"value of the column: points; case does not matter, and a value that is not listed gives none"`
	Group  string             `yaml:"group" doc:"rules of one group share a cap"`
}

// Engagement are the rules on a lead's events.
type Engagement struct {
	HalfLife config.Duration    `yaml:"half_life" default:"30d" doc:"time after which an event is worth half its points"`
	Rules    []EngagementRule   `yaml:"rules" doc:"rules that give points; default: those of score/preset.yaml"`
	Caps     config.Map[Points] `yaml:"caps" doc:"group: the most points that its rules can give together"`
}

// EngagementRule gives points for events.
type EngagementRule struct {
	Name      string          `yaml:"name" required:"true" doc:"as it stands in score_lines"`
	Events    []string        `yaml:"events" doc:"types of events that count; default: all types, if there is a when"`
	When      config.Text     `yaml:"when" doc:"condition on the event's columns, such as page_url contains \"/pricing\""`
	Points    Points          `yaml:"points" doc:"for each such event, on its day; may be negative"`
	Cap       Points          `yaml:"cap" doc:"the most that the rule can give within cap_window; 0: no limit"`
	CapWindow config.Duration `yaml:"cap_window" default:"30d" doc:"windows are counted back from as_of"`
	HalfLife  config.Duration `yaml:"half_life" doc:"default: that of engagement"`
	Count     string          `yaml:"count" default:"each" enum:"each,once,per_day" doc:"each event; only the latest; or only the latest of each UTC day"`
	Group     string          `yaml:"group" doc:"rules of one group share a cap"`
}

// Classes says what types of events mean. Types are compared in lower case, with underscores
// for spaces and hyphens. A type in no class is passive.
type Classes struct {
	Intent   []string `yaml:"intent" doc:"the lead raised a hand: asked for contact, a quote, a demo, met, tries the product"`
	Active   []string `yaml:"active" doc:"the lead did something: a visit, a click, a download"`
	Passive  []string `yaml:"passive" doc:"something happened to the lead; never lifts a tier"`
	Negative []string `yaml:"negative" doc:"the lead turned away"`
	Outcome  []string `yaml:"outcome" doc:"how a sale went"`
	// Application is not a class: it says what a lead is.
	KeyPages    []string        `yaml:"key_pages" doc:"a page that says what the lead is after, such as prices: counted in key_pages_90"`
	Bots        Bots            `yaml:"bots" doc:"events that no person made"`
	KeepOrphans config.Duration `yaml:"keep_orphans" default:"90d" doc:"with a state: an event without a lead waits for its lead until the event is this old; 0: it does not wait"`
	Application []string        `yaml:"application" doc:"the lead applied for work: becomes a candidate, unless its source says a lead_kind"`
}

// Tiers are the conditions of hot and warm.
type Tiers struct {
	Hot  Hot  `yaml:"hot" doc:"an intent event, or much recent activity"`
	Warm Warm `yaml:"warm" doc:"some engagement"`
}

// Hot is the condition of the hot tier.
type Hot struct {
	IntentWithin  config.Duration `yaml:"intent_within" default:"14d" doc:"an intent event this recent makes a lead hot"`
	Engagement    Points          `yaml:"engagement" default:"60" doc:"this engagement_score makes a lead hot, together with distinct_types"`
	DistinctTypes int             `yaml:"distinct_types" default:"2" doc:"at least this many types of active or intent events within types_within"`
	TypesWithin   config.Duration `yaml:"types_within" default:"30d" doc:"the time for distinct_types"`
}

// Warm is the condition of the warm tier.
type Warm struct {
	Engagement   Points          `yaml:"engagement" default:"20" doc:"this engagement_score makes a lead warm"`
	ActiveWithin config.Duration `yaml:"active_within" default:"90d" doc:"an active or intent event this recent makes a lead warm"`
}

// Grades are the thresholds of the grade, best first.
type Grades struct {
	Fit        []Points `yaml:"fit" default:"[75, 50, 25]" doc:"fit_score from which the letter is A, B, C; below, D"`
	Engagement []Points `yaml:"engagement" default:"[60, 40, 20]" doc:"engagement_score from which the digit is 1, 2, 3; below, 4"`
}

// Lifecycle holds the rules of the lifecycle stage.
type Lifecycle struct {
	Events       config.Map[[]string] `yaml:"events" doc:"stage: types of events that show the stage; subscriber: types that show only a subscription"`
	MQL          MQL                  `yaml:"mql" doc:"when marketing calls a lead qualified"`
	SourceStage  string               `yaml:"source_stage" default:"max" enum:"max,source,computed" doc:"what counts if the source names a stage. max: the further of the two; source: the source's; computed: galena's"`
	Disqualify   []Disqualify         `yaml:"disqualify" doc:"who is not a lead for you; the first rule that holds gives the reason"`
	RecycleAfter config.Duration      `yaml:"recycle_after" default:"90d" doc:"an mql, sal or sql that has done nothing for this long is recycled; only if events are supplied"`
}

// MQL is the condition of the stage mql.
type MQL struct {
	Fit        Points `yaml:"fit" default:"50" doc:"this fit_score makes a lead an mql, together with engagement"`
	Engagement Points `yaml:"engagement" default:"50" doc:"this engagement_score makes a lead an mql, together with fit"`
	IntentFit  Points `yaml:"intent_fit" default:"30" doc:"an intent event at any time makes a lead an mql if its fit_score is this or more, or unknown"`
}

// Disqualify is a reason to leave a lead alone.
type Disqualify struct {
	Reason string      `yaml:"reason" required:"true" doc:"as it stands in disqualified_reason"`
	When   config.Text `yaml:"when" required:"true" doc:"condition on the lead's columns, such as company_domain in [\"rival.example\"]"`
}
