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

// Latest returns the id of the run that latest in a folder or store points to; "" where
// there is none.
func Latest(ctx context.Context, fsys vfs.FS, dir string) (runID string, err error) {
	if remote.IsURL(dir) {
		return latestRemote(ctx, dir)
	}
	return runIDOf(fsys, filepath.Join(dir, latestName))
}

// runIDOf returns the id of the run in a folder; "" where there is none.
func runIDOf(fsys vfs.FS, dir string) (string, error) {
	path := filepath.Join(dir, summaryName)
	f, err := fsys.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", explain(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return "", err
	}
	var m Manifest
	if err := json.Unmarshal(content, &m); err != nil {
		return "", fmt.Errorf("%s is damaged: %w", path, err)
	}
	return m.RunID, nil
}
