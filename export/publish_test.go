package export_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/export"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/lock"
	"galena/internal/pipeline"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

func latest(t *testing.T, dir string) string {
	t.Helper()
	target, err := os.Readlink(filepath.Join(dir, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestPublish(t *testing.T) {
	for _, format := range []export.Format{export.CSV, export.Parquet} {
		for _, verify := range []export.Verify{export.VerifyNone, export.VerifyIndependent} {
			t.Run(string(format)+"/"+string(verify), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "a", "out")
				c := settings(dir, format)
				c.Verify = verify
				published := mustRun(t, c, "r1", batches(1000, 300))
				if published.Unchanged || published.Path != filepath.Join(dir, "r1") || latest(t, dir) != "r1" {
					t.Errorf("published %+v, latest %s", published, latest(t, dir))
				}
				if id := wholeRun(t, filepath.Join(dir, "latest")); id != "r1" {
					t.Errorf("run.json says %q", id)
				}
				rows := map[string]int64{}
				for _, f := range published.Files {
					rows[f.Name] = f.Rows
				}
				want := map[string]int64{"leads." + string(format): 1000, "crosswalk." + string(format): 1000, "rejects.csv": 1}
				if diff := cmp.Diff(want, rows); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff([]string{".lock", "latest", "r1"}, names(t, dir)); diff != "" {
					t.Errorf("folder (-want +got):\n%s", diff)
				}
				info, err := os.Stat(filepath.Join(dir, "r1", "rejects.csv"))
				if err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("rejects.csv: %v %v", info.Mode(), err)
				}
			})
		}
	}
}

func TestBytesDoNotDependOnBatches(t *testing.T) {
	for _, format := range []export.Format{export.CSV, export.Parquet} {
		want := mustRun(t, settings(t.TempDir(), format), "r1", batches(10_000, 10_000)).Manifest
		for _, size := range []int{999, 4096, 7000} {
			got := mustRun(t, settings(t.TempDir(), format), "r1", batches(10_000, size)).Manifest
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, batches of %d (-want +got):\n%s", format, size, diff)
			}
		}
	}
}

func TestTheSameRunAgain(t *testing.T) {
	dir := t.TempDir()
	c := settings(dir, export.CSV)
	mustRun(t, c, "r1", batches(10, 5))
	mustRun(t, c, "r2", batches(20, 5))
	if again := mustRun(t, c, "r1", batches(10, 3)); !again.Unchanged || latest(t, dir) != "r1" {
		t.Errorf("again: %+v, latest %s", again, latest(t, dir))
	}

	damage := []struct {
		name string
		do   func(folder string) error
	}{
		{"edited", func(f string) error {
			return os.WriteFile(filepath.Join(f, "leads.csv"), []byte("lead_id\n"), 0o644)
		}},
		{"a file is gone", func(f string) error { return os.Remove(filepath.Join(f, "crosswalk.csv")) }},
		{"run.json is gone", func(f string) error { return os.Remove(filepath.Join(f, "run.json")) }},
		{"run.json is cut", func(f string) error { return os.Truncate(filepath.Join(f, "run.json"), 20) }},
	}
	for _, test := range damage {
		before := latest(t, dir)
		if err := test.do(filepath.Join(dir, before)); err != nil {
			t.Fatal(err)
		}
		got := mustRun(t, c, "r1", batches(10, 5))
		if got.Unchanged || latest(t, dir) == before || !strings.HasPrefix(latest(t, dir), "r1.") {
			t.Errorf("%s: published %s, latest %s, before %s", test.name, got.Path, latest(t, dir), before)
		}
		wholeRun(t, got.Path)
		if again := mustRun(t, c, "r1", batches(10, 5)); !again.Unchanged || again.Path != got.Path {
			t.Errorf("%s: again %+v", test.name, again)
		}
	}
	if latest(t, dir) != "r1.5" {
		t.Errorf("latest %s", latest(t, dir))
	}
}

func TestLock(t *testing.T) {
	c := settings(t.TempDir(), export.CSV)
	sink, err := export.Create(t.Context(), vfs.OS{}, c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = export.Create(t.Context(), vfs.OS{}, c)
	locked, ok := errors.AsType[*lock.HeldError](err)
	if !ok || locked.Holder.PID != os.Getpid() || locked.Holder.Host == "" || locked.Holder.Since.IsZero() {
		t.Fatalf("error %v", err)
	}
	if _, err := sink.Abort(); err != nil {
		t.Fatal(err)
	}
	mustRun(t, c, "r1", batches(1, 1))
}

func TestAbort(t *testing.T) {
	dir := t.TempDir()
	c := settings(dir, export.Parquet)
	mustRun(t, c, "r1", batches(10, 5))

	sink, err := export.Create(t.Context(), vfs.OS{}, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(t.Context(), sink, "r2", batches(20, 5)); err != nil {
		t.Fatal(err)
	}
	kept, err := sink.Abort()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(read(t, kept)); strings.Count(got, "\n") != 2 || !strings.Contains(got, "too_many_cells") {
		t.Errorf("kept rejects: %q", got)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("kept rejects: %v %v", info.Mode(), err)
	}
	if diff := cmp.Diff([]string{".lock", "latest", "r1", "rejects-of-failed-run.csv"}, names(t, dir)); diff != "" {
		t.Errorf("after abort (-want +got):\n%s", diff)
	}
	if again, err := sink.Abort(); again != "" || err != nil {
		t.Errorf("abort again: %q %v", again, err)
	}

	mustRun(t, c, "r3", batches(20, 5))
	if diff := cmp.Diff([]string{".lock", "latest", "r1", "r3"}, names(t, dir)); diff != "" {
		t.Errorf("after a good run (-want +got):\n%s", diff)
	}
}

func TestWhatEndsARun(t *testing.T) {
	tooFew := batches(4, 2)
	tooFew[1].Rows = tooFew[1].Rows.Without("note")
	late := batches(4, 2)
	late[1].Rows = late[1].Rows.With("late", text("a", "b"))
	retyped := batches(4, 2)
	retyped[1].Rows = retyped[1].Rows.With("record_count", text("a", "b"))
	side := batches(2, 2)
	side[0].Side = []pipeline.Side{{Name: "../escape", Rows: column.NewTable(0).With("x", text())}}
	tests := []struct {
		name    string
		columns []string
		batches []pipeline.Batch
		want    string
	}{
		{"a column goes", nil, tooFew, "leads: there are 9 columns where there were 10"},
		{"a column comes", nil, late, `leads: column "late" was not there before`},
		{"a column changes", nil, retyped, `leads: column "record_count" is text, but was int before`},
		{"a bad name", nil, side, `"../escape.csv" cannot be the file of a table`},
		{"an unknown column", []string{"lead_id", "emial"}, batches(2, 2), `did you mean "email"?`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			c := settings(dir, export.CSV)
			mustRun(t, c, "r1", batches(4, 2))
			if test.columns != nil {
				c.Columns = columnList(test.columns...)
			}
			_, err := run(t.Context(), vfs.OS{}, c, "r2", test.batches)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if got := latest(t, dir); got != "r1" {
				t.Errorf("latest %s", got)
			}
		})
	}
}

func columnList(names ...string) []config.Text {
	var out []config.Text
	for _, name := range names {
		out = append(out, config.Text{Value: name})
	}
	return out
}

func TestColumns(t *testing.T) {
	tests := []struct {
		columns []string
		want    string
	}{
		{[]string{"tier", "lead_id"}, "tier,lead_id,run_id\nhot,L000000,r1\n"},
		{[]string{"run_id", "lead_id"}, "run_id,lead_id\nr1,L000000\n"},
	}
	for _, test := range tests {
		c := settings(t.TempDir(), export.CSV)
		c.Columns = columnList(test.columns...)
		published := mustRun(t, c, "r1", batches(1, 1))
		if diff := cmp.Diff(test.want, string(read(t, filepath.Join(published.Path, "leads.csv")))); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.columns, diff)
		}
	}
}

func TestARunWithoutLeads(t *testing.T) {
	for _, format := range []export.Format{export.CSV, export.Parquet} {
		c := settings(t.TempDir(), format)
		c.Verify = export.VerifyIndependent
		published := mustRun(t, c, "r1", nil)
		if f := published.Files[0]; f.Name != "leads."+string(format) || f.Rows != 0 {
			t.Errorf("%+v", f)
		}
	}
}

func TestASummaryThatFails(t *testing.T) {
	dir := t.TempDir()
	c := settings(dir, export.CSV)
	mustRun(t, c, "r1", batches(4, 2))
	refusal := errors.New("the gates are shut")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name    string
		ctx     context.Context
		summary func(export.Manifest) ([]byte, error)
		want    error
	}{
		{"refused", t.Context(), func(export.Manifest) ([]byte, error) { return nil, refusal }, refusal},
		{"cancelled", cancelled, summary, context.Canceled},
	}
	for _, test := range tests {
		sink, err := export.Create(t.Context(), vfs.OS{}, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := fill(t.Context(), sink, "r2", batches(6, 2)); err != nil {
			t.Fatal(err)
		}
		if _, err := sink.Publish(test.ctx, test.summary); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		if _, err := sink.Abort(); err != nil {
			t.Error(err)
		}
		if latest(t, dir) != "r1" {
			t.Errorf("%s: latest %s", test.name, latest(t, dir))
		}
	}
}

func TestOrderOfCalls(t *testing.T) {
	sink, err := export.Create(t.Context(), vfs.OS{}, settings(t.TempDir(), export.CSV))
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Abort()
	for _, id := range []string{"", ".", "..", "latest", ".tmp-x", "a/b", `a\b`} {
		if err := sink.SetRunID(id); err == nil {
			t.Errorf("run id %q was taken", id)
		}
	}
	if err := sink.Write(t.Context(), 1, batches(1, 1)[0]); err == nil {
		t.Error("rows were written without a run id")
	}
	if err := sink.Close(t.Context(), 1); err == nil {
		t.Error("closed without a run id")
	}
	if _, err := sink.Publish(t.Context(), summary); err == nil {
		t.Error("published before Close")
	}
}

func TestLatestThatIsAFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "latest"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := export.Create(t.Context(), vfs.OS{}, settings(dir, export.CSV)); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("error %v", err)
	}
}

// TestKeepRuns: as many runs stay as the config says, the latest included, and whatever is
// not a run is left alone.
func TestKeepRuns(t *testing.T) {
	c := settings(t.TempDir(), export.CSV)
	for i, id := range []string{"r1", "r2", "r3", "r4"} {
		mustRun(t, c, id, batches(i+1, 2))
		made := time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(c.Dir, id, "run.json"), made, made); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(c.Dir, "notes"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "notes", "run.json"), []byte(`{"of": "another program"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	c.KeepRuns = 2
	published := mustRun(t, c, "r1", batches(1, 2)) // the oldest once more
	if diff := cmp.Diff([]string{"r2", "r3"}, published.Removed); diff != "" || published.NotRemoved != nil {
		t.Errorf("removed (-want +got), %v:\n%s", published.NotRemoved, diff)
	}
	if diff := cmp.Diff([]string{".lock", "latest", "notes", "r1", "r4"}, names(t, c.Dir)); diff != "" || latest(t, c.Dir) != "r1" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	c.KeepRuns = 1
	faulty := vfstest.NewFaulty(unsynced{}, vfstest.Fault{Op: vfstest.Remove, Nth: 1, Err: syscall.EACCES})
	published, err := run(t.Context(), faulty, c, "r5", batches(5, 2))
	if err != nil || published.NotRemoved == nil || !slices.Equal(published.Removed, []string{"r4"}) || latest(t, c.Dir) != "r5" {
		t.Errorf("a run that cannot be removed: %v, %v; removed %v", err, published.NotRemoved, published.Removed)
	}
}
