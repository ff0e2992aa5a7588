//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGatesCompareInAStore: gates find the last run in a store, and a last run that
// cannot be read does not count as missing.
func TestGatesCompareInAStore(t *testing.T) {
	_, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson")
	night := func(file string, bounds ...string) outcome {
		args := append(onStore, "--out", "s3://dumps/runs", "s3://dumps/in/"+file)
		for i, check := range []string{"lead_count", "tier_shift"} {
			if bounds[i] != "" {
				args = append(args, "--as-of", fmt.Sprintf("2026-02-%02d", 1+i), "--set", "gates=[{check: "+check+", at_most: "+bounds[i]+"}]")
			}
		}
		return galena(args...)
	}
	if o := night("contacts.csv", "1%", ""); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	latest := content(t, filepath.Join(bucket, "runs", "latest.json"))
	if o := night("forms.ndjson", "1%", ""); o.code != exitGate || !strings.Contains(o.stderr, "nothing was published") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if got := content(t, filepath.Join(bucket, "runs", "latest.json")); got != latest {
		t.Error("a run that failed a gate was published")
	}
	if o := night("forms.ndjson", "100%", ""); o.code != exitDone {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if o := night("contacts.csv", "", "100%"); o.code != exitDone || strings.Contains(content(t, filepath.Join(latestIn(t, filepath.Join(bucket, "runs")), "run.json")), "no run before") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if err := os.Remove(filepath.Join(latestIn(t, filepath.Join(bucket, "runs")), "run.json")); err != nil {
		t.Fatal(err)
	}
	if o := night("contacts.csv", "100%", ""); o.code != exitFailed || !strings.Contains(o.stderr, "reading the last run, which a gate compares with") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
}
