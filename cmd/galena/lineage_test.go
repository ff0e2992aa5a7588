package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/lineage"
)

// TestLineage: a receiver of OpenLineage gets the begin and the end of a run, its files
// with their columns and row counts, and no values. A failing receiver never fails the
// run.
func TestLineage(t *testing.T) {
	var mu sync.Mutex
	var got []lineage.Event
	var raw strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, err := io.ReadAll(r.Body)
		var event lineage.Event
		if err != nil || json.Unmarshal(body, &event) != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Authorization") != "Bearer key" {
			w.WriteHeader(http.StatusBadRequest)
		}
		got = append(got, event)
		raw.Write(append(body, '\n'))
	}))
	defer server.Close()
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("crm.csv", "id,email\n1,ann@lee.example\n2,bob@fox.example\n")
	write("pipeline.yaml", "ingest: {contacts: [{path: crm.csv}]}\nlineage: {file: events.ndjson, namespace: marketing, job: nightly}\n")
	t.Setenv(lineageVariable, server.URL+"/api/v1/lineage")
	t.Setenv(lineageKeyVariable, "key")
	if o := galena("run"); o.code != exitDone || strings.Contains(o.stderr, "OpenLineage") {
		t.Fatal(o.stderr)
	}
	write("crm.csv", "id,email\n")
	if o := galena("run"); o.code != exitGate {
		t.Fatal(o.code, o.stderr)
	}
	if diff := cmp.Diff(raw.String(), content(t, "events.ndjson")); diff != "" {
		t.Errorf("the file and the receiver (-receiver +file):\n%s", diff)
	}
	if strings.Contains(raw.String(), "@") && regexp.MustCompile(`\w@\w+\.example`).MatchString(raw.String()) {
		t.Error("an event holds an address")
	}
	if len(got) != 4 {
		t.Fatalf("%d events", len(got))
	}
	checkLineage(t, dir, got)

	server.Close()
	t.Setenv(lineageVariable, server.URL+"/secret")
	if o := galena("run", "crm.csv"); o.code != exitGate || !strings.Contains(o.stderr, "the OpenLineage event failed") || strings.Contains(o.stderr, "secret") {
		t.Errorf("%d: %s", o.code, o.stderr)
	}
	t.Setenv(lineageVariable, "")
	if o := galena("run", "--set", "lineage.file=nowhere/events"); o.code != exitGate || !strings.Contains(o.stderr, "the OpenLineage event could not be written") {
		t.Errorf("%d: %s", o.code, o.stderr)
	}
}

// checkLineage compares the events of a run that was published and of one that was not
// with the specification and with the runs.
func checkLineage(t *testing.T, dir string, got []lineage.Event) {
	t.Helper()
	var types []lineage.Type
	for _, e := range got {
		types = append(types, e.Type)
		if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(e.Run.ID) {
			t.Errorf("%q is no UUID", e.Run.ID)
		}
		if e.Job != (lineage.Job{Namespace: "marketing", Name: "nightly"}) || e.Time.IsZero() || e.Producer == "" || !strings.HasPrefix(e.Schema, "https://openlineage.io/spec/") {
			t.Errorf("%+v", e)
		}
	}
	if diff := cmp.Diff([]lineage.Type{lineage.Start, lineage.Complete, lineage.Start, lineage.Fail}, types); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got[0].Run.ID != got[1].Run.ID || got[2].Run.ID != got[3].Run.ID || got[0].Run.ID == got[2].Run.ID {
		t.Error("events of one run have two ids, or two runs one")
	}
	complete, failed := got[1], got[3]
	in := complete.Inputs[0]
	if in.Namespace != "file" || in.Name != filepath.Join(dir, "crm.csv") || *in.InputFacets["dataQualityMetrics"].Rows != 2 || *in.InputFacets["dataQualityMetrics"].Bytes == 0 {
		t.Errorf("%+v", in)
	}
	if diff := cmp.Diff([]lineage.Field{{Name: "id"}, {Name: "email"}}, in.Facets["schema"].Fields); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	outputs := map[string]lineage.Dataset{}
	for _, out := range complete.Outputs {
		outputs[out.Name] = out
	}
	leads := outputs[filepath.Join(dir, "out", "latest", "leads.parquet")]
	if leads.Namespace != "file" || *leads.OutputFacets["outputStatistics"].Rows != 2 || leads.Facets["version"].Version == "" ||
		leads.Facets["schema"].Fields[0] != (lineage.Field{Name: "lead_id", Type: "text"}) {
		t.Errorf("%+v", leads)
	}
	if message := failed.Run.Facets["errorMessage"].Message; !strings.Contains(message, "rows_read") || len(failed.Outputs) != 0 || len(failed.Inputs) != 1 {
		t.Errorf("%+v", failed)
	}
}
