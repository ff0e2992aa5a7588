package export_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"galena/export"
	"galena/internal/race"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// TestEveryOperationFails fails each operation of a run in turn, once alone and once with
// all operations after it, as in a crash.
func TestEveryOperationFails(t *testing.T) {
	scenes := []struct {
		name string
		id   string
		rows int
		// again means that a run of that id was published before
		again bool
		set   func(t *testing.T, c export.Config)
	}{
		{"the first run", "b", 30, false, func(*testing.T, export.Config) {}},
		{"a new run", "b", 30, false, func(t *testing.T, c export.Config) { mustRun(t, c, "a", batches(20, 10)) }},
		{"an old run again", "b", 30, true, func(t *testing.T, c export.Config) {
			mustRun(t, c, "b", batches(30, 10))
			mustRun(t, c, "a", batches(20, 10))
		}},
	}
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			c := settings(t.TempDir(), export.CSV)
			scene.set(t, c)
			sound := vfstest.NewFaulty(unsynced{}, vfstest.Fault{})
			if _, err := run(t.Context(), sound, c, scene.id, batches(scene.rows, 10)); err != nil {
				t.Fatal(err)
			}
			operations := sound.Counts()[vfstest.Any]
			if operations < 15 {
				t.Fatalf("only %d operations", operations)
			}
			for nth := 1; nth <= operations; nth++ {
				for _, crash := range []bool{false, true} {
					c := settings(t.TempDir(), export.CSV)
					scene.set(t, c)
					faulty := vfstest.NewFaulty(unsynced{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
					_, err := run(t.Context(), faulty, c, scene.id, batches(scene.rows, 10))
					if !faulty.Failed() {
						t.Fatalf("operation %d was not reached", nth)
					}
					examine(t, c.Dir, scene.again, err)
				}
			}
		})
	}
}

// examine checks what a failed run may leave, and that the next run succeeds and cleans up.
// latest was "a" or nothing, and may now be "b".
func examine(t *testing.T, dir string, hadB bool, err error) {
	t.Helper()
	before := slices.Contains(names(t, dir), "a")
	id, linked := latestRun(t, dir)
	switch {
	case err == nil && id != "b":
		t.Fatalf("a run that succeeded left latest at %q", id)
	case !linked && before:
		t.Fatalf("latest is gone after: %v", err)
	case linked && id != "a" && id != "b":
		t.Fatalf("latest is %q after: %v", id, err)
	}
	for _, name := range names(t, dir) {
		switch {
		case name == "a", name == "b", strings.HasPrefix(name, "b."):
			wholeRun(t, filepath.Join(dir, name))
		case name == ".lock", name == "latest", name == "rejects-of-failed-run.csv", strings.HasPrefix(name, ".tmp-"):
		default:
			t.Fatalf("%s was left behind by: %v", name, err)
		}
	}
	next := mustRun(t, settings(dir, export.CSV), "c", batches(5, 5))
	if latest(t, dir) != "c" || next.Unchanged {
		t.Fatalf("the next run: %+v", next)
	}
	for _, name := range names(t, dir) {
		if id != "b" && !hadB && strings.HasPrefix(name, "b") {
			t.Fatalf("%s was never latest, and is still there after the next run", name)
		}
		if strings.HasPrefix(name, ".tmp-") || strings.HasPrefix(name, "rejects-of") {
			t.Fatalf("%s is still there after the next run", name)
		}
	}
}

// latestRun returns the run that latest points to, which must be complete.
func latestRun(t *testing.T, dir string) (id string, linked bool) {
	t.Helper()
	if _, err := os.Lstat(filepath.Join(dir, "latest")); errors.Is(err, fs.ErrNotExist) {
		return "", false
	}
	return wholeRun(t, filepath.Join(dir, "latest")), true
}

func TestAFailureLeavesNothing(t *testing.T) {
	for _, op := range []vfstest.Op{vfstest.Create, vfstest.Write, vfstest.Sync, vfstest.Close, vfstest.Symlink, vfstest.Rename, vfstest.Open, vfstest.Mkdir, vfstest.Stat, vfstest.ReadDir} {
		dir := t.TempDir()
		c := settings(dir, export.Parquet)
		mustRun(t, c, "a", batches(20, 10))
		faulty := vfstest.NewFaulty(unsynced{}, vfstest.Fault{Op: op, Nth: 1, Err: syscall.EIO})
		if _, err := run(t.Context(), faulty, c, "b", batches(30, 10)); !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: %v", op, err)
		}
		for _, name := range names(t, dir) {
			if !slices.Contains([]string{".lock", "a", "latest", "rejects-of-failed-run.csv"}, name) {
				t.Errorf("%s: %s was left behind", op, name)
			}
		}
		if latest(t, dir) != "a" {
			t.Errorf("%s: latest %s", op, latest(t, dir))
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{syscall.ENOSPC, "free some space"},
		{syscall.EDQUOT, "free some space"},
		{syscall.EACCES, "give this user the right"},
		{syscall.EROFS, "read-only"},
	}
	for _, test := range tests {
		c := settings(t.TempDir(), export.CSV)
		_, err := run(t.Context(), vfstest.NewFaulty(unsynced{}, vfstest.Fault{Op: vfstest.Write, Nth: 1, Err: test.err}), c, "a", batches(3, 3))
		if !errors.Is(err, test.err) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), c.Dir) {
			t.Errorf("%v: %v", test.err, err)
		}
		if kept := read(t, filepath.Join(c.Dir, "rejects-of-failed-run.csv")); !strings.Contains(string(kept), "too_many_cells") {
			t.Errorf("%v: the rejects are lost: %q", test.err, kept)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := export.Create(t.Context(), vfs.OS{}, settings(filepath.Join(file, "out"), export.CSV)); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file for a folder: %v", err)
	}
}

// victimFolder is where the child process of TestKill publishes run after run.
const victimFolder = "GALENA_EXPORT_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimFolder); dir != "" {
		publishForEver(dir)
	}
	os.Exit(m.Run())
}

func publishForEver(dir string) {
	for i := 0; ; i++ {
		if _, err := run(context.Background(), vfs.OS{}, settings(dir, export.CSV), "r"+strconv.Itoa(i%5), batches(2000+i%5, 500)); err != nil {
			os.Exit(3)
		}
	}
}

func TestKill(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("kills processes for seconds")
	}
	dir := t.TempDir()
	c := settings(dir, export.CSV)
	mustRun(t, c, "a", batches(20, 10))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		victim := exec.Command(self)
		victim.Env = append(os.Environ(), victimFolder+"="+dir)
		if err := victim.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
		if err := victim.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := victim.Wait(); err == nil || victim.ProcessState.ExitCode() == 3 {
			t.Fatalf("the victim ended by itself: %v", err)
		}
		if _, linked := latestRun(t, dir); !linked {
			t.Fatal("latest is gone")
		}
	}
	mustRun(t, c, "last", batches(5, 5))
	for _, name := range names(t, dir) {
		if strings.HasPrefix(name, ".tmp-") {
			t.Errorf("%s was left behind", name)
		}
		if name == "a" || strings.HasPrefix(name, "r") {
			wholeRun(t, filepath.Join(dir, name))
		}
	}
}
