package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// sampleBytes is how much of a file is examined before the first row.
const sampleBytes = 1 << 20

// Reader reads one file. Open creates it.
type Reader struct {
	layout
	dialect   Dialect
	body      io.Reader // decoded, from the first row on
	firstLine int64     // line the body begins on, from 1
	blockSize int
	parsers   sync.Pool // of *blockParser
	buffers   sync.Pool // of *[]byte
}

// Open examines the head of a file and detects how it is written. r must yield decompressed
// bytes; it is read once, and may be a pipe. The error is ErrEmpty, a *FormatError, or
// about an option or reading.
func Open(r io.Reader, o Options) (*Reader, error) {
	told, noQuote, err := o.syntax()
	if err != nil {
		return nil, err
	}
	sample, body, d, err := openText(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	whole := len(sample) < sampleBytes
	s := sniff(sample, whole, told, noQuote)
	records := s.sampleRecords(sample, whole)
	if s.comment == 0 {
		if s.comment = commentIn(records, usualWidth(records)); s.comment != 0 {
			records = s.sampleRecords(sample, whole)
		}
	}
	if len(records) == 0 {
		return nil, ErrEmpty
	}
	reader := &Reader{dialect: d, blockSize: blockSize}
	reader.syntax = s
	reader.batchRows = o.BatchRows
	if reader.batchRows <= 0 {
		reader.batchRows = defaultBatchRows
	}
	start := reader.arrange(records, o.Header)
	reader.body = io.MultiReader(bytes.NewReader(sample[start:]), body)
	reader.describe(sample)
	reader.parsers.New = func() any { return &blockParser{layout: &reader.layout} }
	return reader, nil
}

// Header returns the names of the columns as in the file, but unique; the third is column_3
// if it has none.
func (r *Reader) Header() []string { return slices.Clone(r.names) }

// Dialect returns how the file is written.
func (r *Reader) Dialect() Dialect { return r.dialect }

// arrange finds the columns and returns where the rows begin in the sample.
func (r *Reader) arrange(records []sampled, told *bool) (start int) {
	width := usualWidth(records)
	index, header := headerAt(records, width)
	if told != nil {
		header = *told
		if !header {
			index = 0
		}
	}
	top := records[index]
	if header && groupsColumns(top, records[index+1:], width) {
		index++
		groups := top.cells
		top = records[index]
		top.cells = grouped(groups, top.cells)
	}
	if !header {
		r.names = uniqueNames(make([]string, width))
		r.dialect.Preamble = int(top.line)
		r.firstLine = top.line + 1
		r.shapes = shapesOf(records[index:], width)
		return top.start
	}
	r.titles = fitTitles(top.cells, width, records[index+1:])
	r.named = filled(r.titles)
	r.names = uniqueNames(r.titles)
	r.shapes = shapesOf(records[index+1:], len(r.names))
	r.dialect.Preamble = int(top.line)
	r.firstLine = top.line + top.lines + 1
	return top.end
}

// describe fills in the dialect.
func (r *Reader) describe(sample []byte) {
	d := &r.dialect
	if r.delimiter != 0 {
		d.Delimiter = string(r.delimiter)
	}
	if r.quote != 0 {
		d.Quote, d.Escape = string(r.quote), string(r.quote)
	}
	if r.escape != 0 {
		d.Escape = string(r.escape)
	}
	if r.comment != 0 {
		d.Comment = string(r.comment)
	}
	d.LineEnd = lineEnd(sample, r.carriage)
	d.SkipSpace = r.skipSpace
	d.Header = r.titles != nil
	d.Columns = len(r.names)
}

// syntax reads the options.
func (o Options) syntax() (s syntax, noQuote bool, err error) {
	noQuote = o.Quote == "none"
	if noQuote {
		o.Quote = ""
	}
	var errs [4]error
	s.delimiter, errs[0] = character("delimiter", o.Delimiter)
	s.quote, errs[1] = character("quote", o.Quote)
	s.escape, errs[2] = character("escape", o.Escape)
	s.comment, errs[3] = character("comment", o.Comment)
	return s, noQuote, errors.Join(errs[:]...)
}

// openText returns the decoded head of the file, and a reader of the text after it.
func openText(r io.Reader, told string) (sample []byte, rest io.Reader, d Dialect, err error) {
	head, err := readHead(r)
	if err != nil {
		return nil, nil, d, err
	}
	if len(head) == 0 {
		return nil, nil, d, ErrEmpty
	}
	if looks := looksLike(head); looks != "" {
		return nil, nil, d, &FormatError{looks}
	}
	name, mark := encodingOf(head)
	if told != "" && told != name {
		name, mark = told, 0
	}
	d.Encoding, d.BOM = name, mark > 0
	rest, err = decode(io.MultiReader(bytes.NewReader(head[mark:]), r), name)
	if err != nil {
		return nil, nil, d, err
	}
	if sample, err = readHead(rest); err != nil {
		return nil, nil, d, err
	}
	if isBinary(sample) {
		return nil, nil, d, &FormatError{"binary data"}
	}
	return sample, rest, d, nil
}

// readHead reads up to sampleBytes.
func readHead(r io.Reader) ([]byte, error) {
	head, err := io.ReadAll(io.LimitReader(r, sampleBytes))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	return head, nil
}
