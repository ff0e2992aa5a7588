package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// csvWriter prints CSV as in RFC 4180, except that lines end in LF. Unlike the leads
// of a run, cells are not guarded against spreadsheets: cat shows what is in the file.
type csvWriter struct {
	to      io.Writer
	columns column.Table
	buffer  []byte
}

func newCSVWriter(to io.Writer, columns column.Table) (*csvWriter, error) {
	w := &csvWriter{to: to, columns: columns}
	if len(columns.Names()) == 0 {
		return w, nil
	}
	for i, name := range columns.Names() {
		if i > 0 {
			w.buffer = append(w.buffer, ',')
		}
		w.buffer = appendCSV(w.buffer, name)
	}
	_, err := to.Write(append(w.buffer, '\n'))
	return w, err
}

func (w *csvWriter) write(_ context.Context, _ pipeline.Workers, path string, rows column.Table) error {
	if err := onlyKnown(path, rows, w.columns); err != nil {
		return err
	}
	columns := make([]*column.Text, len(w.columns.Names()))
	for i, name := range w.columns.Names() {
		if values := rows.Column(name); values != nil {
			columns[i] = column.AsText(values)
		}
	}
	w.buffer = w.buffer[:0]
	for row := range rows.Rows() {
		for i, text := range columns {
			if i > 0 {
				w.buffer = append(w.buffer, ',')
			}
			if text != nil && text.IsValid(row) {
				w.buffer = appendCSV(w.buffer, text.Value(row))
			} else if len(columns) == 1 {
				w.buffer = append(w.buffer, `""`...) // most readers skip an empty line
			}
		}
		w.buffer = append(w.buffer, '\n')
	}
	_, err := w.to.Write(w.buffer)
	return err
}

func (w *csvWriter) close(context.Context, pipeline.Workers) error { return nil }

// appendCSV appends a cell. An empty string is quoted to tell it from a null.
func appendCSV(dst []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, "\",\n\r") {
		return append(dst, text...)
	}
	return column.AppendQuoted(dst, "", text)
}

// appendReject appends a line with the columns of rejects.csv. What a reject does
// not say is null.
func appendReject(dst []byte, r pipeline.Reject) []byte {
	for i, cell := range []string{r.File, strconv.FormatInt(r.Line, 10), r.Stage, r.Field, r.Code, r.Message, r.Raw} {
		if i > 0 {
			dst = append(dst, ',')
		}
		if cell != "" {
			dst = appendCSV(dst, cell)
		}
	}
	return append(dst, '\n')
}

// onlyKnown returns an error for a column that appeared too late to be printed.
func onlyKnown(path string, rows, columns column.Table) error {
	for _, name := range rows.Names() {
		if !columns.Has(name) {
			return fmt.Errorf("%s: the column %q comes up behind the first rows, and the columns had to be known before; read it from a file, or print --to ndjson", path, name)
		}
	}
	return nil
}

// ndjsonWriter prints one object per line. A column that the row's batch does not
// have is left out; values that are typed in the file keep their type.
type ndjsonWriter struct {
	to     io.Writer
	buffer []byte
}

func (w *ndjsonWriter) write(_ context.Context, _ pipeline.Workers, _ string, rows column.Table) error {
	names := make([][]byte, len(rows.Names()))
	for i, name := range rows.Names() {
		names[i] = append(appendJSONText(nil, []byte(name)), ':')
	}
	w.buffer = w.buffer[:0]
	var scratch []byte
	for row := range rows.Rows() {
		w.buffer = append(w.buffer, '{')
		for i, name := range names {
			if i > 0 {
				w.buffer = append(w.buffer, ',')
			}
			w.buffer = append(w.buffer, name...)
			w.buffer, scratch = appendJSON(w.buffer, scratch, rows.At(i), row)
		}
		w.buffer = append(w.buffer, '}', '\n')
	}
	_, err := w.to.Write(w.buffer)
	return err
}

func (w *ndjsonWriter) close(context.Context, pipeline.Workers) error { return nil }

// appendJSON appends a value: numbers and booleans as such, all else as text. It
// returns the scratch buffer for reuse.
func appendJSON(dst, scratch []byte, values column.Array, row int) (out, used []byte) {
	if values.IsNull(row) {
		return append(dst, "null"...), scratch
	}
	scratch = column.AppendValue(scratch[:0], values, row)
	switch values := values.(type) {
	case *column.Int, *column.Bool:
		return append(dst, scratch...), scratch
	case *column.Float:
		if value := values.Value(row); !math.IsNaN(value) && !math.IsInf(value, 0) {
			return append(dst, scratch...), scratch
		}
	}
	return appendJSONText(dst, scratch), scratch
}

// appendJSONText appends a string; bytes that are not UTF-8 become U+FFFD.
func appendJSONText(dst, text []byte) []byte {
	dst, _ = jsontext.AppendQuote(dst, text)
	return dst
}

// parquetWriter prints a Parquet file.
type parquetWriter struct {
	file    *parquet.Writer
	columns column.Table
}

func newParquetWriter(to io.Writer, columns column.Table) (*parquetWriter, error) {
	if len(columns.Names()) == 0 {
		return nil, errors.New("the files have no columns, and Parquet needs one at least; print --to csv")
	}
	file, err := parquet.NewWriter(to, parquet.FieldsOf(columns))
	return &parquetWriter{file, columns}, err
}

func (w *parquetWriter) write(ctx context.Context, workers pipeline.Workers, path string, rows column.Table) error {
	if err := onlyKnown(path, rows, w.columns); err != nil {
		return err
	}
	for i, name := range rows.Names() {
		if column.KindOf(w.columns.Column(name)) == column.KindText {
			rows = rows.With(name, column.AsText(rows.At(i)))
		}
	}
	return w.file.Write(ctx, workers, rows)
}

func (w *parquetWriter) close(ctx context.Context, workers pipeline.Workers) error {
	return w.file.Close(ctx, workers)
}
