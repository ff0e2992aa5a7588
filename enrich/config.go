package enrich

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"galena/internal/config"
)

// Config is the enrich section of pipeline.yaml: what to add to leads, in this
// order. A step sees the columns of those before it.
type Config []Step

// Step adds columns to leads. It has one key, which says how.
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

// Check returns what is wrong with the steps together; positions are those of
// the section.
func (c Config) Check() error {
	networks, provenances, providers := 0, 0, map[string]bool{}
	for _, s := range c {
		switch {
		case s.Network != nil:
			networks++
			if err := c.checkAgree(s.Network); err != nil {
				return err
			}
		case s.Provenance != nil:
			provenances++
		case s.Provider != nil && providers[s.Provider.Name]:
			return fmt.Errorf("enrich: two providers are called %s, so their answers could not be told apart", s.Provider.Name)
		case s.Provider != nil:
			providers[s.Provider.Name] = true
		}
	}
	switch {
	case networks > 1 || provenances > 1:
		return errors.New("enrich: network and provenance stand once each")
	case len(providers) > 0 && networks == 0:
		return errors.New("enrich: a provider needs a step network that says what a run may spend, such as {network: {calls: 1000, money: 20}}")
	}
	return nil
}
