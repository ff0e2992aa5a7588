package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"galena/ingest"
)

// The meaning of columns is decided by the first rows of a file, and never by the size of
// batches.
func TestMappingKnowsNoBatches(t *testing.T) {
	var csv, json strings.Builder
	csv.WriteString("contact,city\n")
	for i := range 40 {
		contact := "" // the first rows say nothing
		if i >= 3 {
			contact = fmt.Sprintf("person%d@example.com", i)
		}
		fmt.Fprintf(&csv, "%s,Town\n", contact)
		fmt.Fprintf(&json, "{\"contact\": %q, \"city\": \"Town\"}\n", contact)
	}
	for name, text := range map[string]string{"people.csv": csv.String(), "people.ndjson": json.String(), "people.json": json.String()} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		var mappings [2]ingest.Mapping
		for i, rows := range [...]int{0, 2} {
			source, err := ingest.Open(t.Context(), []ingest.Input{{Path: path}}, ingest.Options{BatchRows: rows})
			if err != nil {
				t.Fatal(err)
			}
			mappings[i] = source.Files()[0].Mapping
		}
		if len(mappings[0].Named("email")) != 1 {
			t.Errorf("%s: mapped as %+v", name, mappings[0])
		}
		if diff := cmp.Diff(mappings[0], mappings[1], cmpopts.IgnoreUnexported(ingest.Column{})); diff != "" {
			t.Errorf("%s: by batches of 2 rows (-all +2):\n%s", name, diff)
		}
	}
}
