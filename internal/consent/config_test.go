package consent_test

import (
	"strings"
	"testing"

	"galena/internal/config"
	"galena/internal/consent"
)

// TestMistakesStandAtTheirKeys: mistakes are reported at their place, whatever the key
// looks like.
func TestMistakesStandAtTheirKeys(t *testing.T) {
	for text, want := range map[string]string{
		"unknown: {US: maybe}":            `c.yaml:1:15: unknown.US must be refuse, unknown or allow`,
		"events: {page.view: maybe}":      `c.yaml:1:21: events["page.view"] must be`,
		"events: {'a[b': maybe}":          `c.yaml:1:17: events["a[b"] must be`,
		"events: {'': maybe}":             `c.yaml:1:14: events[""] must be`,
		"events: {unsubscribe: express}":  `c.yaml:1:23: events.unsubscribe is what people do who refuse`,
		"unknown: {'': refuse, XX: soon}": `c.yaml:1:11: "" must be the ISO 3166-1 code`,
	} {
		_, err := config.Load[consent.Config](config.Document{Name: "c.yaml", Data: []byte(text)}, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
