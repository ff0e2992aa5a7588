package enrich

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"

	"galena/internal/config"
)

// Config is the enrich section of pipeline.yaml: the steps that add to leads, in order. A step
// sees the columns of those before it.
type Config []Step

// Step adds columns to leads. It has exactly one key, which says how.
type Step struct {
	Derive []string `yaml:"derive" enum:"email,suggestion,name,phone,title,company,size,timezone,hint" doc:"what to derive from the lead's own values, offline"`
	Lists  *Lists   `yaml:"lists" doc:"lists of your own, which add to the lists inside galena; used by derive: [email], wherever the step stands"`
	Table  *Table   `yaml:"table" doc:"a file of yours to look leads up in"`
	MMDB   *MMDB    `yaml:"mmdb" doc:"a file in MaxMind's format that tells where an IP address is"`
	DNS    *DNS     `yaml:"dns" doc:"whether the domain of an address takes mail, by asking the DNS"`

	Companies bool `yaml:"companies" doc:"true: adds company_id to leads, and writes companies.parquet, which sums leads up by company"`

	Network    *Network    `yaml:"network" doc:"what the steps that use the network may do and spend; write it once, anywhere"`
	Provider   *Provider   `yaml:"provider" doc:"a service to ask over HTTP; several in a row are a waterfall"`
	Provenance *Provenance `yaml:"provenance" doc:"for which values enrichment.parquet says where they come from; write it once, anywhere"`
}

// Validate implements config.Validator.
func (s *Step) Validate(report *config.Report) {
	var given, known []string
	fields := reflect.ValueOf(s).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Tag.Get("yaml")
		known = append(known, name)
		if !fields.Field(i).IsZero() {
			given = append(given, name)
		}
	}
	if len(given) > 1 || len(given) == 0 && !report.Wrong() {
		said := "nothing"
		if len(given) > 1 {
			said = strings.Join(given, " and ")
		}
		report.Errorf("", "is a step of one key of %s, not of %s", strings.Join(known, ", "), said)
	}
}

// Validate implements config.Validator: it checks the steps against one another.
func (c *Config) Validate(report *config.Report) {
	networks, provenances, providers := 0, 0, map[string]bool{}
	needsNetwork := ""
	for i, s := range *c {
		switch at := fmt.Sprintf("[%d]", i); {
		case s.Network != nil:
			if networks++; networks > 1 {
				report.Errorf(at+".network", "is the second: one holds for all steps")
			}
			c.checkAgree(s.Network, report)
		case s.Provenance != nil:
			if provenances++; provenances > 1 {
				report.Errorf(at+".provenance", "is the second: one holds for all steps")
			}
		case s.Provider != nil:
			if providers[s.Provider.Name] {
				report.Errorf(at+".provider.name", "is that of another provider too, so their answers could not be told apart")
			}
			providers[s.Provider.Name], needsNetwork = true, cmp.Or(needsNetwork, at+".provider")
		}
	}
	if needsNetwork != "" && networks == 0 {
		report.Errorf(needsNetwork, "needs a step network that says what a run may spend, such as {network: {calls: 1000, money: 20}}")
	}
}
