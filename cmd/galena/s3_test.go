//go:build unix

package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/race"
)

// The keys for the tests' store.
const (
	accessKey = "galena-test"
	secretKey = "a-secret-that-nobody-may-see"
)

// objectStore starts an S3 server that verifies signatures, with one bucket named dumps,
// and sets the environment to use it. It returns its address and the folder in which it
// keeps the bucket's objects as files.
func objectStore(t *testing.T) (endpoint *url.URL, bucket string) {
	t.Helper()
	if testing.Short() || race.Enabled {
		t.Skip("starts a server of S3")
	}
	modfile := "-modfile=" + root("internal/tools/go.mod")
	path, err := exec.Command("go", "tool", modfile, "-n", "versitygw").Output()
	if err != nil {
		t.Fatalf("building the server: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	data, beside := t.TempDir(), t.TempDir()
	bucket = filepath.Join(data, "dumps")
	if err := os.Mkdir(bucket, 0o777); err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), strings.TrimSpace(string(path)), "--port", address, "--access", accessKey, "--secret", secretKey,
		"--quiet", "posix", "--sidecar", beside, data)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() }) //nolint:errcheck // it is killed
	for range 500 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", accessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_ENDPOINT_URL", "http://"+address)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return &url.URL{Scheme: "http", Host: address}, bucket
}

// fillBucket copies the files of testdata into a bucket.
func fillBucket(t *testing.T, bucket string, files ...string) {
	t.Helper()
	for _, file := range files {
		path := filepath.Join(bucket, "in", filepath.Base(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content(t, root(file))), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// latestIn returns the folder of the run that latest.json names.
func latestIn(t *testing.T, folder string) string {
	t.Helper()
	var latest struct {
		RunID string `json:"run_id"`
		Path  string `json:"path"`
	}
	if err := json.Unmarshal([]byte(content(t, filepath.Join(folder, "latest.json"))), &latest); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, latest.Path)
}

var onStore = []string{"run", "--quiet", "--as-of", "2026-01-31", "--set", "export.format=csv"}

func TestObjectStorageIsReadAndWrittenAsFilesAre(t *testing.T) {
	_, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson", "testdata/vendor/people.parquet", "testdata/events.ndjson")
	args := append(onStore, "--set", "ingest.events=[{path: 's3://dumps/in/events.ndjson'}]", "--out", "s3://dumps/runs/night",
		"s3://dumps/in/contacts.csv", "s3://dumps/in/form*", "s3://dumps/in/people.parquet")
	for n, want := range []string{"written to s3://dumps/runs/night/2026-01-31-", "the same leads as before, byte for byte"} {
		if o := galena(args...); o.code != exitDone || !strings.Contains(o.stdout, want) || o.stderr != "" {
			t.Fatalf("run %d: %+v", n, o)
		}
	}
	run := latestIn(t, filepath.Join(bucket, "runs", "night"))
	checkBooks(t, run)
	in := func(name string) string { return filepath.Join(bucket, "in", name) }
	local := mustRun(t, append(onStore[2:], "--set", "ingest.events=[{path: '"+in("events.ndjson")+"'}]",
		in("contacts.csv"), in("forms.ndjson"), in("people.parquet"))...)
	strip := func(dir string) []map[string]string {
		rows := cells(t, filepath.Join(dir, "leads.csv"))
		for _, row := range rows {
			delete(row, "run_id")
		}
		return rows
	}
	if diff := cmp.Diff(strip(local), strip(run)); diff != "" {
		t.Errorf("the leads differ from those of files: %.2000s", diff)
	}
	if strings.Contains(content(t, filepath.Join(run, "run.json")), secretKey) {
		t.Error("run.json holds the secret")
	}
}

func TestErrorsOfAStoreSayWhatToDo(t *testing.T) {
	endpoint, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv")
	for _, test := range []struct {
		name string
		env  [2]string
		args []string
		code int
		want string
	}{
		{"no bucket", [2]string{}, []string{"cat", "s3://none/a.csv"}, exitFailed, "there is no bucket none"},
		{"no object", [2]string{}, []string{"cat", "s3://dumps/in/none.csv"}, exitFailed, "s3://dumps/in/none.csv: there is no such object"},
		{"no match", [2]string{}, []string{"cat", "s3://dumps/in/*.parquet"}, exitFailed, "the pattern matches no object"},
		{"wrong secret", [2]string{"AWS_SECRET_ACCESS_KEY", "wrong-" + secretKey}, []string{"cat", "s3://dumps/in/contacts.csv"}, exitFailed, "access was refused"},
		{"no bucket to write to", [2]string{}, append(onStore, "--out", "s3://none/runs", "s3://dumps/in/contacts.csv"), exitFailed, "there is no bucket none"},
		{"a secret in the address", [2]string{}, []string{"cat", "s3://key:" + secretKey + "@dumps/in/contacts.csv"}, exitFailed, "set them in the environment"},
		{"nobody answers", [2]string{"AWS_ENDPOINT_URL", "http://127.0.0.1:1"}, []string{"cat", "s3://dumps/in/contacts.csv"}, exitFailed, "nobody answers there"},
		{"a web server", [2]string{}, append(onStore, "--out", "https://host/runs?sig="+secretKey, "s3://dumps/in/contacts.csv"), exitUsage, "a web server takes no files"},
		{"a parameter", [2]string{"AWS_ENDPOINT_URL", ""}, []string{"cat", "--limit", "0", "s3://dumps/in/contacts.csv?region=us-east-1&endpoint=" + url.QueryEscape(endpoint.String())}, exitDone, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.env[0] != "" {
				t.Setenv(test.env[0], test.env[1])
			}
			o := galena(test.args...)
			if o.code != test.code || !strings.Contains(o.stderr, test.want) {
				t.Errorf("exit code %d: %s; want %d: %s", o.code, o.stderr, test.code, test.want)
			}
			if strings.Contains(o.stdout+o.stderr, secretKey) {
				t.Errorf("the secret is told: %s%s", o.stdout, o.stderr)
			}
		})
	}
}

// before starts a proxy to the store that calls look before each request, and sets the
// environment to use it. Signatures stay valid, since the proxy passes the requested host
// on.
func before(t *testing.T, endpoint *url.URL, look func(*http.Request)) {
	t.Helper()
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(endpoint)
		r.Out.Host = r.In.Host
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		look(r)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
}

func TestAKilledUploadLeavesTheLatestRun(t *testing.T) {
	endpoint, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson")
	runs := filepath.Join(bucket, "runs")
	first := append(onStore, "--out", "s3://dumps/runs", "s3://dumps/in/contacts.csv")
	if o := galena(first...); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	want := content(t, filepath.Join(runs, "latest.json"))

	reached, release := make(chan string, 1), make(chan struct{})
	var hold atomic.Pointer[string]
	before(t, endpoint, func(r *http.Request) {
		if suffix := hold.Load(); suffix != nil && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, *suffix) {
			select {
			case reached <- r.URL.Path:
			default:
			}
			<-release
		}
	})
	second := append(onStore, "--out", "s3://dumps/runs", "s3://dumps/in/forms.ndjson")
	for _, at := range []string{"/crosswalk.csv", "/run.json", "/latest.json"} {
		hold.Store(&at)
		command := exec.Command("galena", second...)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-reached:
		case <-time.After(time.Minute):
			t.Errorf("the upload never came to %s", at)
		}
		command.Process.Kill() //nolint:errcheck // Wait reports it
		if err := command.Wait(); err == nil {
			t.Errorf("the run was not killed at %s", at)
		}
		if got := content(t, filepath.Join(runs, "latest.json")); got != want {
			t.Errorf("killed at %s, latest.json is %s", at, got)
		}
		checkBooks(t, latestIn(t, runs))
	}
	hold.Store(nil)
	close(release)
	if o := galena(second...); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	if r := checkBooks(t, latestIn(t, runs)); len(r.Files) != 1 || r.Files[0].Path != "s3://dumps/in/forms.ndjson" {
		t.Errorf("the next run published %+v", r.Files)
	}
}

// TestTwoRunsOfTwoMachines: another machine publishes while a run uploads.
func TestTwoRunsOfTwoMachines(t *testing.T) {
	endpoint, bucket := objectStore(t)
	fillBucket(t, bucket, "testdata/crm/contacts.csv", "testdata/web/forms.ndjson")
	var other outcome
	var once atomic.Bool
	before(t, endpoint, func(r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/run.json") && once.CompareAndSwap(false, true) {
			command := exec.Command("galena", append(onStore, "--out", "s3://dumps/runs", "s3://dumps/in/forms.ndjson")...)
			command.Env = append(os.Environ(), "XDG_CACHE_HOME="+bucket+"/../elsewhere", "AWS_ENDPOINT_URL="+endpoint.String())
			said, err := command.CombinedOutput()
			if err != nil {
				other = outcome{code: exitFailed, stderr: string(said)}
			}
		}
	})
	o := galena(append(onStore, "--out", "s3://dumps/runs", "s3://dumps/in/contacts.csv")...)
	if o.code != exitLocked || !strings.Contains(o.stderr, "another run has published in s3://dumps/runs since this one began") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if other.code != exitDone {
		t.Errorf("the other run failed: %s", other.stderr)
	}
	if r := checkBooks(t, latestIn(t, filepath.Join(bucket, "runs"))); r.Files[0].Path != "s3://dumps/in/forms.ndjson" {
		t.Errorf("latest.json names the run of %s", r.Files[0].Path)
	}
}
