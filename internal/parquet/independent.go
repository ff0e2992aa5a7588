package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/xitongsys/parquet-go/reader"
	xitongsys "github.com/xitongsys/parquet-go/source"
)

// Verify reads a file that this package wrote with an implementation of Parquet that
// shares no code with it, column by column to the last value, and returns the number of
// rows. Every column must hold as many values as the footer says.
//
// Use it only on our own files: on damaged ones that implementation may take any amount
// of memory.
func Verify(r io.ReaderAt, size int64) (rows int64, err error) {
	defer func() {
		if recover() != nil {
			rows, err = 0, errors.New("verifying a parquet file: the second implementation could not read it")
		}
	}()
	in, err := reader.NewParquetColumnReader(&readSeeker{SectionReader: io.NewSectionReader(r, 0, size), whole: r, size: size}, 1)
	if err != nil {
		return 0, fmt.Errorf("verifying a parquet file: %w", err)
	}
	defer in.ReadStop()
	rows = in.GetNumRows()
	for i, path := range in.SchemaHandler.ValueColumns {
		if err := verifyColumn(in, int64(i), rows); err != nil {
			return 0, fmt.Errorf("verifying a parquet file: column %q: %w", in.SchemaHandler.InPathToExPath[path], err)
		}
	}
	return rows, nil
}

// verifyColumn reads a column in steps, so that only the boxed values of one step are
// in memory.
func verifyColumn(in *reader.ParquetReader, index, rows int64) error {
	const step = 1 << 16
	for read := int64(0); read < rows; {
		values, _, _, err := in.ReadColumnByIndex(index, min(step, rows-read))
		if err != nil {
			return err
		}
		if len(values) == 0 {
			return fmt.Errorf("it ends after %d of %d values", read, rows)
		}
		read += int64(len(values))
	}
	return nil
}

// readSeeker lends a file to the second implementation, which opens it anew
// for each column.
type readSeeker struct {
	*io.SectionReader
	whole io.ReaderAt
	size  int64
}

var errReadOnly = errors.New("the file is open for reading only")

// Open implements source.ParquetFile.
func (f *readSeeker) Open(string) (xitongsys.ParquetFile, error) {
	return &readSeeker{SectionReader: io.NewSectionReader(f.whole, 0, f.size), whole: f.whole, size: f.size}, nil
}

// Create implements source.ParquetFile.
func (f *readSeeker) Create(string) (xitongsys.ParquetFile, error) { return nil, errReadOnly }

// Write implements source.ParquetFile.
func (f *readSeeker) Write([]byte) (int, error) { return 0, errReadOnly }

// Close implements source.ParquetFile. The file belongs to the caller.
func (f *readSeeker) Close() error { return nil }
