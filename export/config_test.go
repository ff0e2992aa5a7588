package export_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/export"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/expression"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

func load(yaml string) (export.Config, error) {
	return config.Load[export.Config](config.Document{Name: "pipeline.yaml", Data: []byte(yaml)}, nil)
}

func TestConfigDefaults(t *testing.T) {
	got, err := load("")
	if err != nil {
		t.Fatal(err)
	}
	want := export.Config{Dir: "out/", Format: export.Parquet, Columns: columnList("all"), Verify: export.VerifyNone}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestConfigMistakes(t *testing.T) {
	tests := []struct{ yaml, want string }{
		{`dir: ""`, "dir must name a folder"},
		{"columns: []", `columns must be "all" or name at least one column`},
		{"columns: [email, all]", `"all" stands alone`},
		{"columns: [email, phone, email]", `column "email" is listed twice`},
		{"format: xlsx", "format"},
		{"verify: twice", "verify"},
		{"also: [{preset: hubspot}]", "also[0].path"},
		{"also: [{path: hot.txt}]", "must end in .csv or .parquet"},
		{"also: [{path: ../hot.csv}]", "must be a plain file name"},
		{"also: [{path: .hot.csv}]", "must be a plain file name"},
		{"also: [{path: crosswalk.parquet}]", "is the name of a file that every run has"},
		{"also: [{path: hot.parquet, preset: hubspot}]", "HubSpot imports nothing else"},
		{"also: [{path: a.csv}, {path: a.csv}]", `"a.csv" is written twice`},
		{"also: [{path: a.csv, columns: [email, email]}]", `column "email" is listed twice`},
	}
	for _, test := range tests {
		_, err := load(test.yaml)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "pipeline.yaml:1:") {
			t.Errorf("%s: %v", test.yaml, err)
		}
	}
}

func TestConfigAgainstTheColumnsOfLeads(t *testing.T) {
	c, err := load("columns: [lead_id, emial, run_id]\nalso:\n  - {path: a.csv, purpose: internal, columns: [teir]}\n  - {path: b.csv, purpose: internal, where: 'tier = \"hot\"'}\n  - {path: c.csv, purpose: internal, where: scroe > 1}\n")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]column.Kind{"lead_id": column.KindText, "email": column.KindText, "tier": column.KindText, "score": column.KindInt}
	problems := c.Check(expression.Words{Names: []string{"lead_id", "email", "tier", "score"}, Kind: func(name string) (column.Kind, bool) {
		kind, ok := kinds[name]
		return kind, ok
	}})
	var got []string
	for _, p := range problems {
		got = append(got, strings.Join([]string{p.Path, p.Hint}, " "))
		if p.Line == 0 {
			t.Errorf("no place: %v", p)
		}
	}
	if len(got) != 4 || !strings.Contains(got[0], `did you mean "email"`) || !strings.Contains(got[1], `did you mean "tier"`) ||
		!strings.HasPrefix(got[2], "also[1].where") || !strings.Contains(got[3], `did you mean "score"`) {
		t.Errorf("%q", got)
	}
}

// A file for contacting people holds only those who may be contacted: unknown is not yes.
func TestAudience(t *testing.T) {
	c, err := load(strings.Join([]string{
		"format: csv",
		"also:",
		"  - {path: mail.csv, columns: [lead_id]}",
		"  - {path: calls.csv, channel: phone, columns: [lead_id]}",
		"  - {path: news.csv, purpose: newsletter, columns: [lead_id]}",
		"  - {path: all.csv, purpose: internal, columns: [lead_id]}",
	}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	c.Dir = t.TempDir()
	var email, phone column.BoolBuilder
	var refused column.TextBuilder
	email.Append(true)
	email.Append(true)
	email.Append(false)
	email.AppendNull()
	for range 4 {
		phone.AppendNull()
		refused.Append("newsletter/phone; newsletter/email")
	}
	ids := column.NewTextBuilder(4, 8)
	for _, id := range []string{"L1", "L2", "L3", "L4"} {
		ids.Append(id)
	}
	rows := column.NewTable(4).With("lead_id", ids.Finish()).With("contactable_email", email.Finish()).
		With("contactable_phone", phone.Finish()).With("refused_purposes", refused.Finish())
	published := mustRun(t, c, "r1", []pipeline.Batch{{Rows: rows}})
	for name, want := range map[string]string{
		"mail.csv": "lead_id\nL1\nL2\n", "calls.csv": "lead_id\n", "news.csv": "lead_id\n", "all.csv": "lead_id\nL1\nL2\nL3\nL4\n",
	} {
		if diff := cmp.Diff(want, string(read(t, filepath.Join(published.Path, name)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAlso(t *testing.T) {
	c, err := load(strings.Join([]string{
		"format: csv",
		"columns: lead_id",
		"also:",
		"  - {path: hubspot.csv, purpose: internal, preset: hubspot, where: tier != \"warm\"}",
		"  - {path: dates.csv, purpose: internal, preset: hubspot, columns: [email, created_at], where: record_count < -1}",
		"  - {path: none.csv, purpose: internal, columns: [lead_id], where: tier == \"none\"}",
		"  - {path: whole.parquet, purpose: internal}",
	}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	c.Dir = t.TempDir()
	published := mustRun(t, c, "r1", batches(4, 2))
	want := map[string]string{
		"leads.csv":   "lead_id,run_id\nL000000,r1\nL000001,r1\nL000002,r1\nL000003,r1\n",
		"hubspot.csv": "Email,Annual Revenue,Galena Lead ID,Galena Tier\nperson0@example.com,,L000000,hot\nperson2@example.com,2000.5,L000002,cold\nperson3@example.com,,L000003,hot\n",
		"dates.csv":   "Email,created_at\nperson2@example.com,2023-11-14\nperson3@example.com,\n",
		"none.csv":    "lead_id\n",
	}
	for name, content := range want {
		if diff := cmp.Diff(content, string(read(t, filepath.Join(published.Path, name)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	rows := map[string]int64{}
	for _, f := range published.Files {
		rows[f.Name] = f.Rows
	}
	wantRows := map[string]int64{
		"crosswalk.csv": 4, "dates.csv": 2, "hubspot.csv": 3, "leads.csv": 4, "none.csv": 0, "rejects.csv": 1, "whole.parquet": 4,
	}
	if diff := cmp.Diff(wantRows, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestAlsoWithColumnsThatLeadsLack(t *testing.T) {
	c, err := load("also: [{path: a.csv, where: 'nothing == 1'}]")
	if err != nil {
		t.Fatal(err)
	}
	c.Dir = t.TempDir()
	_, err = run(t.Context(), vfs.OS{}, c, "r1", batches(2, 2))
	if _, ok := errors.AsType[config.Problems](err); !ok {
		t.Errorf("error %v", err)
	}
}
