package state

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// maxFiles is the number of files of a table at which Append and Change merge them:
// nights of few changes stay cheap, and folders small.
const maxFiles = 30

// Transaction is a new generation in progress. It ends with Commit or Abort.
type Transaction struct {
	store    *Store
	next     manifest
	prepared bool
	ended    bool
}

// Begin begins the next generation. Only one may be in progress at a time.
func (s *Store) Begin() *Transaction {
	next := s.current
	next.Base, next.Generation, next.Run = s.current.Generation, s.current.Generation+1, nil
	return &Transaction{store: s, next: next}
}

// Put replaces a table. If the rows are those it holds already, no file is written.
func (t *Transaction) Put(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) error {
	entry, err := t.write(ctx, workers, name, rows)
	if err != nil {
		return err
	}
	if files := t.next.table(name); len(files) == 1 && files[0].SHA256 == entry.SHA256 {
		return t.forget(entry.Name)
	}
	t.next = t.next.with(name, []fileEntry{entry})
	return nil
}

// Append adds rows to the end of a table, in a file of their own.
func (t *Transaction) Append(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) error {
	files := t.next.table(name)
	if rows.Rows() == 0 && len(files) > 0 {
		return nil
	}
	if len(files) >= maxFiles {
		before, err := (&Store{fs: t.store.fs, dir: t.store.dir, current: t.next}).Table(ctx, workers, name)
		if err != nil {
			return err
		}
		both := append(column.Rows(0, before.Rows()), column.Rows(1, rows.Rows())...)
		return t.Put(ctx, workers, name, column.TakeRows([]column.Table{before, rows}, both))
	}
	entry, err := t.write(ctx, workers, name, rows)
	if err != nil {
		return err
	}
	t.next = t.next.with(name, append(files[:len(files):len(files)], entry))
	return nil
}

// write writes rows to a new file of a table.
func (t *Transaction) write(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) (fileEntry, error) {
	file := fmt.Sprintf("%s.%06d.parquet", name, t.next.Generation)
	for n := 2; t.next.has(file); n++ {
		file = fmt.Sprintf("%s.%06d-%d.parquet", name, t.next.Generation, n)
	}
	if !isTableFile(file) {
		return fileEntry{}, fmt.Errorf("%q cannot be the name of a table; this is a bug in galena", name)
	}
	entry, err := t.store.write(ctx, workers, file, rows)
	return entry, t.store.Explain(err)
}

// forget removes a file that turned out to be unnecessary.
func (t *Transaction) forget(file string) error {
	return t.store.Explain(t.store.fs.RemoveAll(filepath.Join(t.store.dir, file)))
}

// isChanged reports whether the tables differ from the current generation.
func (t *Transaction) isChanged() bool { return t.next.identity() != t.store.current.identity() }

// Prepare writes the generation to the disk for a run that is about to be published. If
// the process dies after that, Open decides whether the generation counts.
func (t *Transaction) Prepare(run Run) error {
	if !t.isChanged() {
		return nil
	}
	t.next.Run = &run
	return t.store.Explain(t.prepare())
}

func (t *Transaction) prepare() error {
	if err := t.store.fs.SyncDir(t.store.dir); err != nil {
		return err
	}
	t.prepared = true
	return t.store.replace(pendingName, t.next)
}

// Commit makes the generation the current one and removes the files that are no longer
// needed. A generation without changes is dropped. If Commit fails the caller calls
// Abort; if the run was prepared and published, Open will complete it.
func (t *Transaction) Commit() error {
	if !t.isChanged() {
		return t.Abort()
	}
	if !t.prepared {
		if err := t.prepare(); err != nil {
			return t.store.Explain(err)
		}
	}
	moved, err := t.store.advance(t.next)
	t.ended = moved
	if err != nil {
		return t.store.Explain(err)
	}
	t.store.sweep() //nolint:errcheck // the next Open removes what remains
	return nil
}

// Settle ends a prepared transaction when publishing its run has failed: it
// commits if the run was published all the same, as when only the last sync
// failed, and aborts if not.
func (t *Transaction) Settle(published Published) error {
	if t.prepared && t.next.Run != nil {
		done, err := published(*t.next.Run)
		if err != nil {
			t.ended = true // the next Open will find out
			return t.store.Explain(err)
		}
		if done {
			return t.Commit()
		}
	}
	return t.Abort()
}

// Abort removes what the transaction has written. It does nothing if the generation is
// the current one, or if called again.
func (t *Transaction) Abort() error {
	if t.ended {
		return nil
	}
	t.ended = true
	err := t.store.fs.RemoveAll(filepath.Join(t.store.dir, pendingName))
	return t.store.Explain(errors.Join(err, t.store.sweep()))
}
