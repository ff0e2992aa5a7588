package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPing: a service that expects a run learns of its begin and end, and a failing ping
// is a warning that does not contain the secret of the address.
func TestPing(t *testing.T) {
	var mu sync.Mutex
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.URL.Path)
		if strings.HasPrefix(r.URL.Path, "/refused") {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer server.Close()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("crm.csv", []byte("id,email\n1,ann@lee.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(pingVariable, server.URL+"/secret")
	if o := galena("run", "crm.csv", "--metrics", "galena.prom"); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	if metrics := content(t, filepath.Join(".", "galena.prom")); !strings.Contains(metrics, "\ngalena_run_success 1\n") ||
		!strings.Contains(metrics, "\ngalena_leads 1\n") || !strings.Contains(metrics, `galena_rows{stage="dedupe",account="in"} 1`) {
		t.Errorf("metrics:\n%s", metrics)
	}
	if err := os.WriteFile("crm.csv", []byte("id,email\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := galena("run", "crm.csv", "--metrics", "galena.prom"); o.code != exitGate {
		t.Fatal(o.code, o.stderr)
	}
	if metrics := content(t, "galena.prom"); !strings.Contains(metrics, "\ngalena_run_success 0\n") {
		t.Errorf("metrics:\n%s", metrics)
	}
	t.Setenv(pingVariable, server.URL+"/refused")
	if o := galena("run", "crm.csv"); o.code != exitGate || !strings.Contains(o.stderr, "ping was refused") || strings.Contains(o.stderr, "/refused") {
		t.Errorf("%d: %s", o.code, o.stderr)
	}
	want := []string{"/secret/start", "/secret", "/secret/start", "/secret/fail", "/refused/start", "/refused/fail"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
