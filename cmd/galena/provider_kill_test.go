//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"galena/internal/race"
)

// meter is a provider on loopback that counts the requests, and kills its client at a
// given one.
type meter struct {
	mu      sync.Mutex
	asked   map[string]int
	calls   int
	fatal   int // the request at which victim is killed; 0: none
	early   bool
	victim  *os.Process
	expired chan struct{} // closed when victim was killed
}

// start starts a process, and kills it at the nth request from now: before the answer, or
// some time after it.
func (m *meter) start(victim *exec.Cmd, nth int, early bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fatal, m.early, m.expired = m.calls+nth, early, make(chan struct{})
	err := victim.Start()
	m.victim = victim.Process
	return err
}

// spare stops killing.
func (m *meter) spare() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fatal = 0
}

// ServeHTTP implements http.Handler.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	email := r.URL.Query().Get("email")
	m.mu.Lock()
	m.calls++
	m.asked[email]++
	fatal, early, victim := m.calls == m.fatal, m.early, m.victim
	m.mu.Unlock()
	end := func() {
		victim.Kill() //nolint:errcheck // it may have ended
		close(m.expired)
	}
	if fatal && early {
		end()
	}
	if strings.HasPrefix(email, "p7") {
		http.NotFound(w, r)
	} else {
		fmt.Fprintf(w, `{"title": "Keeper of %s"}`, email)
	}
	if fatal && !early {
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		time.Sleep(time.Duration(rand.Int64N(int64(3 * time.Millisecond))))
		end()
	}
}

const killedPlan = `version: 1
as_of: 2026-01-31
ingest: {contacts: [{path: people.csv}]}
stages: [normalize, enrich]
enrich:
  - network: {calls: 1000, money: 1000, cache: cache/}
  - provider: {name: people, url: "%s/?email={email}", take: {job_title: title}, cost: 0.25, rate: 100000, concurrency: 3}
export: {dir: out/, format: csv}
`

// TestKilledProviders kills galena with SIGKILL at requests to a provider, run after run,
// until one completes: nobody was asked about twice, the ledger and the cache agree with
// what the provider saw, and everything can be replayed.
func TestKilledProviders(t *testing.T) {
	const atOnce = 3
	kills := 10
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		kills = n
	}
	if testing.Short() || race.Enabled {
		kills = 3
	}
	people := 15 * kills
	t.Chdir(t.TempDir())
	m := &meter{asked: map[string]int{}}
	server := httptest.NewServer(m)
	defer server.Close()
	var contacts bytes.Buffer
	contacts.WriteString("id,email\n")
	for i := range people {
		fmt.Fprintf(&contacts, "%d,p%d@acme.com\n", i, i)
	}
	for name, text := range map[string]string{"people.csv": contacts.String(), "pipeline.yaml": fmt.Sprintf(killedPlan, server.URL)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for kill := range kills {
		victim := exec.Command("galena", "run", "--quiet", "--batch-rows", strconv.Itoa(10+rand.IntN(people)))
		// The kills come before everybody has been asked about.
		if err := m.start(victim, 1+rand.IntN(people/kills-1), kill%2 == 0); err != nil {
			t.Fatal(err)
		}
		err := victim.Wait()
		select {
		case <-m.expired:
		case <-time.After(10 * time.Second):
			t.Fatalf("run %d ended by itself: %v", kill, err)
		}
		if err == nil {
			t.Fatalf("run %d was not killed", kill)
		}
	}
	m.spare()
	if o := galena("run", "--quiet"); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	m.check(t, people, kills*atOnce)
	live := wholeFolder(t)
	server.Close()
	if o := galena("run", "--quiet", "--set", "enrich[0].network.mode=replay", "--workers", "1"); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	if replayed := wholeFolder(t); live != replayed {
		t.Errorf("the replay differs:\n%s\n%s", live, replayed)
	}
}

// check compares the ledger of the last run and the cache with the requests. lost is the
// largest number of requests that may have been under way when runs died.
func (m *meter) check(t *testing.T, people, lost int) {
	t.Helper()
	m.mu.Lock() // requests of killed runs may still be under way
	defer m.mu.Unlock()
	for email, times := range m.asked {
		if times > 1 {
			t.Errorf("%s was asked for %d times", email, times)
		}
	}
	outcomes, paid := map[string]int{}, 0.0
	for _, call := range cells(t, filepath.Join("out", "latest", "provider_calls.csv")) {
		outcomes[call["outcome"]]++
		cost, err := strconv.ParseFloat(call["cost"], 64)
		if err != nil {
			t.Fatal(err)
		}
		paid += cost
	}
	told := outcomes["answered"] + outcomes["not_found"]
	if told+outcomes["lost"] != people || outcomes["lost"] > lost || told > len(m.asked) || len(m.asked) > people {
		t.Errorf("the ledger has %v of %d people; %d were asked for, and at most %d calls can be lost", outcomes, people, len(m.asked), lost)
	}
	if paid != 0.25*float64(people) { // lost answers may have been paid for
		t.Errorf("the ledger says that %v was paid", paid)
	}
	last := map[string]string{}
	for line := range strings.Lines(content(t, filepath.Join("cache", "people.ndjson"))) {
		var a struct{ Key, Outcome string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("the cache has a line that is none: %v", err)
		}
		last[a.Key] = a.Outcome
	}
	kept := map[string]int{}
	for _, outcome := range last {
		kept[strings.Replace(outcome, "asked", "lost", 1)]++
	}
	for outcome, count := range outcomes {
		if kept[outcome] != count {
			t.Errorf("the cache has %d that are %s, the ledger %d", kept[outcome], outcome, count)
		}
	}
	t.Logf("%d asked for, outcomes %v", len(m.asked), outcomes)
}

// wholeFolder returns what the last run has published about leads and providers.
func wholeFolder(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"leads.csv", "provider_calls.csv", "enrichment.csv"} {
		all.WriteString(content(t, filepath.Join("out", "latest", name)))
	}
	return all.String()
}
