package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"galena/internal/remote"
	"galena/internal/vfs"
)

// Latest returns the id of the run that latest points to in a folder or store, or "" if
// there is none.
func Latest(ctx context.Context, fsys vfs.FS, dir string) (runID string, err error) {
	if remote.IsURL(dir) {
		_, last, err := latestRemote(ctx, dir)
		return last.RunID, err
	}
	return runIDOf(fsys, filepath.Join(dir, latestName))
}

// LatestSummary returns run.json of the run that latest points to in a folder or store, or
// nil if there is none.
func LatestSummary(ctx context.Context, fsys vfs.FS, dir string) (content []byte, err error) {
	if remote.IsURL(dir) {
		folder, last, err := latestRemote(ctx, dir)
		if err != nil || last.Path == "" {
			return nil, err
		}
		content, _, err = folder.Read(ctx, last.Path+"/"+summaryName)
		return content, err
	}
	return summaryIn(fsys, filepath.Join(dir, latestName))
}

// summaryIn returns run.json of the run in a folder, or nil if there is none.
func summaryIn(fsys vfs.FS, dir string) ([]byte, error) {
	f, err := fsys.Open(filepath.Join(dir, summaryName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, vfs.Advise(err, dirKey)
	}
	defer f.Close()
	return io.ReadAll(f)
}

// runIDOf returns the id of the run in a folder, or "" if there is none.
func runIDOf(fsys vfs.FS, dir string) (string, error) {
	content, err := summaryIn(fsys, dir)
	if content == nil || err != nil {
		return "", err
	}
	var m Manifest
	if err := json.Unmarshal(content, &m); err != nil {
		return "", fmt.Errorf("%s is damaged: %w", filepath.Join(dir, summaryName), err)
	}
	return m.RunID, nil
}
