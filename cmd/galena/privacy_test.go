package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// canary matches what is in every cell of TestNoPersonalData: as part of a name, of an
// e-mail address, as the digits of a phone number.
var canary = regexp.MustCompile(`(?i)canary|5550173|555-0173|@secret`)

// TestNoPersonalData: neither the log nor run.json, which people mail to one another,
// contains the value of a cell, whether a run succeeds or fails. The rejects do; that is
// their purpose.
func TestNoPersonalData(t *testing.T) {
	const (
		header = "id,first name,last name,email,phone,created at\n"
		good   = "1,Canary,Canaryson,canary@secret.example,+1 212 555-0173,2025-01-02\n"
		odd    = "2,Canary,Canaryson,canary at secret,call 5550173,canaryday\n"
		long   = "3,Canary,Canaryson,canary@secret.example,+12125550173,2025-01-02,canary\n"
	)
	tests := []struct {
		name, file, text string
		args             []string
		code             int
	}{
		{name: "good rows", file: "a.csv", text: header + good},
		{name: "odd values", file: "a.csv", text: header + good + odd},
		{name: "no header", file: "a.csv", text: good + odd + good},
		{name: "kept rejects", file: "a.csv", text: header + good + long, args: []string{"--set", "ingest.max_rejected=90%"}},
		{name: "too many rejects", file: "a.csv", text: header + good + long, code: exitGate},
		{name: "stray quotes", file: "a.csv", text: header + "1,\"Canary\"Canaryson\",canary@secret.example\n" + good, args: []string{"--set", "ingest.max_rejected=90%"}},
		{name: "unterminated quote", file: "a.csv", text: header + "1,\"Canary,canary@secret.example\n" + good, args: []string{"--set", "ingest.max_rejected=100%"}},
		{name: "broken line of JSON", file: "a.ndjson", text: "{\"email\": \"canary@secret.example\"}\n{\"email\": canary@secret.example}\n", code: exitGate},
		{name: "broken array of JSON", file: "a.json", text: `[{"email": "canary@secret.example"}, {"phone": "555-0173" "canary"]`, code: exitFailed},
		{name: "not UTF-8", file: "a.csv", text: header + "1,Can\xffary,Canary\xfeson,canary@secret.example,+12125550173,\n"},
		{name: "binary", file: "a.csv", text: "canary@secret.example\x00\x01\x02\x03\x00\x00", code: exitFailed},
		{name: "events", file: "a.csv", text: header + good, args: []string{"-c", "pipeline.yaml"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			files := map[string]string{
				test.file:       test.text,
				"events.ndjson": `{"event_id": "1", "occurred_at": "canaryday", "event_type": "canary", "email": "canary@secret.example"}`,
				"pipeline.yaml": "ingest:\n  events: [{path: events.ndjson}]\n",
			}
			for name, text := range files {
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			o := galena(append([]string{"run", test.file, "--log-level", "debug"}, test.args...)...)
			if o.code != test.code {
				t.Errorf("exit code %d, want %d: %s", o.code, test.code, o.stderr)
			}
			seen := map[string]string{"stdout": o.stdout, "stderr": o.stderr}
			if test.code == exitDone {
				seen["run.json"] = content(t, filepath.Join("out", "latest", "run.json"))
			}
			for where, text := range seen {
				for line := range strings.Lines(text) {
					if canary.MatchString(line) {
						t.Errorf("%s: %s", where, line)
					}
				}
			}
		})
	}
}
