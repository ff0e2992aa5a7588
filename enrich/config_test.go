package enrich_test

import (
	"strings"
	"testing"

	"galena/enrich"
	"galena/internal/config"
)

// A mistake in how steps go together is reported at the place to correct.
func TestStepsThatDoNotGoTogether(t *testing.T) {
	const (
		network   = "- network: {calls: 3}\n"
		people    = "- provider: {name: people, url: 'http://127.0.0.1/{email}', take: {job_title: x, phone: y}}\n"
		others    = "- provider: {name: others, url: 'http://127.0.0.1/{email}', take: {job_title: x}}\n"
		replacing = "- provider: {name: others, url: 'http://127.0.0.1/{email}', take: {job_title: x}, on_conflict: newer}\n"
	)
	for text, want := range map[string]string{
		network + people + others: "",
		people:                    "c.yaml:1:13: [0].provider needs a step network",
		network + network:         "c.yaml:2:12: [1].network is the second",
		"- provenance: {}\n" + "- provenance: {methods: [source]}":  "c.yaml:2:15: [1].provenance is the second",
		network + people + people:                                   "c.yaml:3:20: [2].provider.name is that of another provider too",
		"- network: {agree: {job_title: 2}}\n" + people + others:    "",
		"- network: {agree: {job_title: 2}}\n" + people + replacing: "c.yaml:1:21: job_title cannot both be agreed on and written over",
		"- network: {agree: {phone: 2}}\n" + people + others:        "c.yaml:1:21: 2 providers cannot agree on phone: 1 take it",
		"- network: {agree: {city: 1}}\n" + people:                  "c.yaml:1:21: 1 providers cannot agree on city: 0 take it",
		"- network: {agree: {telephone: 1}}\n" + people:             `c.yaml:1:21: unknown canonical column "telephone"`,
		"- network: {agree: {phone: 0}}\n" + people:                 "c.yaml:1:21: 0 providers cannot agree on phone",
	} {
		_, err := config.Load[enrich.Config](config.Document{Name: "c.yaml", Data: []byte(text)}, nil)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
