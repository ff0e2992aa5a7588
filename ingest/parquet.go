package ingest

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// parquetReader is a tableReader for a Parquet file.
type parquetReader struct {
	*parquet.Reader
	columns   []string // columns to read; nil for all
	batchRows int
}

// openParquet opens a Parquet file. Its footer is at the end, so a file that comes through
// a pipe or is compressed as a whole is held in memory.
func openParquet(ctx context.Context, c *content, columns []string, batchRows int) (tableReader, error) {
	at, size, ok := c.anywhere(ctx)
	if !ok {
		at, size, ok = c.file()
	}
	if !ok {
		whole, err := io.ReadAll(c)
		if err != nil {
			return nil, err
		}
		at, size = bytes.NewReader(whole), int64(len(whole))
	}
	reader, err := parquet.Open(at, size)
	if err != nil {
		return nil, err
	}
	p := parquetReader{reader, nil, batchRows}
	if columns != nil {
		p.columns = slices.DeleteFunc(slices.Clone(p.Header()), func(name string) bool { return !slices.Contains(columns, name) })
	}
	return p, nil
}

// file returns the file under the content, if the content is its bytes on disk as they are.
func (c *content) file() (at io.ReaderAt, size int64, ok bool) {
	file, ok := c.raw.reader.(*os.File)
	if !ok || c.decompressed {
		return nil, 0, false
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0, false
	}
	return file, info.Size(), true
}

// Header implements tableReader.
func (r parquetReader) Header() []string {
	fields := r.Fields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// head returns the columns without rows.
func (r parquetReader) head() column.Table {
	var head column.Table
	for _, f := range r.Fields() {
		head = head.With(f.Name, column.Empty(f.Kind))
	}
	return head
}

// Batches implements tableReader.
func (r parquetReader) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return r.Reader.Batches(ctx, workers, r.columns, r.batchRows)
}
