package main

import (
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"galena/internal/config"
)

// exampleInit returns what init writes for the files of the example.
func exampleInit(t *testing.T, paths ...string) string {
	t.Helper()
	for i, path := range paths {
		paths[i] = filepath.Join(root("testdata"), path)
	}
	d, err := describe(t.Context(), &process{}, paths)
	if err != nil {
		t.Fatal(err)
	}
	return d.text()
}

// TestInitIsThePlanOfTheFiles: what init writes is the plan that the files alone stand
// for: every key that it sets has its default.
func TestInitIsThePlanOfTheFiles(t *testing.T) {
	paths := []string{"crm", "web", "vendor"}
	written, err := config.Load[plan](config.Document{Name: "init", Data: []byte(exampleInit(t, paths...))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	given, err := config.Load[plan](filesDocument(paths), nil)
	if err != nil {
		t.Fatal(err)
	}
	if config.Hash(written) != config.Hash(given) {
		t.Errorf("init wrote another plan than that of its files:\n%+v\n%+v", written, given)
	}
}

// TestInitFreedOfComments: what init proposes in comments is valid configuration once the
// # is
// removed.
func TestInitFreedOfComments(t *testing.T) {
	var freed strings.Builder
	for line := range strings.Lines(exampleInit(t, "crm", "web", "vendor")) {
		if spaces := len(line) - len(strings.TrimLeft(line, " ")); spaces > 0 {
			line = line[:spaces] + strings.TrimPrefix(line[spaces:], "# ")
		}
		freed.WriteString(line)
	}
	p, err := config.Load[plan](config.Document{Name: "init", Data: []byte(freed.String())}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, freed.String())
	}
	crm := p.Ingest.Contacts[0]
	if crm.Source != "contacts" || crm.Format != "csv" || crm.ID.Value != "Record ID" || len(crm.Columns) != 21 {
		t.Errorf("of the CRM's file: %+v", crm)
	}
	if p.Dedupe.Country != "US" || p.Dedupe.Dates != "dmy" || len(p.Ingest.Events) != 1 || len(p.Score.Fit.Rules) != 1 || len(p.Export.Also) != 1 {
		t.Errorf("proposed: %+v", p)
	}
}

func TestYAMLText(t *testing.T) {
	for _, text := range []string{
		"", "Email", "First Name", "E-mail", "State/Region", "Revenue (in 000s USD)", "no", "NULL", "~", "12", "1e3", ".5", ".inf", "- a", "a: b", "a #b",
		" a", "a ", "#a", "*a", "&a", "!a", "%a", "@a", "{a", "[a", "'a", `"a`, "a'b", "a\nb", "Größe", "./x.csv", "../x.csv", "dumps/*.csv", "2024-01-02", "<<", "?", "?a", "a,b", "=",
	} {
		for _, wrapped := range []string{"k: " + yamlText(text), "{k: " + yamlText(text) + "}"} {
			var got struct{ K any }
			if err := yaml.Unmarshal([]byte(wrapped), &got); err != nil || got.K != text {
				t.Errorf("%q: %s is read as %v (%v)", text, wrapped, got.K, err)
			}
		}
	}
}
