package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/zeebo/xxh3"
)

// TestProvenanceOfRecords: with the method source, enrichment names for each value of a
// lead the record that it is from, however the leads are cut into batches.
func TestProvenanceOfRecords(t *testing.T) {
	t.Chdir(root(""))
	args := []string{
		"--as-of", "2026-01-31", "--set", "export.format=csv", "--set", "enrich=[{derive: [title]}, {provenance: {methods: [source, derived]}}]",
		"testdata/crm/contacts.csv", "testdata/web/forms.ndjson",
	}
	dir := mustRun(t, args...)
	records := map[string]bool{}
	for _, row := range cells(t, filepath.Join(dir, "crosswalk.csv")) {
		records[row["lead_id"]+" "+row["source_system"]+":"+row["source_record_id"]] = true
	}
	leads := map[string]map[string]string{}
	for _, lead := range cells(t, filepath.Join(dir, "leads.csv")) {
		leads[lead["lead_id"]] = lead
	}
	told := map[string]bool{}
	for _, found := range cells(t, filepath.Join(dir, "enrichment.csv")) {
		lead, field := found["lead_id"], found["field"]
		told[lead+" "+field] = true
		if found["method"] == "source" && found["source"] != "" && !records[lead+" "+found["source"]] {
			t.Errorf("%s of %s is of %s, which is no record of the lead", field, lead, found["source"])
		}
		if field == "email" || field == "seniority" {
			if want := fmt.Sprintf("%016x", xxh3.HashString(leads[lead][field])); found["value_hash"] != want {
				t.Errorf("%s of %s has the hash %s, want %s", field, lead, found["value_hash"], want)
			}
		}
	}
	for id, lead := range leads {
		for _, field := range []string{"email", "last_name", "city", "seniority"} {
			if lead[field] != "" && !told[id+" "+field] {
				t.Errorf("of %s nothing is told about %s", id, field)
			}
		}
	}
	again := mustRun(t, append(args, "--batch-rows", "37", "--workers", "1")...)
	if content(t, filepath.Join(dir, "enrichment.csv")) != content(t, filepath.Join(again, "enrichment.csv")) {
		t.Error("enrichment.csv shows how leads were cut into batches")
	}
}
