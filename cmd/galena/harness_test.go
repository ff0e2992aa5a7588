package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galena/internal/report"
)

// outcome is the result of a command line.
type outcome struct {
	code           int
	stdout, stderr string
}

// galena runs a command line in the test's process.
func galena(args ...string) outcome {
	var stdout, stderr bytes.Buffer
	code := run(process{args: args, stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr})
	return outcome{code, stdout.String(), stderr.String()}
}

// mustRun runs galena run into a new folder and returns the folder that latest points to.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	if o := galena(append([]string{"run", "--quiet", "--out", dir}, args...)...); o.code != exitDone {
		t.Fatalf("galena run %s: exit code %d: %s", strings.Join(args, " "), o.code, o.stderr)
	}
	latest, err := filepath.EvalSymlinks(filepath.Join(dir, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	return latest
}

// inFolder writes files into a new folder, and changes to it.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// runJSON reads run.json.
func runJSON(t *testing.T, dir string) report.Run {
	t.Helper()
	var r report.Run
	if err := json.Unmarshal([]byte(content(t, filepath.Join(dir, "run.json"))), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// checkBooks compares run.json with the crosswalk, the leads and the rejects of a run
// that wrote CSV: every row of every file is in exactly one of them.
func checkBooks(t *testing.T, dir string) report.Run {
	t.Helper()
	r := runJSON(t, dir)
	inCrosswalk, survivors := map[string]int64{}, map[string]int64{}
	for _, row := range cells(t, filepath.Join(dir, "crosswalk.csv")) {
		inCrosswalk[row["file"]]++
		if row["survivor"] == "true" {
			survivors[row["file"]]++
		}
	}
	rejected := map[string]int64{}
	for _, row := range cells(t, filepath.Join(dir, "rejects.csv")) {
		rejected[row["file"]]++
	}
	var written int64
	for _, f := range r.Files {
		if f.In != f.Written+f.Merged+f.Rejected+f.Suppressed+f.Erased || f.Merged < 0 {
			t.Errorf("%s: %d rows in, but %d written, %d merged, %d rejected, %d suppressed, %d erased", f.Path, f.In, f.Written, f.Merged, f.Rejected, f.Suppressed, f.Erased)
		}
		if inCrosswalk[f.Path] != f.Written+f.Merged || survivors[f.Path] != f.Written || rejected[f.Path] != f.Rejected {
			t.Errorf("%s: run.json says %+v, but the crosswalk has %d rows, %d of them survivors, and %d rejects",
				f.Path, f, inCrosswalk[f.Path], survivors[f.Path], rejected[f.Path])
		}
		written += f.Written
	}
	leads := int64(len(cells(t, filepath.Join(dir, "leads.csv"))))
	if written != leads || r.Leads.Count != leads {
		t.Errorf("%d leads written, but run.json says %d, and %d by file", leads, r.Leads.Count, written)
	}
	for i, a := range r.Books {
		if a.In != a.Out+a.Merged+a.Rejected+a.Suppressed+a.Erased {
			t.Errorf("the books of %s do not balance: %+v", a.Stage, a)
		}
		if i > 0 && a.In != r.Books[i-1].Out {
			t.Errorf("%s put out %d rows, but %s took in %d", r.Books[i-1].Stage, r.Books[i-1].Out, a.Stage, a.In)
		}
	}
	return r
}

// cells returns the rows of a CSV file by column name.
func cells(t *testing.T, path string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(content(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		out[i] = map[string]string{}
		for j, name := range rows[0] {
			out[i][name] = row[j]
		}
	}
	return out
}
