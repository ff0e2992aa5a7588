package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/lock"
	"galena/internal/state"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// unsynced is the machine's file system without its slow syncs; a Faulty on top of it
// still counts them.
type unsynced struct{ vfs.OS }

func (unsynced) Create(name string, mode os.FileMode) (vfs.File, error) {
	f, err := vfs.OS{}.Create(name, mode)
	return unsyncedFile{f}, err
}

func (unsynced) SyncDir(string) error { return nil }

type unsyncedFile struct{ vfs.File }

func (unsyncedFile) Sync() error { return nil }

func never(state.Run) (bool, error)  { return false, nil }
func always(state.Run) (bool, error) { return true, nil }

func open(t *testing.T, fsys vfs.FS, dir string, published state.Published) *state.Store {
	t.Helper()
	s, err := state.Open(fsys, dir, published)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // it may be closed already
	return s
}

// words returns a table of one column.
func words(values ...string) column.Table {
	b := column.NewTextBuilder(len(values), 0)
	for _, value := range values {
		b.Append(value)
	}
	return column.NewTable(len(values)).With("word", b.Finish())
}

// read returns the words of a table.
func read(t *testing.T, s *state.Store, name string) []string {
	t.Helper()
	table, err := s.Table(t.Context(), 2, name)
	if err != nil {
		t.Fatal(err)
	}
	return wordsOf(table)
}

// put commits a table of words.
func put(t *testing.T, s *state.Store, name string, values ...string) {
	t.Helper()
	tx := s.Begin()
	if err := errors.Join(tx.Put(t.Context(), 2, name, words(values...)), tx.Commit()); err != nil {
		t.Fatal(err)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestGenerations(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s := open(t, unsynced{}, dir, never)
	empty := s.Identity()
	if s.Generation() != 0 || read(t, s, "leads") != nil {
		t.Errorf("a new folder has generation %d", s.Generation())
	}
	put(t, s, "leads", "a", "b")
	put(t, s, "records", "1")
	tx := s.Begin()
	for _, err := range []error{
		tx.Put(t.Context(), 2, "leads", words("c")), tx.Append(t.Context(), 2, "records", words("2", "3")), tx.Commit(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	identity := s.Identity()
	put(t, s, "leads", "c") // no change, so no generation
	if s.Generation() != 3 || s.Identity() != identity || identity == empty {
		t.Errorf("generation %d, identity %s, before %s, of nothing %s", s.Generation(), s.Identity(), identity, empty)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, unsynced{}, dir, never)
	if diff := cmp.Diff([]string{"1", "2", "3"}, read(t, s, "records")); diff != "" || s.Identity() != identity {
		t.Errorf("opened again (-want +got):\n%s", diff)
	}
	want := []string{".lock", "leads.000003.parquet", "manifest.json", "records.000002.parquet", "records.000003.parquet"}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestAppendPutsFilesTogether: many small nights do not leave many small files.
func TestAppendPutsFilesTogether(t *testing.T) {
	dir := t.TempDir()
	s := open(t, unsynced{}, dir, never)
	var want []string
	for i := range 70 {
		word := strings.Repeat("x", i)
		want = append(want, word)
		tx := s.Begin()
		if err := errors.Join(tx.Append(t.Context(), 1, "events", words(word)), tx.Commit()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, read(t, s, "events")); diff != "" || len(files(t, dir)) > 32 {
		t.Errorf("%d files (-want +got):\n%s", len(files(t, dir)), diff)
	}
}

// TestIdentity: the identity depends on the contents of each table, not on those of all
// tables together.
func TestIdentity(t *testing.T) {
	identity := func(leads, records string) string {
		s := open(t, unsynced{}, t.TempDir(), never)
		tx := s.Begin()
		if err := errors.Join(tx.Put(t.Context(), 1, "leads", words("earlier")), tx.Put(t.Context(), 1, "leads", words("between")),
			tx.Put(t.Context(), 1, "leads", words(leads)), tx.Put(t.Context(), 1, records, words("b")), tx.Commit()); err != nil {
			t.Fatal(err)
		}
		if got := read(t, s, "leads"); !slices.Equal(got, []string{leads}) {
			t.Errorf("leads are %v", got)
		}
		return s.Identity()
	}
	first := identity("a", "records")
	if identity("a", "records") != first {
		t.Error("the same tables have two identities")
	}
	if identity("c", "records") == first || identity("a", "redirects") == first {
		t.Error("other tables have the same identity")
	}
}

// TestPrepared: what a dead run had prepared counts if and only if the run was published.
func TestPrepared(t *testing.T) {
	for _, published := range []bool{false, true} {
		dir := t.TempDir()
		s := open(t, unsynced{}, dir, never)
		put(t, s, "leads", "before")
		tx := s.Begin()
		run := state.Run{ID: "r1", Dir: "/out"}
		if err := errors.Join(tx.Put(t.Context(), 1, "leads", words("after")), tx.Prepare(run), s.Close()); err != nil {
			t.Fatal(err)
		}
		var asked []state.Run
		s = open(t, unsynced{}, dir, func(r state.Run) (bool, error) {
			asked = append(asked, r)
			return published, nil
		})
		if died := s.Died(); died == nil || *died != (state.Died{Run: run, Published: published}) {
			t.Errorf("published %v: died %v", published, died)
		}
		want := "before"
		if published {
			want = "after"
		}
		if got := read(t, s, "leads"); !slices.Equal(got, []string{want}) || !slices.Equal(asked, []state.Run{run}) {
			t.Errorf("published %v: leads %v, asked for %v", published, got, asked)
		}
		if names := files(t, dir); len(names) != 3 {
			t.Errorf("published %v: left %v", published, names)
		}
	}
}

func TestSettle(t *testing.T) {
	for _, published := range []state.Published{never, always} {
		s := open(t, unsynced{}, t.TempDir(), never)
		tx := s.Begin()
		if err := errors.Join(tx.Put(t.Context(), 1, "leads", words("a")), tx.Prepare(state.Run{ID: "r"}), tx.Settle(published)); err != nil {
			t.Fatal(err)
		}
		done, _ := published(state.Run{})
		if got := read(t, s, "leads"); (got != nil) != done {
			t.Errorf("published %v: %v", done, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name, want string
		damage     func(t *testing.T, dir string)
	}{
		{"a newer format", "format 99", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "manifest.json"), `{"format": 99}`) }},
		{"a damaged manifest", "backup", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "manifest.json"), `{`) }},
		{"a lost manifest", "backup", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "manifest.json")) }},
		{"a file exchanged", "backup", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "leads.000001.parquet"), "PAR1") }},
		{"a file lost", "backup", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "leads.000001.parquet")) }},
	}
	for _, test := range tests {
		dir := t.TempDir()
		s := open(t, unsynced{}, dir, never)
		put(t, s, "leads", "a")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		test.damage(t, dir)
		s, err := state.Open(unsynced{}, dir, never)
		if err == nil {
			_, err = s.Table(t.Context(), 1, "leads")
			if check := s.Check("leads"); err != nil && (check == nil || check.Error() != err.Error()) {
				t.Errorf("%s: Check says %v", test.name, check)
			}
			s.Close() //nolint:errcheck // the test is about the error
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), dir) != 1 {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	open(t, unsynced{}, dir, never)
	_, err := state.Open(unsynced{}, dir, never)
	if held, ok := errors.AsType[*lock.HeldError](err); !ok || held.Holder.PID != os.Getpid() {
		t.Errorf("error %v", err)
	}
}

// TestEveryOperationFails fails each operation of a night in turn, alone and with all
// that follow, as a crash does. The state is then the new one if the run was published,
// else the old one.
func TestEveryOperationFails(t *testing.T) {
	scores := slices.Repeat([]string{"cold"}, 20)
	one := column.Changes{Rows: words("hot"), Before: []uint32{7}, After: []uint32{7}}
	night := func(fsys vfs.FS, dir string, published *bool) error {
		s, err := state.Open(fsys, dir, never)
		if err != nil {
			return err
		}
		defer s.Close() //nolint:errcheck // the lock is released in any case
		tx := s.Begin()
		for _, err := range []error{
			tx.Put(t.Context(), 1, "leads", words("after")), tx.Append(t.Context(), 1, "events", words("two")), tx.Change(t.Context(), 1, "scores", one), tx.Prepare(state.Run{ID: "r"}),
		} {
			if err != nil {
				return errors.Join(err, tx.Abort())
			}
		}
		*published = true // stands for the rename of latest
		return tx.Commit()
	}
	set := func(dir string) {
		s := open(t, unsynced{}, dir, never)
		put(t, s, "leads", "before")
		put(t, s, "events", "one")
		put(t, s, "scores", scores...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	dir, published := t.TempDir(), false
	set(dir)
	sound := vfstest.NewFaulty(unsynced{}, vfstest.Fault{})
	if err := night(sound, dir, &published); err != nil {
		t.Fatal(err)
	}
	operations := sound.Counts()[vfstest.Any]
	if operations < 15 {
		t.Fatalf("only %d operations", operations)
	}
	for nth := 1; nth <= operations; nth++ {
		for _, crash := range []bool{false, true} {
			dir, published := t.TempDir(), false
			set(dir)
			faulty := vfstest.NewFaulty(unsynced{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
			err := night(faulty, dir, &published)
			s := open(t, unsynced{}, dir, func(state.Run) (bool, error) { return published, nil })
			leads, events, hot := []string{"before"}, []string{"one"}, 0
			if published {
				leads, events, hot = []string{"after"}, []string{"one", "two"}, 1
			}
			if got := read(t, s, "scores"); len(got) != 20 || slices.Contains(got, "hot") != published {
				t.Errorf("operation %d, crash %v, published %v, error %v: scores %v", nth, crash, published, err, got)
			}
			if got := read(t, s, "leads"); !slices.Equal(got, leads) {
				t.Errorf("operation %d, crash %v, published %v, error %v: leads %v", nth, crash, published, err, got)
			}
			if got := read(t, s, "events"); !slices.Equal(got, events) {
				t.Errorf("operation %d, crash %v, published %v, error %v: events %v", nth, crash, published, err, got)
			}
			if names := files(t, dir); len(names) != 2+1+len(events)+1+hot {
				t.Errorf("operation %d, crash %v: left %v", nth, crash, names)
			}
			s.Close() //nolint:errcheck // a test's
		}
	}
}
