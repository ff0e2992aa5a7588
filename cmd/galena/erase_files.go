package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"galena/export"
	"galena/internal/vfs"
)

// touched is a file in which the person was found.
type touched struct {
	Path    string `json:"path"`
	Rows    int64  `json:"rows_removed"`
	Removed bool   `json:"file_removed,omitempty"` // not a table, so it was removed as a whole
	Before  string `json:"sha256_before,omitempty"`
	After   string `json:"sha256_after,omitempty"`

	left, size int64 // rows and bytes of a table that remains
}

// eraseRun removes the person from the files of a run's folder, one after another,
// replacing each in one step. A resumed erasure brings run.json up to date even if no
// file changes now: the failed attempt may not have.
func (e *erasure) eraseRun(ctx context.Context, dir string) (changed []touched, err error) {
	if changed, err = e.sweep(dir); err != nil {
		return changed, err
	}
	entries, err := e.disk.ReadDir(dir)
	if err != nil {
		return changed, err
	}
	var all []touched
	for _, entry := range entries {
		if entry.Type().IsRegular() && entry.Name() != "run.json" && !strings.HasPrefix(entry.Name(), vfs.TempPrefix) {
			t, err := e.eraseFile(ctx, filepath.Join(dir, entry.Name()))
			if err != nil {
				return changed, err
			}
			if all = append(all, *t); t.isChanged() {
				changed = append(changed, *t)
			}
		}
	}
	if len(changed) == 0 && !e.resumed || e.dryRun {
		return changed, nil
	}
	return changed, amend(e.disk, filepath.Join(dir, "run.json"), all)
}

// isChanged reports whether the file held the person.
func (t *touched) isChanged() bool { return t.Rows > 0 || t.Removed }

// kindOfFile is how the person's rows are found in a file, and how they are cut out of
// it. A file is read from end to end, never into memory, since it may be larger.
type kindOfFile struct {
	// find returns the spans of the person's rows, and counts the rows in t.
	find func(ctx context.Context, f *os.File, t *touched) ([]span, error)
	// copyOthers writes the file without those spans; nil for a file that is no table
	// and goes as a whole.
	copyOthers func(ctx context.Context, to io.Writer, f *os.File, without []span) error
}

// eraseFile removes the person from a file of a run.
func (e *erasure) eraseFile(ctx context.Context, path string) (*touched, error) {
	past := e.past[filepath.Dir(path)]
	switch filepath.Ext(path) {
	case ".parquet":
		return e.cutOut(ctx, path, kindOfFile{func(ctx context.Context, f *os.File, t *touched) ([]span, error) {
			return e.rowsIn(ctx, f, past, t)
		}, copyRows})
	case ".csv":
		return e.cutOut(ctx, path, kindOfFile{func(_ context.Context, f *os.File, t *touched) ([]span, error) {
			return e.recordsIn(f, past, t)
		}, copyBytes})
	}
	return e.cutOut(ctx, path, kindOfFile{find: func(_ context.Context, f *os.File, t *touched) ([]span, error) {
		return linesIn(f, t, func(line []byte) bool { return e.mentions(string(line)) || e.quotes(line) })
	}})
}

// cutOut removes the person's rows from a file, which is replaced in one step.
func (e *erasure) cutOut(ctx context.Context, path string, kind kindOfFile) (t *touched, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("erasing from %s: %w", path, err)
		}
	}()
	f, err := e.disk.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t = &touched{Path: path}
	before := sha256.New()
	if t.size, err = io.Copy(before, f); err != nil {
		return nil, err
	}
	t.Before = hex.EncodeToString(before.Sum(nil))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	theirs, err := kind.find(ctx, f, t)
	if err != nil {
		return nil, err
	}
	if kind.copyOthers == nil && t.Rows > 0 {
		t.Rows, t.Removed = 0, true
		if !e.dryRun {
			err = e.disk.RemoveAll(path)
		}
		return t, err
	}
	if t.After = t.Before; t.Rows == 0 {
		return t, nil
	}
	if t.After = ""; e.dryRun {
		return t, nil
	}
	after := &counted{hash: sha256.New()}
	err = vfs.ReplaceBy(e.disk, path, export.PrivateMode, func(to io.Writer) error {
		return kind.copyOthers(ctx, io.MultiWriter(to, after), f, theirs)
	})
	t.After, t.size = hex.EncodeToString(after.hash.Sum(nil)), after.size
	return t, err
}

// counted is a writer that hashes and counts what is written.
type counted struct {
	hash hash.Hash
	size int64
}

func (c *counted) Write(p []byte) (int, error) {
	c.size += int64(len(p))
	return c.hash.Write(p)
}
