package consent

import (
	_ "embed"
	"time"

	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/embedded"
)

// Config is the section consent of pipeline.yaml.
type Config struct {
	Unknown  config.Map[Default] `yaml:"unknown" doc:"country (ISO 3166-1, such as US), or other: what holds for e-mail to people of whom no consent and no refusal is known: refuse, unknown or allow; default: refuse if the law requires consent first or the country is not known, else unknown"`
	Contract config.Duration     `yaml:"contract" default:"730d" doc:"how long a contract, as legal basis, permits e-mail, counted from converted_at"`
	Events   config.Map[string]  `yaml:"events" doc:"type of events: what such an event says: unsubscribed, complaint, hard_bounce or legal_block, express for a yes, or nothing. It is about e-mail; write other channels behind a slash: unsubscribed/phone+sms. Replaces internal/consent/event_types.tsv line by line"`
	Inquiry  config.Duration     `yaml:"inquiry" default:"180d" doc:"how long an inquiry, as legal basis, permits e-mail, counted from created_at"`
}

// Default is what holds where nothing is known.
type Default string

// The defaults, from the most to the least restrictive.
const (
	DefaultRefuse  Default = "refuse"
	DefaultUnknown Default = "unknown"
	DefaultAllow   Default = "allow"
)

// other is the key for countries that are not listed.
const other = "other"

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	for _, entry := range c.Unknown {
		if code, ok := contact.CountryCode(entry.Key); entry.Key != other && (!ok || code != entry.Key) {
			report.Add(entry.At.Problem("%q must be the ISO 3166-1 code of a country, like US or DE, or %s", entry.Key, other))
		}
		switch entry.Value {
		case DefaultRefuse, DefaultUnknown, DefaultAllow:
		default:
			report.Errorf(config.KeyPath("unknown", entry.Key), "must be refuse, unknown or allow")
		}
	}
	for _, entry := range c.Events {
		if _, _, ok := readEventType(entry.Value); !ok {
			report.Errorf(config.KeyPath("events", entry.Key), "must be unsubscribed, complaint, hard_bounce, legal_block, express or nothing; channels behind a slash, in the order email+phone+sms+mail+ads")
		} else if permits(entry.Key, entry.Value) {
			report.Errorf(config.KeyPath("events", entry.Key), "is what people do who refuse, so it cannot be express; nothing, if you do not want it to count")
		}
	}
}

// Rules are the rules of a Config at an instant.
type Rules struct {
	AsOf              int64 // microseconds since 1970
	contract, inquiry int64
	unknown           map[string]Default
}

// NewRules returns the rules of a config.
func NewRules(c Config, asOf time.Time) *Rules {
	r := &Rules{
		AsOf: asOf.UnixMicro(), unknown: map[string]Default{},
		contract: time.Duration(c.Contract).Microseconds(), inquiry: time.Duration(c.Inquiry).Microseconds(),
	}
	for country := range embedded.Rows(priorConsentTXT) {
		r.unknown[country[0]] = DefaultRefuse
	}
	r.unknown[other] = DefaultUnknown
	for _, entry := range c.Unknown {
		r.unknown[entry.Key] = entry.Value
	}
	return r
}

//go:embed prior_consent.txt
var priorConsentTXT string

// Expires returns when a permission on a basis ends.
func (r *Rules) Expires(basis Basis, since int64) int64 {
	if basis == Contract {
		return since + r.contract
	}
	return since + r.inquiry
}

// WhereUnknown returns what holds for a person about whom nothing is known: the most
// restrictive default of all countries that the records name, and that country. Without
// a country the strictest default holds.
func (r *Rules) WhereUnknown(countries []string) (held Default, country string) {
	if len(countries) == 0 {
		return DefaultRefuse, ""
	}
	for _, code := range countries {
		d, named := r.unknown[code]
		if !named {
			d = r.unknown[other]
		}
		if country == "" || d.order() < held.order() || d == held && code < country {
			held, country = d, code
		}
	}
	return held, country
}

func (d Default) order() int {
	switch d {
	case DefaultRefuse:
		return 0
	case DefaultUnknown:
		return 1
	}
	return 2
}
