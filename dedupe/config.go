package dedupe

import (
	"slices"

	"galena/internal/config"
	"galena/internal/contact"
)

// Config is the dedupe section of pipeline.yaml. The normalize and the dedupe stage
// read it.
type Config struct {
	Entity       string               `yaml:"entity" default:"person" enum:"person,company" doc:"what a lead is; company: records are joined by company name, domain, switchboard and place, and a lead takes its contact person from one record"`
	Method       string               `yaml:"method" default:"fuzzy" enum:"fuzzy,exact" doc:"fuzzy: joins records by all their fields, weighed; exact: joins records with an equal e-mail address, LinkedIn profile, or phone and family name (companies: an equal domain, or name and place), in half the time"`
	MaxShared    int                  `yaml:"max_shared" default:"50" doc:"for method exact: a value that more records than this have joins no records"`
	Threshold    float64              `yaml:"threshold" default:"0.95" doc:"match probability from which two records are one lead"`
	Fields       []Field              `yaml:"fields" doc:"columns to match by; default: the mapped columns that identify, and those of the others that tell records apart"`
	Country      string               `yaml:"country" doc:"country (ISO 3166-1, such as US) of phone numbers and places without a country"`
	Dates        string               `yaml:"dates" default:"unknown" enum:"unknown,dmy,mdy" doc:"how to read dates such as 03/04/2025; unknown: a date that could be two days is kept as text"`
	Model        string               `yaml:"model" doc:"a model.json of an earlier run to match with, including its fields; default: a model is trained on the records"`
	Retrain      config.Percent       `yaml:"retrain" default:"20%" doc:"with a state, a run keeps the model and the blocking rules of the run before and compares only pairs with a new or changed record, until more than this share of the records are new, gone or changed; 0%: every run begins anew"`
	Links        string               `yaml:"links" doc:"CSV file of what people decided: source_a, record_a, source_b, record_b, verdict (same, different, or empty for undecided), such as a review.csv with the verdicts filled in"`
	ReviewRows   int                  `yaml:"review_rows" default:"1000" doc:"most pairs in review.csv, the most uncertain first"`
	Survivorship config.Map[[]string] `yaml:"survivorship" doc:"from which record a lead takes its value, by column, or for address, company_address, contact (of companies) or default; the first rule that tells two records apart decides: trust, recent, complete, frequent, verified, first"`
}

// methodExact is the value of method that matches by equal values only.
const methodExact = "exact"

// Field is a column to match by.
type Field struct {
	Column config.Text `yaml:"column" required:"true" doc:"name of the column"`
	As     string      `yaml:"as" enum:"given_name,family_name,full_name,email,phone,company,street,city,postal_code,region,country,date,url,id,text,category" doc:"how its values are compared; default: by the canonical column, else by the values"`
}

// asksForDomains reports whether records are to be matched by the domain of the company
// whatever they name.
func (c *Config) asksForDomains() bool {
	return c.Entity == entityCompany || slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Column.Value == "company_domain" })
}

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	if c.Country != "" {
		if code, ok := contact.CountryCode(c.Country); !ok || code != c.Country {
			report.Errorf("country", "must be the ISO 3166-1 code of a country, like US or DE")
		}
	}
	if c.Threshold <= 0.5 || c.Threshold >= 1 {
		report.Errorf("threshold", "must lie between 0.5 and 1")
	}
	if c.MaxShared < 1 {
		report.Errorf("max_shared", "must be at least 1")
	}
	if c.Method == methodExact && (len(c.Fields) > 0 || c.Model != "" || c.Links != "") {
		report.Errorf("method", "is exact, which knows no fields, model or links; take them out, or take method: fuzzy")
	}
	if c.ReviewRows < 0 {
		report.Errorf("review_rows", "must not be negative")
	}
	for _, entry := range c.Survivorship {
		if known := c.survivorshipKeys(); !slices.Contains(known, entry.Key) {
			report.Add(entry.At.Unknown("column", entry.Key, known))
		}
		for _, name := range entry.Value {
			if _, ok := rulesByName[name]; !ok {
				report.Unknown(config.KeyPath("survivorship", entry.Key), "survivorship rule", name, ruleNames())
			}
		}
	}
}

// survivorshipKeys returns the names that the config may give rules for.
func (c Config) survivorshipKeys() []string {
	keys := []string{"default"}
	for _, g := range c.entity().groups {
		keys = append(keys, g.name)
	}
	for _, c := range contact.Columns() {
		keys = append(keys, c.Name)
	}
	return keys
}

func (c Config) dateOrder() contact.DateOrder {
	switch c.Dates {
	case "dmy":
		return contact.OrderDMY
	case "mdy":
		return contact.OrderMDY
	}
	return contact.OrderUnknown
}
