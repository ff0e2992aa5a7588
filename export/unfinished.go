package export

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
)

// tempPublishing is a file that names the folder of a run between the moment when
// the folder gets its name and the one when latest points to it. A run that dies
// in between leaves it, so that the next one knows that nobody has seen the folder.
const tempPublishing = tempPrefix + "publishing"

// removeUnfinished removes the folder of a run that died before latest could
// point to it.
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
		return err // it died before it had written the name, and before the folder had got it
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
