package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/corpora"
	"galena/internal/race"
)

// TestSameBytes: the output depends on the rows and the configuration, not on workers,
// the size of batches, memory, or the order of files.
func TestSameBytes(t *testing.T) {
	t.Chdir(root(""))
	files := []string{"testdata/crm/contacts.csv", "testdata/web/forms.ndjson", "testdata/vendor/people.parquet"}
	backwards := slices.Clone(files)
	slices.Reverse(backwards)
	var want map[string]string
	for _, order := range [][]string{files, backwards} {
		for _, workers := range []string{"1", "2", "7"} {
			for _, rows := range []string{"1000", "64000"} {
				if (testing.Short() || race.Enabled) && (workers == "2" || (workers == "1") != (rows == "1000")) {
					continue
				}
				for _, memory := range []string{"0", "64MiB", "256KiB"} {
					if memory != "0" && (workers != "2" || rows != "1000") {
						continue
					}
					args := append([]string{"-c", "pipeline.yaml", "--workers", workers, "--batch-rows", rows, "--memory", memory}, order...)
					got := bytesOf(t, mustRun(t, args...))
					if want == nil {
						want = got
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("%s workers, batches of %s, memory %s, first %s (-first +this):\n%s", workers, rows, memory, order[0], diff)
					}
				}
			}
		}
	}
}

// bytesOf returns the hashes of a run's files, and run.json without what depends on the
// machine and the clock.
func bytesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, entry := range entries {
		data := []byte(content(t, filepath.Join(dir, entry.Name())))
		out[entry.Name()] = fmt.Sprintf("%x", sha256.Sum256(data))
		if entry.Name() == "run.json" {
			out[entry.Name()] = timeless(t, data)
		}
	}
	return out
}

func timeless(t *testing.T, runJSON []byte) string {
	t.Helper()
	var r map[string]any
	if err := json.Unmarshal(runJSON, &r); err != nil {
		t.Fatal(err)
	}
	delete(r, "timing")
	delete(r, "machine")
	delete(r["config"].(map[string]any), "settings")
	for _, account := range r["books"].([]any) {
		delete(account.(map[string]any), "busy_ns")
	}
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestBooksBalance: every row of every file is written, merged or rejected,
// whichever stages there are.
func TestBooksBalance(t *testing.T) {
	t.Chdir(root(""))
	for _, stages := range []string{"[normalize, dedupe, enrich, score]", "[normalize, enrich]", "[]"} {
		t.Run(stages, func(t *testing.T) {
			r := checkBooks(t, mustRun(t, "--set", "export.format=csv", "--set", "stages="+stages))
			if r.Books[0].In != 2000 {
				t.Errorf("%d rows in, want the 2000 of testdata", r.Books[0].In)
			}
		})
	}
}

// TestCorpusWithoutConfiguration: the headers of five tables from five systems are mapped
// without a configuration.
func TestCorpusWithoutConfiguration(t *testing.T) {
	tables, err := filepath.Glob(filepath.Join(corpora.Folder(t, "kanoniv"), "*", "data"))
	if err != nil || len(tables) != 1 {
		t.Skipf("no kanoniv corpus: %v", err)
	}
	args := []string{"--set", "export.format=csv"}
	for _, name := range []string{"crm_contacts", "billing_accounts", "support_users", "app_signups", "partner_leads"} {
		args = append(args, filepath.Join(tables[0], name+".csv"))
	}
	dir := mustRun(t, args...)
	r := checkBooks(t, dir)
	if records := len(cells(t, filepath.Join(dir, "crosswalk.csv"))); records != 6539 || r.Books[0].In != 6539 {
		t.Errorf("%d rows read, %d in the crosswalk, want 6539", r.Books[0].In, records)
	}
	if r.Leads.Merged == 0 {
		t.Error("nobody is in two of the tables")
	}
	mapped := map[string]int{}
	for _, row := range cells(t, filepath.Join(dir, "leads.csv")) {
		for _, name := range []string{"email", "phone", "first_name", "last_name", "company_name"} {
			if row[name] != "" {
				mapped[name]++
			}
		}
	}
	for _, name := range []string{"email", "phone", "first_name", "last_name", "company_name"} {
		if mapped[name] < int(r.Leads.Count)/2 {
			t.Errorf("%s is known of %d in %d leads only", name, mapped[name], r.Leads.Count)
		}
	}
	t.Logf("%d leads, %d of them from more than one record; filled: %v", r.Leads.Count, r.Leads.Merged, mapped)
}
