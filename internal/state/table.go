package state

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// Table returns the rows of a table, in the order in which they were put; if there is no
// such table, it has no rows and no columns. A file that differs from what was written
// is an error. Several goroutines may read tables at once.
func (s *Store) Table(ctx context.Context, workers pipeline.Workers, name string) (column.Table, error) {
	var parts []column.Table
	var refs []column.Ref
	for _, f := range s.current.table(name) {
		rows, err := s.rows(ctx, workers, f)
		if err == nil && f.Changes {
			rows, refs, err = changed(rows, refs, len(parts))
		} else {
			for i, part := range rows {
				refs = append(refs, column.Rows(uint32(len(parts)+i), part.Rows())...)
			}
		}
		if err != nil {
			return column.Table{}, s.Explain(fmt.Errorf("reading %s: %w", f.Name, err))
		}
		parts = append(parts, rows...)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return column.TakeRows(parts, refs), nil
}

// rows reads a file in tables of one row group each.
func (s *Store) rows(ctx context.Context, workers pipeline.Workers, entry fileEntry) (parts []column.Table, err error) {
	f, err := s.open(entry)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in, err := parquet.Open(f, entry.Bytes)
	if err != nil {
		return nil, err
	}
	for b, err := range in.Batches(ctx, workers, nil, math.MaxInt) {
		if err != nil {
			return nil, err
		}
		parts = append(parts, b.Rows)
	}
	if len(parts) == 0 { // the columns are known even if there are no rows
		empty := column.NewTable(0)
		for _, field := range in.Fields() {
			empty = empty.With(field.Name, column.Take(nil, nil))
		}
		parts = append(parts, empty)
	}
	return parts, nil
}

// Check finds damage in a table that is seldom read, while there is still a backup. It
// reads the files without decoding them.
func (s *Store) Check(name string) error {
	for _, entry := range s.current.table(name) {
		f, err := s.open(entry)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return s.Explain(fmt.Errorf("reading %s: %w", entry.Name, err))
		}
	}
	return nil
}

// open opens a file after checking that it is as it was written.
func (s *Store) open(entry fileEntry) (*os.File, error) {
	f, err := s.fs.Open(filepath.Join(s.dir, entry.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the file is not there; restore the folder from a backup")
	}
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	if _, err = io.Copy(digest, f); err == nil && hex.EncodeToString(digest.Sum(nil)) != entry.SHA256 {
		err = errors.New("the file is not what galena wrote; restore the folder from a backup")
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// write writes rows to a file and syncs it. It does not sync the folder.
func (s *Store) write(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) (fileEntry, error) {
	to, err := s.fs.Create(filepath.Join(s.dir, name), fileMode)
	if err != nil {
		return fileEntry{}, err
	}
	sums := &summed{to: to, hash: sha256.New()}
	buffer := bufio.NewWriterSize(sums, 256<<10)
	err = encode(ctx, workers, buffer, rows)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = to.Sync()
	}
	if closeErr := to.Close(); err == nil {
		err = closeErr
	}
	return fileEntry{Name: name, Rows: int64(rows.Rows()), Bytes: sums.size, SHA256: hex.EncodeToString(sums.hash.Sum(nil))}, err
}

func encode(ctx context.Context, workers pipeline.Workers, to io.Writer, rows column.Table) error {
	w, err := parquet.NewWriter(to, parquet.FieldsOf(rows))
	if err != nil {
		return err
	}
	if err := w.Write(ctx, workers, rows); err != nil {
		return err
	}
	return w.Close(ctx, workers)
}

// summed is a writer that counts and hashes what it passes on to a file.
type summed struct {
	to   vfs.File
	hash hash.Hash
	size int64
}

func (s *summed) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.hash.Write(p[:n])
	s.size += int64(n)
	return n, err
}
