package main

import (
	"strings"
	"testing"
)

// A run leaves what was there; half an erasure must not be taken for one.
func TestWhatAnInterruptionLeaves(t *testing.T) {
	for line, want := range map[string]string{
		"run contacts.csv --out o":              "the previous output is as it was",
		"erase --record crm:1 --state s -c p.y": "the erasure is not finished; run it again",
		"no-command":                            "the previous output is as it was",
	} {
		if got := whenInterrupted(newRoot(&process{}), strings.Fields(line)); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}
