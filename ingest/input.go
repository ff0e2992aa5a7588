package ingest

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"galena/ingest/delimited"
	"galena/ingest/document"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// input is a file of a Source.
type input struct {
	found
	options Options
	once    *replay // for a source that can be read only once; else nil
	file    *pipeline.File
	shaper  *shaper
	head    column.Table // the columns as read, without rows
	objects []objectList
	dialing dialing

	done    atomic.Int64 // bytes read, for progress
	mu      sync.Mutex
	summary File
}

// File describes an input file and how it was read, for run.json.
type File struct {
	Path     string             `json:"path"`
	Source   string             `json:"source_system"`
	Format   Format             `json:"format"`
	Dialect  *delimited.Dialect `json:"dialect,omitempty"` // of CSV
	Layout   document.Layout    `json:"layout,omitempty"`  // of JSON
	Records  string             `json:"records,omitempty"` // of JSON: path of the array of records
	Size     int64              `json:"size"`              // bytes on disk; known once the file is read
	SHA256   string             `json:"sha256"`            // of the bytes on disk; known once the file is read; "" for Parquet that is read in parts from a server
	Version  string             `json:"version,omitempty"` // the store's or server's version of those bytes, such as an ETag
	Rows     int64              `json:"rows"`              // rows read, including refused ones
	Rejected int64              `json:"rejected"`
	Mapping  Mapping            `json:"mapping"`
}

// Files returns what is known about the files, in order. It is complete once the batches
// have been read.
func (s *Source) Files() []File {
	files := make([]File, len(s.inputs))
	for i, in := range s.inputs {
		in.mu.Lock()
		files[i] = in.summary
		in.mu.Unlock()
	}
	return files
}

func newInput(index int, f found, options Options, stdin *replay) *input {
	source := f.input.Source
	if source == "" {
		source = stem(f.path)
	}
	defaults := map[string]string{}
	for _, entry := range f.input.Defaults {
		defaults[entry.Key] = entry.Value
	}
	return &input{
		found: f, options: options, once: f.once(stdin),
		file:    &pipeline.File{Index: index, Path: f.path, Source: source, Trust: f.input.Trust, Defaults: defaults},
		summary: File{Path: f.path, Source: source, Size: f.size},
	}
}

func (in *input) isSmall() bool {
	size := in.size
	if in.summary.Format == FormatParquet || isCompression(filepath.Ext(in.path)) {
		size *= 8 // in memory
	}
	return size >= 0 && size <= smallFile
}

// lookBytes is how much of a file is examined before the first row.
const lookBytes = 4 << 20

// look detects how the file is written and what its columns mean.
func (in *input) look(ctx context.Context) error {
	c, err := openContent(ctx, in.found, in.once)
	if err != nil {
		return err
	}
	defer c.Close()
	if in.summary.Format = in.found.input.Format; in.summary.Format == "" || in.summary.Format == FormatAuto {
		in.summary.Format = formatOf(c.head, in.path)
	}
	if in.summary.Format != FormatParquet {
		c.Reader = io.LimitReader(c.Reader, lookBytes)
	}
	// The sample is a batch of sampleRows, not of options.BatchRows: what columns mean must
	// not depend on the size of batches.
	rows, err := in.rows(ctx, c, sampleRows)
	if err != nil {
		return inFile(in.path, err)
	}
	switch reader := rows.(type) {
	case *delimited.Reader:
		dialect := reader.Dialect()
		in.summary.Dialect = &dialect
	case *document.Reader:
		in.summary.Layout, in.summary.Records = reader.Layout()
	}
	mapping := Mapping{Warnings: []string{"the file is empty"}}
	if rows != (noRows{}) {
		if mapping, err = in.mappingOf(ctx, rows); err != nil {
			return err
		}
	}
	if d := in.summary.Dialect; d != nil && !d.Header && d.Columns > 1 && in.found.input.Header != "no" {
		mapping.Warnings = append(mapping.Warnings, "no line names the columns: they are called column_1 to column_"+strconv.Itoa(d.Columns)+
			", and what they hold is seldom known; say it with columns: {email: column_2} in pipeline.yaml, or header: yes if the first line does name them")
	}
	in.summary.Mapping = mapping
	in.shaper = newShaper(in.file, mapping, in.options.Vocabulary)
	return nil
}

func (in *input) mappingOf(ctx context.Context, rows tableReader) (Mapping, error) {
	headers := rows.Header()
	names, err := told(in.found.input, in.path, headers)
	if err != nil {
		return Mapping{}, err
	}
	s := subject{path: in.path, headers: headers}
	s.dictionary, s.describes = in.options.Vocabulary.dictionary(), in.options.Vocabulary == Contacts
	if typed, ok := rows.(parquetReader); ok && in.options.Vocabulary == Tables {
		in.head = typed.head() // the values do not matter
		return resolve(s, names), nil
	}
	// Errors in the rows are reported when they are read.
	for b, err := range rows.Batches(ctx, 1) {
		if err == nil && b.Rows.Rows() > 0 {
			s.sample = sampleOf(b.Rows, headers)
			if s.describes {
				in.objects = s.objectLists()
			}
			if len(in.objects) > 0 {
				for _, list := range in.objects {
					s.headers = append(s.headers, list.headers()...)
				}
				b = withObjects(b, in.objects)
				s.sample = sampleOf(b.Rows, s.headers)
			}
			in.head = b.Rows.Head(0)
		}
		break
	}
	m := resolve(s, names)
	if s.describes {
		in.dialing = s.dialingOf(&m)
	}
	return m, nil
}

// shaping turns a batch of a file as read into the batch that leaves the package.
type shaping func(*shaper, pipeline.Batch) pipeline.Batch

// batches reads the file.
func (in *input) batches(ctx context.Context, workers pipeline.Workers, as shaping) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		c, err := openContent(ctx, in.found, in.once)
		if err != nil {
			yield(pipeline.Batch{}, err)
			return
		}
		defer c.Close()
		c.raw.done = &in.done
		rows, err := in.rows(ctx, c, in.options.BatchRows)
		if err != nil {
			yield(pipeline.Batch{}, inFile(in.path, err))
			return
		}
		shape := func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
			return as(in.shaper, withObjects(b, in.objects)), nil
		}
		shaped := pipeline.Stream(pipeline.Ordered(ctx, workers, rows.Batches(ctx, workers), shape))
		if in.options.Vocabulary == Contacts {
			shaped = in.shaper.withoutFooters(shaped)
		}
		for b, err := range shaped {
			if err != nil {
				if ctx.Err() == nil {
					err = inFile(in.path, err)
				}
				yield(pipeline.Batch{}, err)
				return
			}
			in.count(b)
			if !yield(b, nil) {
				return
			}
		}
		if err := in.finish(c); err != nil {
			yield(pipeline.Batch{}, err)
		}
	}
}

func (in *input) count(b pipeline.Batch) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.summary.Rows += b.Read
	in.summary.Rejected += int64(len(b.Rejects))
}

// finish takes the hash of the file. If the file was read in parts there is none, only the
// version that the store gives.
func (in *input) finish(c *content) error {
	if o := c.raw.object; o != nil {
		in.mu.Lock()
		in.summary.Version = o.Version()
		in.mu.Unlock()
		if c.inParts {
			in.done.Store(o.Size)
			return nil
		}
	}
	sum, err := c.raw.finish()
	if err != nil {
		return unreadable(in.path, err)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.summary.SHA256, in.summary.Size = sum, c.raw.size
	return nil
}

// tableReader reads a file of any format.
type tableReader interface {
	Header() []string
	Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream
}

// noRows reads a file without rows.
type noRows struct{}

func (noRows) Header() []string { return nil }
func (noRows) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(func(pipeline.Batch, error) bool) {}
}

// rows opens the reader of the file's format over its content. Its batches have at most
// batchRows rows.
func (in *input) rows(ctx context.Context, c *content, batchRows int) (tableReader, error) {
	switch in.summary.Format {
	case FormatParquet:
		return openParquet(ctx, c, in.options.Columns, batchRows)
	case FormatJSON, FormatNDJSON:
		reader, err := document.Open(c, document.Options{
			Lines:   in.summary.Format == FormatNDJSON && in.found.input.Records == "",
			Records: in.found.input.Records, BatchRows: batchRows,
		})
		return orEmpty(reader, err, document.ErrEmpty)
	default:
		reader, err := delimited.Open(c, in.delimited(batchRows))
		return orEmpty(reader, err, delimited.ErrEmpty)
	}
}

// orEmpty returns reader, or a reader without rows if the error says that the file is
// empty.
func orEmpty(reader tableReader, err, empty error) (tableReader, error) {
	if errors.Is(err, empty) {
		return noRows{}, nil
	}
	return reader, err
}

// delimited returns the CSV options that the config sets.
func (in *input) delimited(batchRows int) delimited.Options {
	from := in.found.input
	o := delimited.Options{
		Delimiter: from.Delimiter, Quote: from.Quote, Escape: from.Escape, Comment: from.Comment,
		BatchRows: batchRows,
	}
	if from.Encoding != "auto" {
		o.Encoding = from.Encoding
	}
	if o.Delimiter == "" && in.summary.Format == FormatTSV {
		o.Delimiter = "\t"
	}
	if from.Header == "yes" || from.Header == "no" {
		header := from.Header == "yes"
		o.Header = &header
	}
	return o
}
