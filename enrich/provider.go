package enrich

import (
	"regexp"

	"galena/internal/config"
	"galena/internal/contact"
)

// Provider is a step that asks a service over HTTP. Several in a row form a waterfall: each is
// asked only about leads that still lack one of its fields.
type Provider struct {
	Name          string             `yaml:"name" required:"true" doc:"name of the provider; its answers are kept under this name"`
	URL           config.Text        `yaml:"url" required:"true" doc:"http or https; {column} stands for the lead's value, escaped. galena does not ask about a lead that lacks one of these values"`
	Method        string             `yaml:"method" default:"GET" enum:"GET,POST" doc:"HTTP method of the request"`
	Headers       config.Map[string] `yaml:"headers" hash:"-" doc:"name: value; ${NAME} stands for a variable of the environment, so that no secret is in the file"`
	Body          config.Text        `yaml:"body" doc:"body of a POST: JSON, in which {column} stands for the lead's value, escaped for a string"`
	Where         config.Text        `yaml:"where" doc:"the leads for which this is true; default: all"`
	Tiers         []string           `yaml:"tiers" enum:"hot,warm,cold" doc:"asks only for leads of these tiers; such a step runs after score, and score does not see what it brings"`
	Take          config.Map[string] `yaml:"take" required:"true" doc:"column of leads: dotted path in the answer, such as data.phones.0"`
	OnConflict    string             `yaml:"on_conflict" default:"keep" enum:"keep,replace,newer" doc:"if the lead has a value already. keep: the value stays, and the provider is not asked for it; replace: the provider is asked about every lead, and the answer replaces the value; newer: the provider is asked only about leads whose records all say when they were last changed, and an answer of a later day replaces the value. Columns of identity and consent are only filled if empty, whatever you choose here"`
	Confidence    float64            `yaml:"confidence" default:"1" doc:"how sure its values are, 0 to 1, if confidence_at gives no number"`
	ConfidenceAt  string             `yaml:"confidence_at" doc:"dotted path of that number in the answer"`
	MinConfidence float64            `yaml:"min_confidence" doc:"values with a lower confidence are not taken"`
	Cost          float64            `yaml:"cost" doc:"cost of a call that is answered, in the unit of enrich[].network.money"`
	Rate          float64            `yaml:"rate" default:"10" doc:"most requests in a second"`
	Concurrency   int                `yaml:"concurrency" default:"4" doc:"most requests at once"`
	Timeout       config.Duration    `yaml:"timeout" default:"10s" doc:"the longest time to wait for an answer"`
	Retries       int                `yaml:"retries" default:"2" doc:"how often a request is repeated after 429, 5xx or no answer in time"`
	Breaker       int                `yaml:"breaker" default:"5" doc:"after so many failed calls in a row, the provider is not asked again in this run"`
	MinFill       config.Percent     `yaml:"min_fill" doc:"share of calls that must bring a value; otherwise the provider is not asked again in this run"`
	MinFillAfter  int                `yaml:"min_fill_after" default:"200" doc:"calls after which min_fill is checked"`
	TTL           config.Duration    `yaml:"ttl" default:"90d" doc:"how long an answer is good"`
	NegativeTTL   config.Duration    `yaml:"negative_ttl" default:"30d" doc:"how long galena waits before it asks again if there was no answer, or if a run ended before it came"`
}

// Validate implements config.Validator.
func (p *Provider) Validate(report *config.Report) {
	if _, err := newTemplate(p); err != nil {
		report.Errorf("url", "%v", err)
	}
	if !providerName.MatchString(p.Name) || p.Name == "dns" {
		report.Errorf("name", "must be lower-case letters, digits, - and _, and not dns: it names the file of the answers")
	}
	if p.Body.Value != "" && p.Method != "POST" {
		report.Errorf("body", "goes with method: POST")
	}
	for _, bound := range []struct {
		name   string
		value  float64
		lowest float64
	}{
		{"rate", p.Rate, 0.001},
		{"concurrency", float64(p.Concurrency), 1},
		{"timeout", float64(p.Timeout), 1},
		{"retries", float64(p.Retries), 0},
		{"breaker", float64(p.Breaker), 1},
		{"cost", p.Cost, 0},
		{"min_fill_after", float64(p.MinFillAfter), 1},
	} {
		if bound.value < bound.lowest {
			report.Errorf(bound.name, "must be at least %v", bound.lowest)
		}
	}
	if p.Confidence < 0 || p.Confidence > 1 {
		report.Errorf("confidence", "must lie between 0 and 1")
	}
	for _, entry := range p.Take {
		if c, ok := contact.ColumnByName(entry.Key); !ok || c.Name == "lead_id" {
			report.Add(entry.At.Unknown("canonical column", entry.Key, canonicalNames()))
		}
	}
}

var providerName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

func canonicalNames() []string {
	var names []string
	for _, c := range contact.Columns() {
		names = append(names, c.Name)
	}
	return names
}
