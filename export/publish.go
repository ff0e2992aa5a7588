package export

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
)

// summaryName is the file that the caller writes. It is written last, so a folder that has
// it is complete.
const summaryName = "run.json"

// Manifest lists the files of a run.
type Manifest struct {
	RunID string        `json:"run_id"`
	Files []WrittenFile `json:"files"` // all files except run.json, sorted by name
}

// WrittenFile is one file of a run.
type WrittenFile struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // in hexadecimal
}

// Published describes a run that latest points to.
type Published struct {
	Manifest
	// Path is the folder or address of the run: named by its id or, if a folder of that
	// name holds anything other than this run, by the id with .2, .3 ...
	Path string
	// Unchanged says that the same run had been published before. Path is then the folder
	// of that earlier run, including its run.json.
	Unchanged bool
	// Removed are the runs removed because export.keep_runs is exceeded. NotRemoved says
	// why others could not be removed; the next run tries again.
	Removed    []string
	NotRemoved error
}

// Publish checks the files that Close has written, asks the caller for run.json, and makes
// the run the latest. On failure latest is unchanged and the caller must call Abort. The
// one exception is a folder that could not be synced after the link had moved: latest may
// then already be the new run.
func (s *Sink) Publish(ctx context.Context, summary func(Manifest) ([]byte, error)) (Published, error) {
	if !s.closed || s.ended {
		return Published{}, errors.New("a run is published once, after Close")
	}
	if err := s.check(ctx); err != nil {
		return Published{}, s.explain(err)
	}
	manifest := s.manifest()
	if s.store != nil {
		return s.publishRemote(ctx, manifest, summary)
	}
	name, unchanged, err := s.destination(manifest)
	if err != nil {
		return Published{}, s.explain(err)
	}
	path := filepath.Join(s.dir, name)
	if !unchanged {
		content, err := summary(manifest)
		if err != nil {
			return Published{}, err
		}
		if err := s.put(s.temp, summaryName, content); err != nil {
			return Published{}, s.explain(err)
		}
	}
	if err := context.Cause(ctx); err != nil {
		return Published{}, err
	}
	if err := s.commit(name, unchanged); err != nil {
		return Published{}, s.explain(err)
	}
	removed, notRemoved := s.prune(name)
	s.tidy()
	return Published{Manifest: manifest, Path: path, Unchanged: unchanged, Removed: removed, NotRemoved: notRemoved}, nil
}

func (s *Sink) manifest() Manifest {
	m := Manifest{RunID: s.runID}
	add := func(f *file, rows int64) {
		m.Files = append(m.Files, WrittenFile{Name: f.name, Rows: rows, Bytes: f.size, SHA256: f.digest()})
	}
	for _, t := range s.tables {
		add(t.file, t.rows)
	}
	for _, f := range s.attached {
		add(f, 0)
	}
	add(s.rejects.file, s.rejects.rows)
	slices.SortFunc(m.Files, func(a, b WrittenFile) int { return cmp.Compare(a.Name, b.Name) })
	return m
}

// destination returns the name of the folder for the run, and whether that folder already
// holds the very same run.
func (s *Sink) destination(m Manifest) (name string, unchanged bool, err error) {
	for n := 1; ; n++ {
		name = nthName(s.runID, n)
		there, same, err := s.holds(filepath.Join(s.dir, name), m)
		if err != nil {
			return "", false, err
		}
		if !there || same {
			return name, same, nil
		}
	}
}

// nthName returns the n-th candidate for the name of a run's folder, from 1.
func nthName(runID string, n int) string {
	if n == 1 {
		return runID
	}
	return fmt.Sprintf("%s.%d", runID, n)
}

// put writes a small file. When it returns, the file and its name are on disk.
func (s *Sink) put(dir, name string, content []byte) error {
	f, err := createFile(s.fs, dir, name, tableMode)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		f.discard()
		return err
	}
	if err := f.finish(); err != nil {
		return err
	}
	return s.fs.SyncDir(dir)
}

// commit renames the folder to its name and moves latest to it. The name is synced before
// the link moves, so that latest never points to nothing.
func (s *Sink) commit(name string, unchanged bool) error {
	path := filepath.Join(s.dir, name)
	if !unchanged {
		if err := s.put(s.dir, tempPublishing, []byte(name)); err != nil {
			return err
		}
		if err := s.fs.Rename(s.temp, path); err != nil {
			return err
		}
		s.moved = true
	}
	link := filepath.Join(s.dir, tempLatest)
	err := s.fs.SyncDir(s.dir)
	if err == nil {
		err = s.fs.Symlink(name, link)
	}
	if err == nil {
		err = s.fs.Rename(link, filepath.Join(s.dir, latestName))
	}
	if err != nil {
		if s.moved && s.fs.Rename(path, s.temp) == nil {
			s.moved = false // so Abort finds the folder where it was
		}
		return err
	}
	return s.fs.SyncDir(s.dir)
}

// tidy releases what a published run no longer needs. It reports no errors, since the next
// run removes what remains.
func (s *Sink) tidy() {
	s.fs.RemoveAll(filepath.Join(s.dir, tempPublishing))  //nolint:errcheck // see above
	s.fs.RemoveAll(s.temp)                                //nolint:errcheck // see above
	s.fs.RemoveAll(filepath.Join(s.dir, keptRejectsName)) //nolint:errcheck // see above
	s.ended = true
	s.lock.Release() //nolint:errcheck // see above
}

// Abort ends a run without publishing it, and removes it. If rows were rejected, their file
// is kept beside the runs, readable by its owner only, until the next run is published or
// aborted; its path is returned. Abort does nothing after Publish has succeeded or when
// called again.
func (s *Sink) Abort() (rejects string, err error) {
	if s.ended {
		return "", nil
	}
	s.ended = true
	for _, f := range s.attached {
		f.discard()
	}
	for _, t := range s.tables {
		t.discard()
		s.fs.RemoveAll(t.path) //nolint:errcheck // makes room for the rejects; what remains is removed with the folder
	}
	rejects, err = s.keepRejects()
	err = errors.Join(err, s.fs.RemoveAll(s.temp), s.fs.RemoveAll(filepath.Join(s.dir, tempLatest)))
	if !s.moved {
		err = errors.Join(err, s.fs.RemoveAll(filepath.Join(s.dir, tempPublishing)))
	}
	err = errors.Join(err, s.lock.Release())
	return rejects, s.explain(err)
}

// keepRejects moves the rejects out of the folder that is about to be removed.
func (s *Sink) keepRejects() (string, error) {
	if s.moved {
		return "", nil
	}
	kept := filepath.Join(s.dir, keptRejectsName)
	if s.rejects.rows == 0 {
		s.rejects.discard()
		return "", s.fs.RemoveAll(kept)
	}
	if err := s.rejects.finish(); err != nil {
		return "", err
	}
	if err := s.fs.Rename(s.rejects.path, kept); err != nil {
		return "", err
	}
	return kept, s.fs.SyncDir(s.dir)
}
