package export_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"galena/export"
	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// attached publishes a run with a file and a table beside the leads.
func attached(t *testing.T, dir, model string) export.Published {
	t.Helper()
	ctx := context.Background()
	s, err := export.Create(t.Context(), vfs.OS{}, settings(dir, export.Parquet))
	if err != nil {
		t.Fatal(err)
	}
	pairs := column.NewTable(2).With("a", text("=1", "2")).With("b", text("NULL", "x"))
	for _, err := range []error{
		s.SetRunID("run-1"), s.Write(ctx, 1, pipeline.Batch{Rows: leadsOf(0, 3)}), s.Close(ctx, 1),
		s.AttachFile("model.json", []byte(model)), s.AttachTable(ctx, 1, "review.csv", pairs),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if s.AttachFile("model.json", nil) == nil || s.AttachTable(ctx, 1, "leads.parquet", pairs) == nil || s.AttachFile("run.json", nil) == nil {
		t.Error("a name is given twice")
	}
	published, err := s.Publish(ctx, summary)
	if err != nil {
		t.Fatal(err)
	}
	return published
}

func TestAttachments(t *testing.T) {
	dir := t.TempDir()
	published := attached(t, dir, "{}")
	for name, want := range map[string]string{"model.json": "{}", "review.csv": "a,b\n'=1,\n2,x\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, "latest", name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
		if !slices.ContainsFunc(published.Files, func(f export.WrittenFile) bool { return f.Name == name && f.Bytes == int64(len(want)) }) {
			t.Errorf("the manifest lacks %s", name)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "latest", "review.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("review.csv can be read by others: %v (%v)", info.Mode(), err)
	}
	if !attached(t, dir, "{}").Unchanged {
		t.Error("the same run again is not the same")
	}
	if again := attached(t, dir, "{ }"); again.Unchanged || again.Path == published.Path {
		t.Error("a run with another model passes for the same")
	}
}

func TestAttachmentsAreVerified(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	s, err := export.Create(t.Context(), vfs.OS{}, settings(dir, export.Parquet))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.SetRunID("run-1"), s.Close(ctx, 1), s.AttachFile("model.json", []byte("{}"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".tmp-run", "model.json"), []byte("[]"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, summary); err == nil {
		t.Error("a damaged file is published")
	}
	if _, err := s.Abort(); err != nil {
		t.Error(err)
	}
}
