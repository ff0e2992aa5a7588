package export

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
)

// tempPublishing is a file that holds the name of a run's folder from just before the
// folder gets that name until latest points to it. If the run dies in between, the file
// stays and tells the next run that nobody has seen that folder.
const tempPublishing = tempPrefix + "publishing"

// removeUnfinished removes the folder of a run that died before latest pointed to it.
func (s *Sink) removeUnfinished() error {
	f, err := s.fs.Open(filepath.Join(s.dir, tempPublishing))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	name, err := io.ReadAll(f)
	f.Close() //nolint:errcheck // it was only read
	if err != nil || !isFileName(string(name)) {
		return err // the run died before it had written the name, so the folder does not have it yet
	}
	unseen, err := runIDOf(s.fs, filepath.Join(s.dir, string(name)))
	if err != nil || unseen == "" {
		return err
	}
	latest, err := runIDOf(s.fs, filepath.Join(s.dir, latestName))
	if err != nil || latest == unseen {
		return err
	}
	return s.fs.RemoveAll(filepath.Join(s.dir, string(name)))
}
