package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLargeTable: that only the keys of the leads are read of a large table shows neither
// in the output, whatever the memory, nor in the errors about it.
func TestLargeTable(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, header string, rows int, row func(i int) string) {
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		w := bufio.NewWriter(file)
		defer w.Flush()
		fmt.Fprintln(w, header)
		for i := range rows {
			fmt.Fprintln(w, row(i))
		}
	}
	const step, rows = 97, 120_000 // of the table; every step-th row is a company of leads
	write("contacts.csv", "id,email,company_name", 2000, func(i int) string {
		return fmt.Sprintf("%d,person%d@company%d.example,", i, i, step*i)
	})
	firm := func(i int) string {
		return fmt.Sprintf("company%d.example,sector %d of those that there are,%d,%s", i, i%89, i, strings.Repeat("x", 30))
	}
	const header = "domain,sector,staff,filler"
	write("small.csv", header, rows/step+1, func(i int) string { return firm(step * i) })
	write("large.csv", header, rows, firm)
	write("twice.csv", header, rows+1, func(i int) string { return firm((i*step + 5) % rows) }) // none of the leads'
	write("pipeline.yaml", `as_of: 2026-01-31
ingest: {contacts: [{path: contacts.csv}]}
stages: [normalize, dedupe, enrich]
enrich:
  - derive: [email]
  - table: {path: large.csv, on: {company_domain: domain}, take: {industry: sector, employee_count: staff}}
export: {format: csv}`, 0, nil)
	leads := func(args ...string) string {
		at := mustRun(t, append([]string{"-c", "pipeline.yaml", "--set", "export.columns=[email, industry, employee_count]"}, args...)...)
		return strings.ReplaceAll(content(t, filepath.Join(at, "leads.csv")), filepath.Base(at), "RUN") + fmt.Sprint(len(runJSON(t, at).Notes))
	}
	want := leads("--set", "enrich[1].table.path=small.csv")
	if strings.Count(want, "sector ") < 1000 {
		t.Fatalf("the table brings next to nothing: %.300s", want)
	}
	for _, args := range [][]string{{"--workers", "1"}, {"--workers", "3", "--memory", "256KiB"}, {"--memory", "20MiB"}} {
		if diff := cmp.Diff(want, leads(args...)); diff != "" {
			t.Errorf("%v (-small +large):\n%s", args, diff)
		}
	}
	if info, err := os.Stat("large.csv"); err != nil || info.Size() < 8<<20 {
		t.Errorf("the table is too small to be read in that way: %v", err)
	}
	o := galena("run", "-c", "pipeline.yaml", "--quiet", "--set", "enrich[1].table.path=twice.csv")
	if want := fmt.Sprintf("twice.csv:2 and twice.csv:%d have the same key", rows+2); o.code != exitFailed || !strings.Contains(o.stderr, want) {
		t.Errorf("exit code %d: %s; want %s", o.code, o.stderr, want)
	}
}
