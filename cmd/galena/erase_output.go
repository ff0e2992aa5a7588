package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"galena/export"
	"galena/internal/vfs"
)

// tempPublishing is the folder that only the next run may remove.
const tempPublishing = vfs.TempPrefix + "publishing"

// eraseOutput removes the person from everything in an output folder. The caller
// holds its lock.
func (e *erasure) eraseOutput(ctx context.Context) (all []touched, err error) {
	for _, dir := range []string{e.at.out, filepath.Join(e.at.out, erasuresName)} {
		left, err := e.sweep(dir)
		if all = append(all, left...); err != nil {
			return all, err
		}
	}
	for _, dir := range e.runs {
		files, err := e.eraseRun(ctx, dir)
		if all = append(all, files...); err != nil {
			return all, err
		}
	}
	rejects := filepath.Join(e.at.out, "rejects-of-failed-run.csv")
	if !isFile(rejects) {
		return all, nil
	}
	t, err := e.eraseFile(ctx, rejects)
	if err == nil && t.isChanged() {
		all = append(all, *t)
	}
	return all, err
}

// sweep removes the temporary files that a dead writer left in a folder: whom they
// are about is unknown.
func (e *erasure) sweep(dir string) (all []touched, err error) {
	entries, err := e.disk.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), vfs.TempPrefix) || entry.Name() == tempPublishing {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		if !e.dryRun {
			if err := e.disk.RemoveAll(path); err != nil {
				return all, err
			}
		}
		all = append(all, touched{Path: path, Removed: true})
	}
	return all, err
}

// runsIn returns the folders of all runs in an output folder.
func runsIn(out string) (dirs []string, err error) {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		if dir := filepath.Join(out, entry.Name()); entry.IsDir() && isFile(filepath.Join(dir, "run.json")) {
			dirs = append(dirs, dir)
		}
	}
	return dirs, err
}

func isFile(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

// amend brings the list of files in run.json up to date with the files that exist.
func amend(disk vfs.FS, path string, all []touched) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var run map[string]any
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		err = decoder.Decode(&run)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	outputs, _ := run["outputs"].([]any)
	kept := outputs[:0]
	for _, output := range outputs {
		file, _ := output.(map[string]any)
		name, _ := file["name"].(string)
		for _, t := range all {
			if name == filepath.Base(t.Path) && file["sha256"] != t.After {
				file["rows"], file["bytes"], file["sha256"] = t.left, t.size, t.After
			}
		}
		if isFile(filepath.Join(filepath.Dir(path), name)) {
			kept = append(kept, file)
		}
	}
	run["outputs"] = kept
	if data, err = json.MarshalIndent(run, "", "  "); err != nil {
		return err
	}
	return vfs.Replace(disk, path, append(data, '\n'), export.PrivateMode)
}
