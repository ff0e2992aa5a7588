package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"galena/export"
	"galena/internal/column"
	"galena/internal/parquet"
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
				return changed, fmt.Errorf("erasing from %s: %w", filepath.Join(dir, entry.Name()), err)
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

// eraseFile removes the person from a file.
func (e *erasure) eraseFile(ctx context.Context, path string) (*touched, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	t := &touched{Path: path, Before: hex.EncodeToString(sum[:]), size: int64(len(data))}
	var out []byte
	switch filepath.Ext(path) {
	case ".parquet":
		out, err = e.withoutRows(ctx, data, t)
	case ".csv":
		out, err = e.withoutLines(data, t)
	default:
		if t.Removed = e.mentions(string(data)) || e.quotes(data); t.Removed && !e.dryRun {
			err = e.disk.RemoveAll(path)
		}
	}
	if err != nil || t.Removed || e.dryRun {
		return t, err
	}
	if t.Rows == 0 {
		t.After = t.Before
		return t, nil
	}
	sum = sha256.Sum256(out)
	t.After, t.size = hex.EncodeToString(sum[:]), int64(len(out))
	return t, vfs.Replace(e.disk, path, out, export.PrivateMode)
}

// quotes reports whether bytes that are not a table contain an identifier of the
// person.
func (e *person) quotes(data []byte) bool {
	lower := bytes.ToLower(data)
	for _, set := range []map[string]bool{e.emails, e.phones, e.leads} {
		for text := range set {
			if bytes.Contains(lower, []byte(strings.ToLower(text))) {
				return true
			}
		}
	}
	return false
}

// withoutLines cuts the person's records out of CSV and keeps every other byte.
func (e *person) withoutLines(data []byte, t *touched) ([]byte, error) {
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return data, nil
	}
	if err != nil {
		return nil, err
	}
	start := in.InputOffset()
	out := append([]byte{}, data[:start]...)
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		end := in.InputOffset()
		if e.isOf(header, record[:min(len(record), len(header))]) {
			t.Rows++
		} else {
			out = append(out, data[start:end]...)
			t.left++
		}
		start = end
	}
}

// withoutRows writes a Parquet file again without the person's rows.
func (e *person) withoutRows(ctx context.Context, data []byte, t *touched) ([]byte, error) {
	in, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := parquet.NewWriter(&out, in.Fields())
	if err != nil {
		return nil, err
	}
	for b, err := range in.Batches(ctx, 1, nil, math.MaxInt) {
		if err != nil {
			return nil, err
		}
		kept := e.others(b.Rows)
		t.Rows += int64(b.Rows.Rows() - kept.Rows())
		t.left += int64(kept.Rows())
		if err := w.Write(ctx, 1, kept); err != nil {
			return nil, err
		}
	}
	if err := w.Close(ctx, 1); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// others returns the rows of a table that are not the person's.
func (e *person) others(rows column.Table) column.Table {
	in := rowsOf(rows)
	cells := make([]string, len(in.names))
	var refs []column.Ref
	for row := range rows.Rows() {
		for i, name := range in.names {
			cells[i] = in.cell(name, row)
		}
		if !e.isOf(in.names, cells) {
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
	}
	return column.TakeRows([]column.Table{rows}, refs)
}
