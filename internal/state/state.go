// Package state is what galena remembers from one run to the next: named tables
// in a folder, all of which change at once or not at all.
//
//	state/manifest.json          which files make up the tables; the only file that is replaced
//	state/leads.000012.parquet   a table, or a piece of one, written in generation 12
//	state/pending.json           the manifest of a run that was about to be published
//	state/.lock                  held by the process that may change the folder
//
// A generation is the state of all tables at one time. Files are never overwritten: a
// new generation has new files for the tables that changed, and refers to the old files
// of the others.
//
// A run publishes two things, its output and its state, and a single rename must publish
// both: that of the output. A Transaction that is prepared for a run waits beside the
// manifest until the run is published. Open can ask whether that has happened: if so, it
// completes the Transaction, else it removes it.
package state

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"galena/internal/lock"
	"galena/internal/vfs"
)

const (
	manifestName = "manifest.json"
	pendingName  = "pending.json"
	// The state holds ids of persons, so only its owner may read it.
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// Store is an open state folder. It is not safe for concurrent use.
type Store struct {
	fs      vfs.FS
	dir     string
	lock    lock.Lock
	current manifest
	died    *Died
}

// Died is a run that prepared a generation and ended before it could commit or abort it.
type Died struct {
	Run       Run
	Published bool // it was published, so its generation counts
}

// IsState reports whether a folder holds a state, even a damaged one.
func IsState(fsys vfs.FS, dir string) (bool, error) {
	names, err := (&Store{fs: fsys, dir: dir}).files()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	known := func(name string) bool { return name == manifestName || isTableFile(name) }
	return slices.ContainsFunc(names, known), explain(dir, err)
}

// Published reports whether a run is the latest in its output folder. If that folder no
// longer exists, the answer is no; an error means that the answer is not known.
type Published func(Run) (bool, error)

// Open locks the folder, or fails with *lock.HeldError. It creates the folder if there is
// none, and completes or removes what a dead run was about to commit. The caller must
// call Close.
func Open(fsys vfs.FS, dir string, published Published) (*Store, error) {
	s := &Store{fs: fsys, dir: filepath.Clean(dir)}
	if err := fsys.MkdirAll(s.dir, folderMode); err != nil {
		return nil, s.Explain(err)
	}
	var err error
	if s.lock, err = lock.Take(s.dir); err != nil {
		return nil, s.Explain(err)
	}
	if err := s.recover(published); err != nil {
		return nil, s.Explain(errors.Join(err, s.lock.Release()))
	}
	return s, nil
}

// Close releases the lock.
func (s *Store) Close() error { return s.lock.Release() }

// Generation returns the number of the generation: 0 for a new folder.
func (s *Store) Generation() int { return s.current.Generation }

// Identity returns a hash of the contents of all tables, for the identity of results
// derived from them. It does not depend on the folder's path.
func (s *Store) Identity() string { return s.current.identity() }

// Died returns the dead run that Open had to clean up after; nil if there was none.
func (s *Store) Died() *Died { return s.died }

// Tables returns the names of the tables, sorted.
func (s *Store) Tables() []string {
	var names []string
	for _, t := range s.current.Tables {
		names = append(names, t.Name)
	}
	return names
}

// recover reads the manifest, completes or removes what a dead process had begun, and
// deletes files that no manifest names.
func (s *Store) recover(published Published) error {
	if err := s.load(); err != nil {
		return err
	}
	pending, err := s.read(pendingName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		done := pending.Run != nil && pending.Base == s.current.Generation
		if done {
			if done, err = published(*pending.Run); err != nil {
				return fmt.Errorf("finding out whether the run %s was published: %w", pending.Run.ID, err)
			}
		}
		if pending.Run != nil {
			s.died = &Died{*pending.Run, done}
		}
		if done {
			if _, err := s.advance(pending); err != nil {
				return err
			}
		} else if err := s.fs.RemoveAll(filepath.Join(s.dir, pendingName)); err != nil {
			return err
		}
	}
	return s.sweep()
}

// load reads the manifest. It creates one for an empty folder; a folder with tables but no
// manifest is an error, since without it nobody knows what the tables mean.
func (s *Store) load() error {
	var err error
	s.current, err = s.read(manifestName)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	files, err := s.files()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(files, isTableFile) {
		return fmt.Errorf("it holds tables but no %s, so nobody knows which are valid; restore the folder from a backup, or move it away to begin anew", manifestName)
	}
	s.current = manifest{Format: format}
	return s.replace(manifestName, s.current)
}

// advance makes the pending manifest the current one. If moved is true and err is not nil,
// the rename may not be on the disk yet; the files of the previous generation must then
// stay.
func (s *Store) advance(pending manifest) (moved bool, err error) {
	if err := s.fs.Rename(filepath.Join(s.dir, pendingName), filepath.Join(s.dir, manifestName)); err != nil {
		return false, err
	}
	s.current = pending
	return true, s.fs.SyncDir(s.dir)
}

// sweep removes the files of this package that the manifest does not name. Other files
// stay.
func (s *Store) sweep() error {
	files, err := s.files()
	if err != nil {
		return err
	}
	for _, name := range files {
		if strings.HasPrefix(name, vfs.TempPrefix) || isTableFile(name) && !s.current.has(name) {
			if err := s.fs.RemoveAll(filepath.Join(s.dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) files() ([]string, error) {
	entries, err := s.fs.ReadDir(s.dir)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

var tableFile = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[0-9]{6,}(-[0-9]+)?\.parquet$`)

func isTableFile(name string) bool { return tableFile.MatchString(name) }

// read reads a manifest.
func (s *Store) read(name string) (manifest, error) {
	f, err := s.fs.Open(filepath.Join(s.dir, name))
	if err != nil {
		return manifest{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return manifest{}, err
	}
	m, err := parse(data)
	if err != nil {
		return manifest{}, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// replace replaces the manifest of that name, durably and in one step.
func (s *Store) replace(name string, m manifest) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return vfs.Replace(s.fs, filepath.Join(s.dir, name), append(data, '\n'), fileMode)
}

// Explain adds to an error which state it concerns and what to do about it.
func (s *Store) Explain(err error) error { return explain(s.dir, err) }

func explain(dir string, err error) error {
	if _, held := errors.AsType[*lock.HeldError](err); held || err == nil {
		return err
	}
	if _, explained := errors.AsType[*folderError](err); explained {
		return err
	}
	return &folderError{dir, vfs.Advise(err, "state (--state)")}
}

// folderError is an error about a state folder.
type folderError struct {
	dir string
	err error
}

func (e *folderError) Error() string { return fmt.Sprintf("the state in %s: %v", e.dir, e.err) }

func (e *folderError) Unwrap() error { return e.err }

func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}
