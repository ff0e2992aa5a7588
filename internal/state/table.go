package state

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"
	"path/filepath"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// Table returns the rows of a table, in the order in which they were put; of a
// table that is not there, none and no columns. A file that is not what was
// written is an error.
func (s *Store) Table(ctx context.Context, workers pipeline.Workers, name string) (column.Table, error) {
	var parts []column.Table
	for _, f := range s.current.table(name) {
		rows, err := s.rows(ctx, workers, f)
		if err != nil {
			return column.Table{}, s.explain(fmt.Errorf("reading %s: %w", f.Name, err))
		}
		parts = append(parts, rows...)
	}
	return concatenated(parts), nil
}

// rows reads a file in tables of one row group each.
func (s *Store) rows(ctx context.Context, workers pipeline.Workers, entry fileEntry) (parts []column.Table, err error) {
	f, err := s.fs.Open(filepath.Join(s.dir, entry.Name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	digest := sha256.New()
	size, err := io.Copy(digest, f)
	if err != nil {
		return nil, err
	}
	if hex.EncodeToString(digest.Sum(nil)) != entry.SHA256 {
		return nil, fmt.Errorf("the file is not what galena wrote; restore the folder from a backup")
	}
	in, err := parquet.Open(f, size)
	if err != nil {
		return nil, err
	}
	for b, err := range in.Batches(ctx, workers, nil, math.MaxInt) {
		if err != nil {
			return nil, err
		}
		parts = append(parts, b.Rows)
	}
	if len(parts) == 0 { // the columns are known even of no rows
		empty := column.NewTable(0)
		for _, field := range in.Fields() {
			empty = empty.With(field.Name, column.Take(nil, nil))
		}
		parts = append(parts, empty)
	}
	return parts, nil
}

// concatenated puts tables below one another. A column that one of them lacks is
// null there.
func concatenated(parts []column.Table) column.Table {
	if len(parts) == 1 {
		return parts[0]
	}
	var refs []column.Ref
	var names []string
	seen := map[string]bool{}
	for i, part := range parts {
		for row := range part.Rows() {
			refs = append(refs, column.Ref{Table: uint32(i), Row: uint32(row)})
		}
		for _, name := range part.Names() {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	out := column.NewTable(len(refs))
	for _, name := range names {
		arrays := make([]column.Array, len(parts))
		for i, part := range parts {
			arrays[i] = part.Column(name)
		}
		out = out.With(name, column.Take(arrays, refs))
	}
	return out
}

// write writes rows to a file and puts it on the disk. The folder's names are not
// synced.
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
	return fileEntry{name, int64(rows.Rows()), sums.size, hex.EncodeToString(sums.hash.Sum(nil))}, err
}

func encode(ctx context.Context, workers pipeline.Workers, to io.Writer, rows column.Table) error {
	fields := make([]parquet.Field, len(rows.Names()))
	for i, name := range rows.Names() {
		fields[i] = parquet.Field{Name: name, Kind: column.KindOf(rows.At(i))}
	}
	w, err := parquet.NewWriter(to, fields, parquet.WriterOptions{})
	if err != nil {
		return err
	}
	if err := w.Write(ctx, workers, rows); err != nil {
		return err
	}
	return w.Close(ctx, workers)
}

// summed is the way of bytes to a file.
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
