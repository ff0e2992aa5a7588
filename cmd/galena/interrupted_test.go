package main

import (
	"strings"
	"testing"
)

// TestWhatAnInterruptionLeaves: an interrupted run leaves the previous output as it was;
// half an erasure must not be reported as done.
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
