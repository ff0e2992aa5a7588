//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/dedupe"
	"galena/internal/race"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// ofAnn are texts that identify only Ann, who is to be erased.
var ofAnn = []string{"ann@lee.example", "lee@work.example", "4155550132", "annlee", "cto of her own"}

// withAnn creates a folder in which Ann is everywhere: in two runs, in the state, in the
// rejects of a failed run, and in the answers of three providers and the DNS. The output of
// programs goes to logs/.
func withAnn(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv(pepperVariable, "correct horse battery staple")
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch body, _ := io.ReadAll(r.Body); {
		case r.URL.Path == "/firm":
			io.WriteString(w, `{"sector": "mining"}`) //nolint:errcheck // the test would notice
		case bytes.Contains(body, []byte("Ann")):
			io.WriteString(w, `{"city": "Basel", "found": ["\u0041nn@lee.example"]}`) //nolint:errcheck // as above
		case strings.Contains(r.URL.RawQuery, "lee"):
			io.WriteString(w, `{"title": "CTO of her own", "link": "annlee"}`) //nolint:errcheck // as above
		default:
			io.WriteString(w, `{"title": "Clerk", "city": "Bern"}`) //nolint:errcheck // as above
		}
	}))
	defer service.Close()
	dns := `{"key":"%s","at":"2026-01-01","outcome":"mx","body":"mail.host.example"}` + "\n"
	for name, text := range map[string]string{
		"dumps/crm.csv": "id,first name,last name,email,phone,company\n1,Ann,Lee,ann@lee.example,+14155550132,Basalt\n2,Bob,Fox,bob@fox.example,+14155550177,Basalt\n3,Ann,Lee,ann@lee.example,x,y,z,too many\n",
		"dumps/web.csv": "id,first name,last name,email,phone,company\nw1,Ann,Lee,lee@work.example,+14155550132,Basalt\nw2,Eve,Orr,eve@work.example,+14155550178,Calcite\n",
		"dumps/bad.csv": "id,email\n3,ann@lee.example,too,many\n",
		"pipeline.yaml": `
state: state
ingest: {contacts: [{path: dumps/crm.csv}, {path: dumps/web.csv}], max_rejected: 50%}
enrich:
  - derive: [email]
  - network: {calls: 1000, money: 1000, cache: cache/}
  - dns: {resolver: "127.0.0.1:1", timeout: 1ms, ttl: 3650d}
  - provider: {name: people, url: "` + service.URL + `/person?email={email}", take: {job_title: title}, rate: 1000}
  - provider: {name: firm, url: "` + service.URL + `/firm?name={company_name}", take: {industry: sector}, rate: 1000}
  - provider: {name: place, url: "` + service.URL + `/place", method: POST, body: '{"name": "{first_name}"}', take: {city: city}, rate: 1000}
export: {dir: out, format: csv, also: [{path: all.parquet, purpose: internal}]}
`,
		"cache/dns.ndjson": fmt.Sprintf(dns+dns+dns, "lee.example", "work.example", "fox.example"),
		"cache/old.ndjson": `{"key":"a","at":"2025-01-01","outcome":"answered","body":"{\"mail\":\"ANN@lee.example\"}"}` + "\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	logged(t, exitDone, "run", "--as-of", "2026-01-01", "--metrics", "logs/run.prom", "--log-level", "debug")
	logged(t, exitDone, "run", "--as-of", "2026-01-02", "--metrics", "logs/run.prom", "--log-level", "debug")
	logged(t, exitGate, "run", "--as-of", "2026-01-02", "--log-level", "debug", "dumps/bad.csv", "--out", "out")
}

// logged runs galena and saves its output in a file of logs/.
func logged(t *testing.T, code int, args ...string) outcome {
	t.Helper()
	if err := os.MkdirAll("logs", 0o777); err != nil {
		t.Fatal(err)
	}
	o := galena(args...)
	if o.code != code {
		t.Fatalf("galena %s: exit code %d: %s", strings.Join(args, " "), o.code, o.stderr)
	}
	name := fmt.Sprintf("logs/%s.%d.txt", args[0], len(o.stderr))
	if err := os.WriteFile(name, []byte(o.stdout+o.stderr), 0o666); err != nil {
		t.Fatal(err)
	}
	return o
}

// finds returns the files of the working folder, except the dumps, that contain a text in
// any case. It reads Parquet files through galena cat.
func finds(t *testing.T, texts ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(path, "dumps/") {
			return err
		}
		data, err := os.ReadFile(path)
		if filepath.Ext(path) == ".parquet" {
			o := galena("cat", path)
			if o.code != exitDone {
				t.Fatalf("%s: %s", path, o.stderr)
			}
			data = append(data, o.stdout...)
		}
		lower := bytes.ToLower(data)
		if slices.ContainsFunc(texts, func(text string) bool { return bytes.Contains(lower, []byte(text)) }) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErasedEverywhere: no byte of Ann is left in the state, the runs, the kept answers, the
// logs and the metrics, and nothing of other people is removed.
func TestErasedEverywhere(t *testing.T) {
	withAnn(t)
	held := finds(t, ofAnn...)
	for _, name := range []string{
		"cache/people.ndjson", "cache/old.ndjson", "out/rejects-of-failed-run.csv",
		"out/latest/leads.csv", "out/latest/all.parquet", "out/latest/rejects.csv",
	} {
		target, err := filepath.EvalSymlinks(name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(held, target) {
			t.Fatalf("she does not stand in %s, but in %v", name, held)
		}
	}
	whole := copyOf(t)
	if o := logged(t, exitDone, "erase", "--email", "ann@lee.example", "--dry-run"); !strings.Contains(o.stdout, "cache/people.ndjson: 2 rows removed") {
		t.Errorf("the dry run does not tell of answers:\n%s", o.stdout)
	}
	if !cmp.Equal(held, finds(t, ofAnn...)) {
		t.Error("the dry run has changed something")
	}
	logged(t, exitDone, "erase", "--email", "ann@lee.example")
	if left := finds(t, ofAnn...); len(left) > 0 {
		t.Errorf("she is left in %v", left)
	}
	checkErased(t)
	removed := map[string]int{}
	for _, name := range []string{"people", "firm", "place", "dns", "old"} {
		path := filepath.Join("cache", name+".ndjson")
		removed[name] = strings.Count(content(t, filepath.Join(whole, path)), "\n") - strings.Count(content(t, path), "\n")
	}
	// Each question to a provider has two lines, from before and after it was asked. Bob is of
	// her company, and Eve of work.example.
	if diff := cmp.Diff(map[string]int{"people": 2, "firm": 0, "place": 2, "dns": 1, "old": 1}, removed); diff != "" {
		t.Errorf("lines of answers (-want +got):\n%s", diff)
	}
	checkReplay(t)
}

// checkErased compares the certificate and every run.json with the files.
func checkErased(t *testing.T) {
	t.Helper()
	certificates, err := filepath.Glob("out/erasures/*")
	if err != nil || len(certificates) != 1 {
		t.Fatalf("%v: %v", certificates, err)
	}
	var c certificate
	if err := json.Unmarshal([]byte(content(t, certificates[0])), &c); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.NotReached, func(what string) bool { return strings.HasPrefix(what, "cache/old.ndjson: ") }) {
		t.Errorf("the answers of a provider that is gone were taken for searched: %q", c.NotReached)
	}
	runs, err := runsIn("out")
	if err != nil || len(runs) != 2 {
		t.Fatalf("%v: %v", runs, err)
	}
	for _, dir := range runs {
		wholeRun(t, dir)
	}
	if marks := stateTable(t, "state", dedupe.TableTombstones); len(marks) != tombstonesOfAnn {
		t.Errorf("%d tombstones", len(marks))
	}
}

// tombstonesOfAnn counts those of her five addresses, numbers and records, and of the ten
// names under which a refusal of hers may be remembered.
const tombstonesOfAnn = 15

// checkReplay: without the tombstones, a replay has no answers about Ann, as if nobody had
// asked, and still has those about Bob.
func checkReplay(t *testing.T) {
	t.Helper()
	config := strings.Replace(content(t, "pipeline.yaml"), "state: state\n", "", 1)
	if err := os.WriteFile("replay.yaml", []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	dir := mustRun(t, "-c", "replay.yaml", "--as-of", "2026-01-03", "--set", "enrich[1].network.mode=replay")
	got := map[string]string{}
	for _, lead := range cells(t, filepath.Join(dir, "leads.csv")) {
		got[lead["first_name"]] = strings.Join([]string{lead["job_title"], lead["industry"], lead["city"]}, "|")
	}
	if diff := cmp.Diff(map[string]string{"Ann": "|mining|", "Bob": "Clerk|mining|Bern", "Eve": "Clerk|mining|Bern"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// copyOf copies the working folder to a new one.
func copyOf(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	copyTree(t, ".", to)
	return to
}

// tablesLeft returns the files of the runs and of the answers, after checking that the runs
// are whole.
func tablesLeft(t *testing.T) map[string]string {
	t.Helper()
	runs, err := runsIn("out")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, dir := range append(runs, "cache") {
		if dir != "cache" {
			wholeRun(t, dir)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			path := filepath.Join(dir, entry.Name())
			out[path] = content(t, path)
		}
	}
	return out
}

// TestEveryOperationOfAnErasureFails fails operations, one at a time and with all that
// follow, as a crash does. When it is repeated, the erasure leaves no byte of her, and of
// others everything that an erasure without a failure leaves.
func TestEveryOperationOfAnErasureFails(t *testing.T) {
	withAnn(t)
	keep := copyOf(t)
	erase := func(disk vfs.FS) outcome {
		var stdout, stderr bytes.Buffer
		code := run(process{args: []string{"erase", "--email", "ann@lee.example"}, stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, files: disk})
		return outcome{code, stdout.String(), stderr.String()}
	}
	sound := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{})
	if o := erase(sound); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	operations := sound.Counts()[vfstest.Any]
	t.Logf("%d operations", operations)
	want := tablesLeft(t)
	step := 5 // replacing a file takes eight operations, so that each of them is hit
	if testing.Short() || race.Enabled {
		step = 17
	}
	for nth := 1; nth <= operations; nth += step {
		for _, crash := range []bool{false, true} {
			restore(t, keep)
			faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
			if o := erase(faulty); o.code == exitDone && len(finds(t, ofAnn...)) > 0 {
				t.Fatalf("operation %d, crash %v: done, but she is there", nth, crash)
			}
			if !faulty.Failed() {
				t.Fatalf("operation %d was not reached", nth)
			}
			if o := erase(vfs.OS{}); o.code != exitDone {
				t.Fatalf("operation %d, crash %v: done again: %s", nth, crash, o.stderr)
			}
			if left := finds(t, ofAnn...); len(left) > 0 {
				t.Fatalf("operation %d, crash %v: she is left in %v", nth, crash, left)
			}
			if diff := cmp.Diff(want, tablesLeft(t)); diff != "" {
				t.Fatalf("operation %d, crash %v: (-undisturbed +done again):\n%s", nth, crash, diff)
			}
			if marks := stateTable(t, "state", dedupe.TableTombstones); len(marks) != tombstonesOfAnn {
				t.Fatalf("operation %d, crash %v: %d tombstones", nth, crash, len(marks))
			}
		}
	}
}

// TestEraseAndObjectStorage: data in object storage is never reported as erased.
func TestEraseAndObjectStorage(t *testing.T) {
	withAnn(t)
	config := strings.Replace(content(t, "pipeline.yaml"), "dir: out", "dir: s3://bucket/runs", 1)
	if err := os.WriteFile("remote.yaml", []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	held := finds(t, ofAnn...)
	o := galena("erase", "-c", "remote.yaml", "--email", "ann@lee.example")
	if o.code != exitUsage || !strings.Contains(o.stderr, "nothing was erased") || !strings.Contains(o.stderr, "s3://bucket/runs") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if !cmp.Equal(held, finds(t, ofAnn...)) {
		t.Error("something was changed")
	}
	o = galena("erase", "-c", "remote.yaml", "--email", "ann@lee.example", "--out", "out")
	if o.code != exitFailed || !strings.Contains(o.stderr, "but not in s3://bucket/runs") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if left := finds(t, ofAnn...); len(left) > 0 {
		t.Errorf("she is left in %v", left)
	}
}
