package enrich

import (
	"reflect"
	"strings"

	"galena/internal/config"
)

// Config is the enrich section of pipeline.yaml: what to add to leads, in this
// order. A step sees the columns of those before it.
type Config []Step

// Step adds columns to leads. It has one key, which says how.
type Step struct {
	Derive []string `yaml:"derive" enum:"email,suggestion,name,phone,title,company,size,timezone,hint" doc:"what to derive of the lead's own values, offline"`
	Lists  *Lists   `yaml:"lists" doc:"lists of your own, which add to those inside galena; for derive: [email], wherever it stands"`
	Table  *Table   `yaml:"table" doc:"a file of yours to look leads up in"`
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
	if len(given) != 1 {
		said := "nothing"
		if len(given) > 1 {
			said = strings.Join(given, " and ")
		}
		report.Errorf("", "is a step of one key of %s, not of %s", strings.Join(known, ", "), said)
	}
}
