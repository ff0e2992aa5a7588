package parquet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// Reader reads a Parquet file. Its methods may be called from several goroutines if
// the io.ReaderAt allows that.
type Reader struct {
	file   *file.Reader
	fields []readField
	rows   int64
}

// Open reads and checks the footer of a file of the given size, which must
// stay readable while the Reader is in use.
//
// Integers are read as int, floats as float in the shortest decimal form of
// their own width, instants of any unit as timestamp. A column with a value
// that its kind cannot represent exactly, such as nanoseconds, is read as
// text; to find such columns, Open reads those of unsigned 64-bit integers and of
// instants that are not microseconds. Decimals, times of day, UUIDs and
// intervals are text, as are byte strings; those that are not UTF-8 are written in
// hexadecimal digits. Members of a group are columns named group.member. What
// repeats, such as a list or map, is text in JSON.
func Open(r io.ReaderAt, size int64) (reader *Reader, err error) {
	defer func() { err = finish("opening a parquet file", err, recover()) }()
	registerCodecs()
	footer, err := readFooter(r, size)
	if err != nil {
		return nil, err
	}
	meta, err := metadata.NewFileMetaData(footer, nil)
	if err != nil {
		return nil, fmt.Errorf("its footer is damaged: %w", err)
	}
	meta.SetSourceFileSize(size)
	properties := parquet.NewReaderProperties(new(recycler))
	properties.BufferedStreamEnabled = true
	properties.BufferSize = 64 << 10
	properties.MaxCompressedPageSize = min(size, math.MaxInt32)
	in, err := file.NewParquetReader(io.NewSectionReader(r, 0, size), file.WithReadProps(properties), file.WithMetadata(meta))
	if err != nil {
		return nil, err
	}
	reader = &Reader{file: in}
	largest, err := reader.checkChunks(size)
	if err != nil {
		return nil, err
	}
	properties.MaxUncompressedPageSize = largest
	if reader.fields, err = fieldsOf(in.MetaData().Schema.Root()); err != nil {
		return nil, err
	}
	return reader, reader.settleKinds()
}

// Fields returns the columns in the order of the file.
func (r *Reader) Fields() []Field {
	out := make([]Field, len(r.fields))
	for i, f := range r.fields {
		out[i] = f.Field
	}
	return out
}

// Rows returns the number of rows.
func (r *Reader) Rows() int64 { return r.rows }

// Batches yields the rows in order, in batches of at most the given number; a batch
// never spans row groups. It reads the named columns, all for nil, in parallel. The
// lines of a batch's Origin are the numbers of its rows, from 1; the caller sets its
// File.
func (r *Reader) Batches(ctx context.Context, workers pipeline.Workers, columns []string, batchRows int) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		readers, fields, err := r.open(columns)
		if err != nil {
			yield(pipeline.Batch{}, err)
			return
		}
		line := int64(1)
		for group := range r.file.NumRowGroups() {
			left := r.file.MetaData().RowGroup(group).NumRows()
			for first := true; left > 0; first = false {
				rows := int(min(left, int64(max(batchRows, 1))))
				left -= int64(rows)
				p := part{group: group, rows: rows, first: first, last: left == 0}
				table, err := r.table(ctx, workers, readers, fields, p)
				if err != nil {
					yield(pipeline.Batch{}, err)
					return
				}
				b := pipeline.Batch{Rows: table, Read: int64(rows), Origin: pipeline.Origin{Lines: make([]int64, rows)}}
				for i := range b.Origin.Lines {
					b.Origin.Lines[i] = line + int64(i)
				}
				line += int64(rows)
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// part is a run of rows of a row group.
type part struct {
	group       int
	rows        int
	first, last bool
}

// open returns readers for the named columns.
func (r *Reader) open(columns []string) ([]columnReader, []readField, error) {
	fields := r.fields
	if columns != nil {
		fields = make([]readField, len(columns))
		for i, name := range columns {
			at := slices.IndexFunc(r.fields, func(f readField) bool { return f.Name == name })
			if at < 0 {
				return nil, nil, fmt.Errorf("reading parquet: there is no column %q", name)
			}
			fields[i] = r.fields[at]
		}
	}
	readers := make([]columnReader, len(fields))
	for i, f := range fields {
		if f.node != nil {
			readers[i] = nestedReader(f.node)
		} else {
			readers[i] = f.leaf.reader(f.Kind)
		}
	}
	return readers, fields, nil
}

// table reads a part, its columns in parallel.
func (r *Reader) table(ctx context.Context, workers pipeline.Workers, readers []columnReader, fields []readField, p part) (column.Table, error) {
	arrays := make([]column.Array, len(readers))
	err := workers.Each(ctx, len(readers), func(_ context.Context, i int) (err error) {
		arrays[i], err = r.read(readers[i], fields[i].Name, p)
		return err
	})
	if err != nil {
		return column.Table{}, err
	}
	t := column.NewTable(p.rows)
	for i, a := range arrays {
		t = t.With(fields[i].Name, a)
	}
	return t, nil
}

func (r *Reader) read(from columnReader, name string, p part) (values column.Array, err error) {
	defer func() {
		err = finish(fmt.Sprintf("reading column %q of row group %d", name, p.group+1), err, recover())
	}()
	if p.first {
		if err := from.open(func(leaf int) (readChunk, error) { return r.chunkOf(p.group, leaf) }); err != nil {
			return nil, err
		}
	}
	if err = from.take(p.rows); err == nil && p.last {
		err = from.close()
	}
	if err != nil {
		return nil, err
	}
	return from.finish(), nil
}

// finish returns the error of a call that decoded foreign bytes. Decoders panic on some
// kinds of damage; such a panic means a damaged file, and its text is left out because
// it may quote a value.
func finish(doing string, err error, panicked any) error {
	var fault interface{ RuntimeError() }
	switch cause, _ := panicked.(error); {
	case panicked == nil && err == nil:
		return nil
	case panicked == nil:
		return fmt.Errorf("%s: %w", doing, err)
	case errors.Is(cause, column.ErrTooMuchText):
		return fmt.Errorf("%s: %w", doing, cause)
	case errors.As(cause, &fault):
		return fmt.Errorf("%s: the file is damaged: %w", doing, cause)
	}
	return fmt.Errorf("%s: the file is damaged", doing)
}
