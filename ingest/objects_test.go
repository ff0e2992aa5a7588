package ingest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/ingest"
)

// Arrays of objects, as the APIs of CRMs return them, are read: the fields of the primary
// object, and all values of labelled ones.
func TestArraysOfObjects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ndjson")
	text := `{"id":1,"emails":[{"type":"home","value":"a@x.com","primary":false},{"type":"work","value":"b@x.com","primary":true}],"addresses":[{"line1":"1 Elm St","city":"Leeds","geo":{"lat":1}},{"line1":"2 Oak Rd","city":"York","primary":true}],"phones":[]}
{"id":2,"emails":[{"type":"home","value":"c@x.com"}],"addresses":[{"line1":"3 Ash St","city":"Hull","tags":["x"]}],"phones":[{"type":"mobile","number":"+44 7700 900111"}]}
{"id":3,"emails":[],"addresses":[],"phones":null}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.Open(t.Context(), []ingest.Input{{Path: path}}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for b, err := range s.Batches(t.Context(), 1) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range b.Rows.Rows() {
			var cells []string
			for _, name := range []string{"email", "emails_other", "phone", "street", "city"} {
				if !b.Rows.Has(name) {
					t.Fatalf("no %s among %v", name, b.Rows.Names())
				}
				cells = append(cells, b.Rows.Text(name).Value(row))
			}
			got = append(got, cells)
		}
	}
	want := [][]string{
		{"b@x.com", "a@x.com", "", "2 Oak Rd", "York"},
		{"c@x.com", "", "+44 7700 900111", "3 Ash St", "Hull"},
		{"", "", "", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
