package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCatLateColumn: a column that appears in a JSON file only after its head is printed
// too. Standard input cannot be read twice: there it is an error, not a loss.
func TestCatLateColumn(t *testing.T) {
	var people strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&people, "{\"id\":%d}\n", i)
	}
	people.WriteString(`{"id":40000,"late":"here"}` + "\n")
	path := filepath.Join(t.TempDir(), "people.ndjson")
	if err := os.WriteFile(path, []byte(people.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args       []string
		code       int
		first, end string
		stderr     string
	}{
		{[]string{"cat", path}, exitDone, "id,late\n", "\n40000,here\n", ""},
		{[]string{"cat", path, "--to", "ndjson"}, exitDone, `{"id":"0"}` + "\n", `"id":"40000","late":"here"}` + "\n", ""},
		{[]string{"cat", "-"}, exitFailed, "", "", `galena: -: the column "late" comes up behind the first rows`},
		{[]string{"cat", "-", "--to", "parquet"}, exitFailed, "", "", `galena: -: the column "late" comes up behind the first rows`},
	}
	for _, test := range tests {
		var stdout, stderr bytes.Buffer
		code := run(process{args: test.args, stdin: strings.NewReader(people.String()), stdout: &stdout, stderr: &stderr})
		if code != test.code || !strings.HasPrefix(stderr.String(), test.stderr) || test.stderr == "" && stderr.Len() > 0 {
			t.Errorf("%v: exit code %d, want %d; %s", test.args, code, test.code, &stderr)
		}
		if !strings.HasPrefix(stdout.String(), test.first) || !strings.HasSuffix(stdout.String(), test.end) {
			t.Errorf("%v: printed %.40q … %q", test.args, stdout.String(), stdout.String()[max(0, stdout.Len()-40):])
		}
	}
}
