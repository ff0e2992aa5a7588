package ingest

import (
	"strings"
	"testing"

	"galena/internal/config"
)

func TestConfig(t *testing.T) {
	type file struct {
		Ingest Config `yaml:"ingest"`
	}
	load := func(text string) (Config, error) {
		f, err := config.Load[file](config.Document{Name: "pipeline.yaml", Data: []byte(text)}, nil)
		return f.Ingest, err
	}
	c, err := load(`ingest:
  contacts:
    - path: testdata/crm/*.csv
      source: crm
      id: Record ID
      columns: {job_title: Title}
      trust: 10
      defaults: {country: US}
  events:   [{path: testdata/events.ndjson}]
  outcomes: [{path: testdata/won.csv, delimiter: ";"}]
  max_rejected: 2%
`)
	if err != nil {
		t.Fatal(err)
	}
	in := c.Contacts[0]
	if title, _ := in.Columns.Get("job_title"); in.ID.Value != "Record ID" || title != "Title" || in.Trust != 10 ||
		in.Format != FormatAuto || c.MaxRejected != 0.02 || c.Outcomes[0].Delimiter != ";" {
		t.Errorf("%+v", c)
	}
	if c, err := load(""); err != nil || c.MaxRejected != 0.01 {
		t.Errorf("defaults %+v, %v", c, err)
	}
	for text, want := range map[string]string{
		"ingest: {contacts: [{path: a.csv, columns: {job_titel: Title}}]}": `did you mean "job_title"?`,
		"ingest: {contacts: [{path: a.csv, defaults: {lead_id: x}}]}":      "lead_id is made by galena",
		"ingest: {contacts: [{path: a.csv, delimiter: ';;'}]}":             "must be one ASCII character",
		"ingest: {contacts: [{path: a.csv, format: xlsx}]}":                "format",
		"ingest: {contacts: [{source: crm}]}":                              "path",
		"ingest: {events: [{path: a.csv, columns: {first_name: x}}]}":      `unknown column "first_name"`,
	} {
		if _, err := load(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
