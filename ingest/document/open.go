package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"galena/internal/pipeline"
)

// Options say what would otherwise be found out.
type Options struct {
	// Lines tells that there is one record a line.
	Lines bool
	// Records is the dotted path of the array that holds the records.
	Records   string
	BatchRows int // most rows of a batch; 0: 16,384
}

const defaultBatchRows = 16384

// Layout is how the records of a file are laid out.
type Layout string

// The layouts.
const (
	LayoutLines  Layout = "lines"  // one record a line
	LayoutValues Layout = "values" // an array of records, or records one after another
	LayoutNested Layout = "nested" // an object that holds the array of records
)

// ErrEmpty is returned for a file that holds nothing.
var ErrEmpty = errors.New("the file is empty")

// Reader reads one file. It is made by Open.
type Reader struct {
	layout    Layout
	path      []string // of the records, where they are nested
	header    []string
	body      io.Reader
	firstLine int64
	batchRows int
}

// headBytes is how much of a file is looked at before the first record.
const headBytes = 4 << 20

// headRecords is how many records make the header.
const headRecords = 1000

// Open looks at the head of a file and finds out how its records are laid out
// and what columns they have. The reader gives decompressed bytes; it is read
// once, and may be a pipe. An error is ErrEmpty or one of reading: what is wrong with the
// JSON comes to light in Batches.
func Open(r io.Reader, o Options) (*Reader, error) {
	head, err := io.ReadAll(io.LimitReader(r, headBytes))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	whole := len(head) < headBytes
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	if whole && len(bytes.TrimSpace(head)) == 0 {
		return nil, ErrEmpty
	}
	reader := &Reader{
		body: io.MultiReader(bytes.NewReader(head), r), firstLine: 1, batchRows: o.BatchRows,
	}
	if reader.batchRows <= 0 {
		reader.batchRows = defaultBatchRows
	}
	switch {
	case o.Records != "":
		reader.layout, reader.path = LayoutNested, strings.Split(o.Records, ".")
	case o.Lines:
		reader.layout = LayoutLines
	default:
		reader.layout, reader.path = layoutOf(head, whole)
	}
	reader.header = reader.headerOf(head)
	return reader, nil
}

// Header returns the columns of the first records, in the order in which they
// come up.
func (r *Reader) Header() []string { return slices.Clone(r.header) }

// Layout returns how the records are laid out, and their path where they are
// nested.
func (r *Reader) Layout() (layout Layout, path string) { return r.layout, strings.Join(r.path, ".") }

// Batches reads the file. It can be called once.
func (r *Reader) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	if r.layout == LayoutLines {
		return r.lines(ctx, workers)
	}
	return r.values(ctx, r.body)
}

// headerOf reads the columns of the records in the head. The head may end in
// the middle of one.
func (r *Reader) headerOf(head []byte) []string {
	records := newRecordReader(nil)
	if r.layout == LayoutLines {
		for text := head; len(text) > 0 && records.rows() < headRecords; {
			text = records.line(text, 1)
		}
		return records.names
	}
	s := newValueReader(records, bytes.NewReader(head))
	for records.rows() < headRecords {
		if s.next(r.path) != nil {
			break
		}
	}
	return records.names
}
