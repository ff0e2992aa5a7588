//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRunsInAStoreAreLookedBackAt compares what the verbs say of runs in a store with
// what they say of a local copy.
func TestRunsInAStoreAreLookedBackAt(t *testing.T) {
	_, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson")
	for _, night := range [][]string{
		{"--set", "export.format=csv", "s3://dumps/in/contacts.csv"},
		{"--set", "export.format=parquet", "s3://dumps/in/contacts.csv", "s3://dumps/in/forms.ndjson"},
	} {
		if o := galena(append([]string{"run", "--quiet", "--as-of", "2026-01-31", "--out", "s3://dumps/runs"}, night...)...); o.code != exitDone {
			t.Fatalf("%+v", o)
		}
	}
	const store = "s3://dumps/runs"
	latest := latestIn(t, filepath.Join(bucket, "runs"))
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(filepath.Join(bucket, "runs"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Base(latest), filepath.Join(copied, "latest")); err != nil {
		t.Fatal(err)
	}
	record := firstRecord(t, copied)
	_, id, _ := strings.Cut(record, ":")
	truth := filepath.Join(t.TempDir(), "truth.csv")
	if err := os.WriteFile(truth, []byte("record_id,entity\n"+id+",a\n102,a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"why", record, "--json"},
		{"trace", "s3://dumps/in/contacts.csv:2", "--json"},
		{"eval", "--truth", truth, "--json"},
		{"model", "show", "--json"},
		{"diff", "--json"},
		{"diff", filepath.Base(latest), "--json"},
		{"report", "--stdout"},
		{"report", filepath.Base(latest), "--stdout"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			there, here := galena(append(args, "--out", store)...), galena(append(args, "--out", copied)...)
			if there.code != exitDone || there.stderr != "" || there.stdout == "" {
				t.Fatalf("%+v", there)
			}
			if diff := cmp.Diff(here, there, cmp.AllowUnexported(outcome{})); diff != "" {
				t.Errorf("(-copy +store) %.2000s", diff)
			}
		})
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"why", record, "--out", "s3://dumps/none"}, "there is no run in s3://dumps/none; name the folder"},
		{[]string{"report", "--open", "--out", store}, "write it to a file with --stdout"},
		{[]string{"diff", "no-such-run", "--out", store}, "there is no run in s3://dumps/runs/no-such-run"},
		{[]string{"why", record, "--out", "https://host/runs?sig=" + secretKey}, "a web server"},
	} {
		if o := galena(test.args...); o.code != exitUsage || !strings.Contains(o.stderr, test.want) || strings.Contains(o.stderr, secretKey) {
			t.Errorf("%s: exit code %d: %s; want %s", test.args[0], o.code, o.stderr, test.want)
		}
	}
}

// TestGatesKnowTheLastRunInAStore: a night that differs too much from the last one in the
// store is not published there.
func TestGatesKnowTheLastRunInAStore(t *testing.T) {
	_, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson")
	args := append(onStore, "--out", "s3://dumps/runs", "--set", "gates=[{check: lead_count, at_most: 5%}]", "s3://dumps/in/contacts.csv")
	if o := galena(args...); o.code != exitDone {
		t.Fatalf("%+v", o)
	}
	want := content(t, filepath.Join(bucket, "runs", "latest.json"))
	if o := galena(append(args, "s3://dumps/in/forms.ndjson")...); o.code != exitGate || !strings.Contains(o.stderr, "lead_count") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if got := content(t, filepath.Join(bucket, "runs", "latest.json")); got != want {
		t.Errorf("latest.json is %s", got)
	}
}

// firstRecord returns the name of a record of the last run.
func firstRecord(t *testing.T, out string) string {
	t.Helper()
	run, err := openLatest(t.Context(), place{name: out})
	if err != nil {
		t.Fatal(err)
	}
	all, err := run.members(t.Context(), func(string, string, string) bool { return true })
	if err != nil || len(all) == 0 {
		t.Fatalf("%d records, %v", len(all), err)
	}
	return all[0].name()
}
