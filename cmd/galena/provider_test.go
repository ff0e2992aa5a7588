package main

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/report"
)

// TestProviderExample runs the example of docs/enrichment.md: with the service of
// examples/provider, then again without it.
func TestProviderExample(t *testing.T) {
	program := filepath.Join(t.TempDir(), "provider")
	build := exec.Command("go", "build", "-o", program, "./examples/provider")
	build.Dir = root("")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	t.Setenv("PEOPLE_KEY", "of the test")
	server := exec.Command(program, "-listen", "127.0.0.1:0")
	stdout, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	stop := func() {
		server.Process.Kill() //nolint:errcheck // it may have ended
		server.Wait()         //nolint:errcheck // killed
	}
	t.Cleanup(stop)
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root(""))
	args := []string{
		"-c", "examples/provider/pipeline.yaml", "--set", "enrich[1].network.cache=" + t.TempDir(),
		"--set", "enrich[2].provider.url=" + strings.TrimSpace(address) + "/v1/person?email={email}",
	}
	live := mustRun(t, args...)
	calls := cells(t, filepath.Join(live, "provider_calls.csv"))
	spent := 0
	for _, call := range calls {
		if call["cost"] == "0.02" {
			spent++
		}
	}
	if len(calls) < 100 || spent > 200 {
		t.Errorf("%d calls, %d of them paid for", len(calls), spent)
	}
	var told report.Run
	if err := json.Unmarshal([]byte(content(t, filepath.Join(live, "run.json"))), &told); err != nil {
		t.Fatal(err)
	}
	if len(told.Providers) != 1 || int(math.Round(told.Providers[0].Cost/0.02)) != spent || told.Providers[0].Brought["phone"] == 0 {
		t.Errorf("%d calls were paid for, and run.json tells of %+v", spent, told.Providers)
	}
	if found := cells(t, filepath.Join(live, "enrichment.csv")); len(found) < 50 {
		t.Errorf("%d values were found", len(found))
	}

	stop()
	os.Unsetenv("PEOPLE_KEY")
	replayed := mustRun(t, append(args, "--set", "enrich[1].network.mode=replay", "--workers", "1", "--batch-rows", "100")...)
	// For some tiers only, the provider runs after score and is asked about no other lead.
	// The derived titles are off, since it would supply them.
	some := mustRun(t, append(args, "--set", "enrich[1].network.mode=replay", "--set", "enrich[2].provider.tiers=[warm]")...)
	tiers, asked := map[string]string{}, cells(t, filepath.Join(some, "provider_calls.csv"))
	for _, lead := range cells(t, filepath.Join(some, "leads.csv")) {
		tiers[lead["lead_id"]] = lead["tier"]
	}
	for _, call := range asked {
		if tiers[call["lead_id"]] != "warm" {
			t.Errorf("a lead that is %s was asked for", tiers[call["lead_id"]])
		}
	}
	if len(asked) == 0 {
		t.Error("no warm lead was asked for")
	}
	for _, name := range []string{"leads.csv", "provider_calls.csv", "enrichment.csv", "companies.csv"} {
		if content(t, filepath.Join(live, name)) != content(t, filepath.Join(replayed, name)) {
			t.Errorf("%s: the replay differs: %s", name, cmp.Diff(len(content(t, filepath.Join(live, name))), len(content(t, filepath.Join(replayed, name)))))
		}
	}
}
