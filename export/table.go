package export

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// encoder writes the rows of one table to a file. Rows come in order, from one
// goroutine; the bytes do not depend on how they are cut into tables.
type encoder interface {
	write(ctx context.Context, workers pipeline.Workers, rows column.Table) error
	// close writes what is held back.
	close(ctx context.Context, workers pipeline.Workers) error
}

// table is a table of the run being written. All its rows have the columns of
// the first.
type table struct {
	*file
	label  string // the name of the file without extension
	format Format
	names  []string
	kinds  []column.Kind
	rows   int64
	encoder
}

// tableMode is cut by the umask, as for any file a user makes.
const tableMode fs.FileMode = 0o666

// createTable makes the file of a table with the columns of first, of which it
// writes nothing yet.
func createTable(fsys vfs.FS, dir, label string, format Format, first column.Table) (*table, error) {
	to, err := createFile(fsys, dir, label+"."+string(format), tableMode)
	if err != nil {
		return nil, err
	}
	t := &table{file: to, label: label, format: format, names: slices.Clone(first.Names())}
	for i := range t.names {
		t.kinds = append(t.kinds, column.KindOf(first.At(i)))
	}
	if format == CSV {
		t.encoder, err = newCSVEncoder(to, t.names)
	} else {
		t.encoder, err = newParquetEncoder(to, t.names, t.kinds)
	}
	if err != nil {
		to.discard()
		return nil, err
	}
	return t, nil
}

// append writes rows.
func (t *table) append(ctx context.Context, workers pipeline.Workers, rows column.Table) error {
	if err := t.checkColumns(rows); err != nil {
		return err
	}
	t.rows += int64(rows.Rows())
	return t.write(ctx, workers, rows)
}

// checkColumns fails where rows differ in their columns from those before.
func (t *table) checkColumns(rows column.Table) error {
	if !slices.Equal(t.names, rows.Names()) {
		for _, name := range rows.Names() {
			if !slices.Contains(t.names, name) {
				return fmt.Errorf("%s: column %q appears after row %d; this is a bug in galena", t.name, name, t.rows)
			}
		}
		return fmt.Errorf("%s: the columns are fewer, or in another order, after row %d; this is a bug in galena", t.name, t.rows)
	}
	for i, kind := range t.kinds {
		if now := column.KindOf(rows.At(i)); now != kind {
			return fmt.Errorf("%s: column %q is %s, but %s after row %d; this is a bug in galena", t.name, t.names[i], kind, now, t.rows)
		}
	}
	return nil
}

// finish writes what is held back and puts the file on the disk.
func (t *table) finish(ctx context.Context, workers pipeline.Workers) error {
	if err := t.close(ctx, workers); err != nil {
		return err
	}
	return t.file.finish()
}
