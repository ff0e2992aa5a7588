//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/dedupe"
	"galena/internal/race"
)

// TestNightsInFullAreTheSame: night after night, a run leaves the same bytes as one that
// compares every pair of records again, whatever happens: people come, change, go, turn
// out to be the same or not, are erased or taken apart; the configuration or the columns
// change; the model grows old.
func TestNightsInFullAreTheSame(t *testing.T) {
	count := 30
	if testing.Short() || race.Enabled {
		count = 7
	}
	t.Setenv(pepperVariable, "correct horse battery staple")
	in, full := playNights(t, count), playNights(t, count, "--full")
	if diff := cmp.Diff(full.files, in.files); diff != "" {
		t.Fatalf("(-all compared +only what is new):\n%s", diff)
	}
	t.Logf("%d pairs compared of %d; trained: %q", in.compared, full.compared, in.trained)
	if full.known != 0 || in.known == 0 || 2*in.compared > full.compared {
		t.Errorf("%d of %d pairs were compared, %d were known", in.compared, full.compared, in.known)
	}
	if !testing.Short() && !race.Enabled {
		told := strings.Join(in.trained, "; ")
		for _, reason := range []string{"no run before", "configuration", "columns", "records have changed"} {
			if !strings.Contains(told, reason) {
				t.Errorf("the model was never trained because of %q: %s", reason, told)
			}
		}
	}
}

// played is what the nights have left.
type played struct {
	files           []string // of every night: name and content
	compared, known int64
	trained         []string // why the model was trained, for each night in which it was
}

// playNights plays a number of nights with the given flags.
func playNights(t *testing.T, count int, flags ...string) (p played) {
	t.Helper()
	firm := newNights(t, 13, flags...)
	plain := firm.args
	for night := range count {
		firm.args = plain
		switch {
		case night >= 22: // one more file, with other columns
			if err := os.WriteFile("dumps/fair.csv", []byte("id,first_name,last_name,email,birthday\nf1,Ann,Abel,ann@fair.example,1980-01-02\nf2,Ann,Abel,,1980-01-02\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			firm.args = append(firm.args[:len(firm.args):len(firm.args)], "--set", "dedupe.threshold=0.9", "dumps/fair.csv")
		case night >= 18:
			firm.args = append(firm.args[:len(firm.args):len(firm.args)], "--set", "dedupe.threshold=0.9")
		}
		p.add(t, firm.play(t))
		switch night % 7 {
		case 2:
			if o := galena("unmerge", "--state", "state", oneOf(t, firm)); o.code != exitDone {
				t.Fatalf("unmerge: %s", o.stderr)
			}
		case 4:
			if o := galena("erase", "--state", "state", "--out", "out", "--email", firm.anyone(1).email); o.code != exitDone {
				t.Fatalf("erase: %s", o.stderr)
			}
		case 5: // the same night again
			p.add(t, firm.run(t))
		}
		firm.change()
	}
	return p
}

// oneOf returns the first lead of the last run with several records.
func oneOf(t *testing.T, firm *nights) string {
	t.Helper()
	for _, row := range cells(t, filepath.Join("out", "latest", "leads.csv")) {
		if row["record_count"] != "1" {
			return row["lead_id"]
		}
	}
	t.Fatalf("the night of %v has no lead of several records", firm.day)
	return ""
}

// add records the files of a run, except those that contain durations, and the tables of
// the state.
func (p *played) add(t *testing.T, dir string) {
	t.Helper()
	for _, in := range []string{dir, "state"} {
		entries, err := os.ReadDir(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			data, err := os.ReadFile(filepath.Join(in, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			switch entry.Name() {
			case "run.json":
				p.tell(t, data)
			case "report.html", "manifest.json": // they contain times and folders
			default:
				p.files = append(p.files, fmt.Sprintf("%s/%s %x", filepath.Base(in), entry.Name(), sha256.Sum256(data)))
			}
		}
	}
}

// tell reads what run.json says of matching.
func (p *played) tell(t *testing.T, data []byte) {
	t.Helper()
	var run struct{ Matching dedupe.Summary }
	if err := json.Unmarshal(data, &run); err != nil {
		t.Fatal(err)
	}
	p.compared, p.known = p.compared+run.Matching.Report.Pairs, p.known+int64(run.Matching.Report.Known)
	if why := run.Matching.Model.Trained; why != "" {
		p.trained = append(p.trained, why)
	}
}
