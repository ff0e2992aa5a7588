package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// span is where rows of the person are in a file: from one byte to before another, or in
// Parquet from one row to before another.
type span struct{ from, to int64 }

// readAhead is how much of a file is read at once.
const readAhead = 256 << 10

// quotes reports whether bytes that are not a table contain an identifier of the
// person.
func (e *person) quotes(data []byte) bool {
	lower := bytes.ToLower(data)
	for _, set := range []map[string]bool{e.emails, e.phones, e.leads} {
		for text := range set {
			if bytes.Contains(lower, []byte(strings.ToLower(text))) {
				return true
			}
		}
	}
	return false
}

// linesIn finds the lines that are the person's.
func linesIn(f io.Reader, t *touched, isTheirs func(line []byte) bool) (theirs []span, err error) {
	in := bufio.NewReaderSize(f, readAhead)
	for at := int64(0); err == nil; {
		var line []byte
		line, err = in.ReadBytes('\n')
		end := at + int64(len(line))
		switch {
		case len(line) == 0:
		case isTheirs(line):
			theirs = append(theirs, span{at, end})
			t.Rows++
		default:
			t.left++
		}
		at = end
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return theirs, nil
}

// recordsIn finds the records of CSV that are the person's.
func (e *person) recordsIn(f io.Reader, past map[string]bool, t *touched) (theirs []span, err error) {
	in := csv.NewReader(bufio.NewReaderSize(f, readAhead))
	in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = -1, true, true
	header, err := in.Read()
	header = slices.Clone(header)
	for err == nil {
		var record []string
		at := in.InputOffset()
		switch record, err = in.Read(); {
		case err != nil:
		case e.isOf(past, header, record[:min(len(record), len(header))]):
			theirs = append(theirs, span{at, in.InputOffset()})
			t.Rows++
		default:
			t.left++
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return theirs, nil
}

// copyBytes copies a file without some spans of its bytes.
func copyBytes(_ context.Context, to io.Writer, f *os.File, without []span) error {
	at := int64(0)
	for _, gone := range slices.Concat(without, []span{{from: math.MaxInt64}}) {
		if _, err := io.Copy(to, io.NewSectionReader(f, at, gone.from-at)); err != nil {
			return err
		}
		at = gone.to
	}
	return nil
}

// parquetRows opens a Parquet file, to be read in batches.
func parquetRows(ctx context.Context, f *os.File) ([]parquet.Field, pipeline.Stream, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	in, err := parquet.Open(f, info.Size())
	if err != nil {
		return nil, nil, err
	}
	return in.Fields(), in.Batches(ctx, 1, nil, defaultBatchRows), nil
}

// rowsIn finds the rows of a Parquet file that are the person's.
func (e *person) rowsIn(ctx context.Context, f *os.File, past map[string]bool, t *touched) (theirs []span, err error) {
	_, batches, err := parquetRows(ctx, f)
	if err != nil {
		return nil, err
	}
	for b, err := range batches {
		if err != nil {
			return nil, err
		}
		before := t.Rows + t.left
		others := e.others(b.Rows, past)
		at := 0
		for row := range b.Rows.Rows() {
			if at < len(others) && others[at].Row == uint32(row) {
				at++
				continue
			}
			theirs = append(theirs, span{before + int64(row), before + int64(row) + 1})
			t.Rows++
		}
		t.left += int64(len(others))
	}
	return theirs, nil
}

// copyRows writes a Parquet file without some spans of its rows.
func copyRows(ctx context.Context, to io.Writer, f *os.File, without []span) error {
	fields, batches, err := parquetRows(ctx, f)
	if err != nil {
		return err
	}
	w, err := parquet.NewWriter(to, fields)
	if err != nil {
		return err
	}
	at := int64(0)
	for b, err := range batches {
		if err != nil {
			return err
		}
		var refs []column.Ref
		for row := range b.Rows.Rows() {
			if len(without) > 0 && at == without[0].from {
				without = without[1:]
			} else {
				refs = append(refs, column.Ref{Row: uint32(row)})
			}
			at++
		}
		if err := w.Write(ctx, 1, column.TakeRows([]column.Table{b.Rows}, refs)); err != nil {
			return err
		}
	}
	return w.Close(ctx, 1)
}

// others returns the rows of a table that are not the person's. past are the leads that
// had records of theirs in the run of the table.
func (e *person) others(rows column.Table, past map[string]bool) (refs []column.Ref) {
	in := rowsOf(rows)
	cells := make([]string, len(in.names))
	for row := range rows.Rows() {
		for i, name := range in.names {
			cells[i] = in.cell(name, row)
		}
		if !e.isOf(past, in.names, cells) {
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
	}
	return refs
}
