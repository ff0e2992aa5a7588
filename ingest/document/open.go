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

// Options override what would otherwise be detected.
type Options struct {
	// Lines means that there is one record per line.
	Lines bool
	// Records is the dotted path of the array that holds the records.
	Records   string
	BatchRows int // maximum number of rows of a batch; 0: 16,384
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

// ErrEmpty is returned for a file that has no content.
var ErrEmpty = errors.New("the file is empty")

// Reader reads one file. Open creates it.
type Reader struct {
	layout    Layout
	path      []string // of the array of records in a nested layout
	header    []string
	body      io.Reader
	firstLine int64
	batchRows int
}

// headBytes is how much of a file is examined before the first record.
const headBytes = 4 << 20

// headRecords is how many records determine the header.
const headRecords = 1000

// Open examines the head of a file and detects how its records are laid out and what
// columns they have. r must yield decompressed bytes; it is read once, and may be a pipe.
// The error is ErrEmpty or about reading. Mistakes in the JSON are reported by Batches.
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

// Header returns the columns of the first records, in order of appearance.
func (r *Reader) Header() []string { return slices.Clone(r.header) }

// Layout returns how the records are laid out, and the path to them in a nested layout.
func (r *Reader) Layout() (layout Layout, path string) { return r.layout, strings.Join(r.path, ".") }

// Batches reads the file. It can be called once.
func (r *Reader) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	if r.layout == LayoutLines {
		return r.lines(ctx, workers)
	}
	return r.values(ctx, r.body)
}

// headerOf reads the columns of the records in the head, which may end within a record.
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
