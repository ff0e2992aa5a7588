package gate_test

import (
	"strings"
	"testing"

	"galena/internal/config"
	"galena/internal/gate"
)

// TestGateMistakes: a missing bound is a mistake, and so is one that the check does not
// use; a bound of 0 is one.
func TestGateMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"{check: reject_rate, at_most: 0%}":                               "",
		"{check: duplicate_rate, at_least: 1%, at_most: 90%}":             "",
		"{check: fill_rate, column: email, at_least: 90%}":                "",
		"{check: freshness, within: 3d}":                                  "",
		"{check: reject_rate}":                                            "check reject_rate needs at_most",
		"{check: duplicate_rate}":                                         "check duplicate_rate needs at_least or at_most",
		"{check: fill_rate, at_least: 90%}":                               "check fill_rate needs column and at_least",
		"{check: freshness}":                                              "check freshness needs within",
		"{check: lead_count, at_most: 20%, column: email}":                "column is no key of lead_count, which takes at_most",
		"{check: fill_rate, column: email, at_least: 50%, at_most: 100%}": "at_most is no key of fill_rate, which takes column and at_least",
		"{check: filled, at_least: 50%}":                                  "check must be one of",
	} {
		_, err := config.Load[gate.Gate](config.Document{Name: "c.yaml", Data: []byte(text)}, nil)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "c.yaml:") != 1) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestNoneAtAll(t *testing.T) {
	night := gate.Night{Rows: 100, Rejects: 1, Merged: 1}
	for _, check := range []string{"reject_rate", "duplicate_rate"} {
		if got := gate.Judge([]gate.Gate{{Check: check}}, night)[0]; got.Passed {
			t.Errorf("%s: at_most 0%%, and one passes: %+v", check, got)
		}
	}
}
