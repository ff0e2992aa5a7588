package export

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// encoder writes the rows of one table to a file. Rows come in order, from one goroutine.
// The bytes do not depend on how the rows are divided among calls of write.
type encoder interface {
	write(ctx context.Context, workers pipeline.Workers, rows column.Table) error
	// close writes what is buffered.
	close(ctx context.Context, workers pipeline.Workers) error
}

// table is a table of the run being written.
type table struct {
	*file
	schema
	rows int64
	encoder
}

// tableMode is reduced by the umask, as for any file that a user makes.
const tableMode fs.FileMode = 0o666

// createTable creates the file of a table that has the columns of first, and writes none of
// its rows. The extension of the file name gives the format.
func createTable(fsys vfs.FS, dir, name string, mode fs.FileMode, first column.Table) (*table, error) {
	to, err := createFile(fsys, dir, name, mode)
	if err != nil {
		return nil, err
	}
	t := &table{file: to, schema: schemaOf(first)}
	if t.format() == CSV {
		t.encoder, err = newCSVEncoder(to, t.names)
	} else {
		t.encoder, err = newParquetEncoder(to, first)
	}
	if err != nil {
		to.discard()
		return nil, err
	}
	return t, nil
}

// fileName returns the name of a table's file in a format.
func fileName(table string, format Format) string { return table + "." + string(format) }

func (t *table) format() Format { return Format(strings.TrimPrefix(filepath.Ext(t.name), ".")) }

// append writes rows.
func (t *table) append(ctx context.Context, workers pipeline.Workers, rows column.Table) error {
	if err := t.schema.check(rows); err != nil {
		return fmt.Errorf("%s, after row %d: %w", t.name, t.rows, err)
	}
	t.rows += int64(rows.Rows())
	return t.write(ctx, workers, rows)
}

// finish writes what is buffered and puts the file on disk.
func (t *table) finish(ctx context.Context, workers pipeline.Workers) error {
	if err := t.close(ctx, workers); err != nil {
		return err
	}
	return t.file.finish()
}
