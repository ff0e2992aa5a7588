package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/lock"
	"galena/internal/pipeline"
	"galena/internal/remote"
	"galena/internal/vfs"
)

const (
	leadsName   = "leads"
	consentName = "consent"
	runIDColumn = "run_id"
	latestName  = "latest"
	// tempPrefix begins the names of everything that is not published yet. Whoever holds
	// the lock may remove what has it.
	tempPrefix = vfs.TempPrefix
	tempRun    = tempPrefix + "run"
	tempLatest = tempPrefix + "latest"
)

// Sink writes the tables of one run and publishes them. Only one goroutine may call its
// methods at a time.
type Sink struct {
	fs     vfs.FS
	config Config
	dir    string // where runs are published
	temp   string // where this run is written
	lock   lock.Lock
	store  *store // where the run is uploaded; nil if dir is on this machine
	runID  string

	rejects  *rejects
	tables   []*table // in order of creation
	attached []*file
	schema   schema // of leads, before columns are selected
	extras   []extra
	gate     *consent.Gate // nil if nothing is checked
	runIDs   *column.Text

	swept  bool // a dead run left something, which was removed
	closed bool // all tables are on disk
	moved  bool // the run has left temp for its own folder
	ended  bool // published or aborted
}

var _ pipeline.Sink = (*Sink)(nil)

// Create takes the lock of the folder or fails with *lock.HeldError, removes what dead runs
// left behind, and begins a run. The caller ends the run with Publish or Abort.
func Create(ctx context.Context, fsys vfs.FS, c Config) (*Sink, error) {
	s := &Sink{fs: fsys, config: c, dir: filepath.Clean(c.Dir)}
	if remote.IsURL(c.Dir) {
		var err error
		if s.store, err = openStore(ctx, c.Dir); err != nil {
			return nil, err
		}
		if s.dir, err = stagingFolder(c); err != nil {
			return nil, err
		}
	}
	s.temp = filepath.Join(s.dir, tempRun)
	mode := fs.FileMode(0o777)
	if s.store != nil {
		mode = 0o700
	}
	if err := fsys.MkdirAll(s.dir, mode); err != nil {
		return nil, s.explain(err)
	}
	var err error
	if s.lock, err = lock.Take(s.dir); err != nil {
		return nil, s.locked(err)
	}
	if err := s.begin(); err != nil {
		return nil, s.explain(errors.Join(err, fsys.RemoveAll(s.temp), s.lock.Release()))
	}
	return s, nil
}

func (s *Sink) begin() error {
	if err := s.removeUnfinished(); err != nil {
		return err
	}
	if err := s.sweep(); err != nil {
		return err
	}
	if err := s.fs.Mkdir(s.temp, 0o777); err != nil {
		return err
	}
	var err error
	s.rejects, err = createRejects(s.fs, s.temp)
	return err
}

// sweep removes what dead runs left behind.
func (s *Sink) sweep() error {
	entries, err := s.fs.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == latestName && entry.IsDir() {
			return fmt.Errorf("%s is a folder, where a link to the last run belongs; move it away", filepath.Join(s.dir, latestName))
		}
		if strings.HasPrefix(entry.Name(), tempPrefix) {
			if err := s.fs.RemoveAll(filepath.Join(s.dir, entry.Name())); err != nil {
				return err
			}
			s.swept = true
		}
	}
	return nil
}

// Swept reports whether an earlier run had died and left something that was removed.
func (s *Sink) Swept() bool { return s.swept }

// SetRunID sets the id of the run. It must be called before rows are written; rejects may
// be written earlier.
func (s *Sink) SetRunID(id string) error {
	if id == "" || id == latestName || strings.HasPrefix(id, ".") || strings.ContainsAny(id, `/\`) {
		return fmt.Errorf("%q cannot be a run id: it names a folder", id)
	}
	s.runID, s.runIDs = id, nil
	return nil
}

// Columns returns the names and kinds of the columns of a table of the run, by file name.
// It returns none if the file is not a table.
func (s *Sink) Columns(file string) (names []string, kinds []column.Kind) {
	if t := s.table(file); t != nil {
		return t.names, t.kinds
	}
	return nil, nil
}

// RunID returns the id of the run, "" until SetRunID.
func (s *Sink) RunID() string { return s.runID }

// Dir returns the folder or address that the run is published in.
func (s *Sink) Dir() string {
	if s.store != nil {
		return s.config.Dir
	}
	return s.dir
}

// Write implements pipeline.Sink.
func (s *Sink) Write(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	if err := s.rejects.append(b.Rejects); err != nil {
		return s.explain(err)
	}
	if len(b.Rows.Names()) > 0 {
		if err := s.writeLeads(ctx, workers, b); err != nil {
			return s.explain(err)
		}
	}
	for _, side := range b.Side {
		if err := s.append(ctx, workers, fileName(side.Name, s.config.Format), side.Rows); err != nil {
			return s.explain(err)
		}
	}
	return nil
}

// append writes rows to the table in the named file, which is created on first use.
func (s *Sink) append(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) error {
	if t := s.table(name); t != nil {
		return t.append(ctx, workers, rows)
	}
	if !isFileName(name) || name == rejectsName {
		return fmt.Errorf("%q cannot be the file of a table; this is a bug in galena", name)
	}
	t, err := createTable(s.fs, s.temp, name, tableMode, rows)
	if err != nil {
		return err
	}
	s.tables = append(s.tables, t)
	return t.append(ctx, workers, rows)
}

// table returns the table in the named file, or nil.
func (s *Sink) table(name string) *table {
	for _, t := range s.tables {
		if t.name == name {
			return t
		}
	}
	return nil
}

// Close implements pipeline.Sink: it writes all tables to disk. A run without any leads
// still gets an empty table of leads.
func (s *Sink) Close(ctx context.Context, workers pipeline.Workers) error {
	if s.runID == "" {
		return errors.New("the run has no id; this is a bug in galena")
	}
	if leads := fileName(leadsName, s.config.Format); s.table(leads) == nil {
		none := column.NewTable(0).With(runIDColumn, column.Repeat(s.runID, 0))
		if err := s.append(ctx, workers, leads, none); err != nil {
			return s.explain(err)
		}
	}
	// Tables are finished concurrently: the last rows of one table keep at most one core
	// per column busy, and not the disk.
	err := workers.Each(ctx, len(s.tables), func(ctx context.Context, i int) error { return s.tables[i].finish(ctx, workers) })
	if err != nil {
		return s.explain(err)
	}
	if err := s.rejects.finish(); err != nil {
		return s.explain(err)
	}
	s.closed = true
	return nil
}
