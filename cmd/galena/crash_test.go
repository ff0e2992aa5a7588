//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/dedupe"
	"galena/export"
	"galena/internal/race"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// simply selects the stages of the nights in these tests, which are about failures of the
// disk.
var simply = []string{"--set", "stages=[normalize, dedupe]", "--set", "dedupe.method=exact"}

// lasting are the tables by which two histories are compared. The table of events is not
// among them: it names the runs, which differ.
var lasting = []string{dedupe.TableRecords, dedupe.TableLeads, dedupe.TableRedirects}

// memories returns the lasting tables of the state.
func memories(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, name := range lasting {
		out[name] = stateTable(t, "state", name)
	}
	return out
}

// TestEveryOperationOfANightFails fails each operation of a night in turn, alone and with
// all that follow, as a crash does. The output must be that of one whole night, and the
// state of the same night; the next run must succeed, arrive at the same ids as without
// the failure, and leave nothing behind.
func TestEveryOperationOfANightFails(t *testing.T) {
	first := newNights(t, 3, simply...)
	first.play(t)
	first.change()
	first.dump(t)
	yesterday := memories(t)
	keep, err := os.MkdirTemp("", "galena-night")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(keep)
	copyTree(t, ".", keep)
	sound := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{})
	night := func(disk vfs.FS) outcome {
		var stdout, stderr bytes.Buffer
		code := run(process{args: first.command(), stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, files: disk})
		return outcome{code, stdout.String(), stderr.String()}
	}
	if o := night(sound); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	tonight := memories(t)
	operations := sound.Counts()[vfstest.Any]
	t.Logf("%d operations", operations)
	if operations < 60 {
		t.Fatalf("only %d operations", operations)
	}
	step := 1
	if testing.Short() || race.Enabled {
		step = 7
	}
	for nth := 1; nth <= operations; nth += step {
		for _, crash := range []bool{false, true} {
			restore(t, keep)
			faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
			o := night(faulty)
			if !faulty.Failed() {
				t.Fatalf("operation %d was not reached", nth)
			}
			latest := wholeRun(t, filepath.Join("out", "latest"))
			want := yesterday
			if latest != wholeRun(t, filepath.Join(keep, "out", "latest")) {
				want = tonight
			}
			if o.code == exitDone && cmp.Equal(want, yesterday) {
				t.Fatalf("operation %d, crash %v: done, but not published", nth, crash)
			}
			if diff := cmp.Diff(want, memories(t)); diff != "" {
				t.Fatalf("operation %d, crash %v: the state is not that of the run %s (-want +got):\n%s\n%s", nth, crash, latest, diff, o.stderr)
			}
			seen := map[string]bool{latestName(t, filepath.Join(keep, "out")): true, latestName(t, "out"): true}
			first.run(t)
			if diff := cmp.Diff(tonight, memories(t)); diff != "" {
				t.Fatalf("operation %d, crash %v: the next run (-want +got):\n%s", nth, crash, diff)
			}
			nothingLeft(t, seen)
		}
	}
}

// restore replaces the working folder by the saved copy.
func restore(t *testing.T, keep string) {
	t.Helper()
	for _, name := range []string{"out", "state", "dumps", "cache"} {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
	copyTree(t, keep, ".")
}

// copyTree copies files, folders and links.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		name = filepath.Join(to, name)
		switch {
		case entry.IsDir():
			return os.MkdirAll(name, 0o777)
		case entry.Type() == os.ModeSymlink:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(target, name)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(name, data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wholeRun returns the id of a run, after checking all of its files against its run.json.
func wholeRun(t *testing.T, dir string) string {
	t.Helper()
	var r struct {
		RunID   string               `json:"run_id"`
		Outputs []export.WrittenFile `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(content(t, filepath.Join(dir, "run.json"))), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Outputs) < 4 {
		t.Fatalf("%s: %d files", dir, len(r.Outputs))
	}
	for _, f := range r.Outputs {
		sum := sha256.Sum256([]byte(content(t, filepath.Join(dir, f.Name))))
		if hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Fatalf("%s/%s is not what run.json says", dir, f.Name)
		}
	}
	return r.RunID
}

var expected = regexp.MustCompile(`^(\.lock|latest|manifest\.json|[0-9-]{11}[0-9a-f]{12}(\.\d+)?|[a-z_]+\.\d{6}(-\d+)?\.parquet)$`)

// latestName returns the name of the folder that latest points to.
func latestName(t *testing.T, out string) string {
	t.Helper()
	target, err := os.Readlink(filepath.Join(out, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// nothingLeft checks that the folders hold only runs that were once the latest, and the
// files that the manifest names.
func nothingLeft(t *testing.T, seen map[string]bool) {
	t.Helper()
	seen[latestName(t, "out")] = true
	var named, there []string
	for _, dir := range []string{"out", "state"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !expected.MatchString(entry.Name()) {
				t.Fatalf("%s/%s was left behind", dir, entry.Name())
			}
			if entry.IsDir() && !seen[entry.Name()] {
				t.Fatalf("%s/%s was never latest, and is there", dir, entry.Name())
			}
			if dir == "state" && filepath.Ext(entry.Name()) == ".parquet" {
				there = append(there, entry.Name())
			}
		}
	}
	var manifest struct {
		Tables []struct{ Files []struct{ Name string } }
	}
	data, err := os.ReadFile("state/manifest.json")
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range manifest.Tables {
		for _, file := range table.Files {
			named = append(named, file.Name)
		}
	}
	slices.Sort(named)
	if diff := cmp.Diff(named, there); diff != "" {
		t.Fatalf("files of the state (-in the manifest +there):\n%s", diff)
	}
}

// killsVariable is the number of runs that TestKilledNights kills.
const killsVariable = "GALENA_TEST_KILLS"

// TestKilledNights kills galena at random moments of night after night. Each time, latest
// is one whole run, the next run succeeds and leaves nothing behind, and the ids are
// those of the same nights undisturbed.
func TestKilledNights(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		kills = n
	}
	if testing.Short() || race.Enabled {
		kills = 3
	}
	undisturbed := newNights(t, 5, simply...)
	var want []map[string][]string
	for range kills + 1 {
		undisturbed.play(t)
		want = append(want, memories(t))
		undisturbed.change()
	}
	firm := newNights(t, 5, simply...)
	firm.play(t)
	seen := map[string]bool{latestName(t, "out"): true}
	random := rand.New(rand.NewPCG(uint64(kills), uint64(time.Now().UnixNano())))
	length, died, committed, pending := 200*time.Millisecond, 0, 0, 0
	for night := 1; night <= kills; night++ {
		firm.change()
		firm.dump(t)
		before := wholeRun(t, filepath.Join("out", "latest"))
		victim := exec.Command("galena", firm.command()...)
		began := time.Now()
		if err := victim.Start(); err != nil {
			t.Fatal(err)
		}
		if night%2 == 0 { // near the moment of publishing
			awaitPending(victim)
			time.Sleep(time.Duration(random.Int64N(int64(length / 20))))
		} else {
			time.Sleep(time.Duration(random.Int64N(int64(length))))
		}
		victim.Process.Kill() //nolint:errcheck // it may have ended
		if victim.Wait() != nil {
			died++
		} else {
			length = time.Since(began)
		}
		if _, err := os.Stat(filepath.Join("state", "pending.json")); err == nil {
			pending++
		}
		if wholeRun(t, filepath.Join("out", "latest")) != before {
			committed++
		}
		seen[latestName(t, "out")] = true
		firm.run(t)
		if diff := cmp.Diff(want[night], memories(t)); diff != "" {
			t.Fatalf("night %d (-undisturbed +killed):\n%s", night, diff)
		}
		nothingLeft(t, seen)
	}
	if died == 0 && kills >= 10 {
		t.Errorf("none of %d runs was killed before it ended", kills)
	}
	t.Logf("%d runs, %d of them killed: %d after they were published; %d left a state pending", kills, died, committed, pending)
}

// awaitPending waits until the run is about to publish, or has ended.
func awaitPending(victim *exec.Cmd) {
	for range 5000 {
		if _, err := os.Stat(filepath.Join("state", "pending.json")); err == nil {
			return
		}
		if err := victim.Process.Signal(syscall.Signal(0)); err != nil {
			return
		}
		if entries, err := os.ReadDir("out"); err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == ".tmp-latest" }) {
			return
		}
		time.Sleep(200 * time.Microsecond)
	}
}
