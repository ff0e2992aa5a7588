package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/ingest"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// catFlags are the flags of cat.
type catFlags struct {
	to      string
	rejects string
	limit   int64
}

func newCat(p *process) *cobra.Command {
	flags := &catFlags{}
	cmd := &cobra.Command{
		Use:     "cat FILE...",
		Short:   "Print the rows of files as galena reads them",
		GroupID: "work",
		Long: `Cat prints the rows of the files as galena reads them, in one format: every column
under its own header, every cell as it stands. So you see what a run would work
on, and you can repair or convert a file. Rows that cannot be read are no failure:
they go to standard error as file:line: code message, or with --rejects to a CSV
file with their text.

In CSV a null is an empty cell and an empty string is "".

  galena cat export.csv --limit 10
  galena cat broken.csv --rejects rejects.csv > mended.csv
  galena cat people.json --to parquet > people.parquet`,
		Args: someFiles,
		RunE: func(cmd *cobra.Command, files []string) error {
			if flags.limit < 0 {
				return usagef("--limit %d is less than none", flags.limit)
			}
			return flags.cat(cmd.Context(), p, files, cmd.Flags().Changed("limit"))
		},
	}
	cmd.Flags().StringVar(&flags.to, "to", "csv", "format to print: csv, ndjson or parquet")
	choices(cmd, "to", "csv", "ndjson", "parquet")
	cmd.Flags().StringVar(&flags.rejects, "rejects", "", "file for the rows that cannot be read, as CSV, instead of standard error")
	cmd.Flags().Int64Var(&flags.limit, "limit", 0, "most rows to print; default: all")
	return cmd
}

// someFiles requires at least one argument.
func someFiles(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usagef("%s needs files to read; - is standard input", cmd.CommandPath())
	}
	return nil
}

// openFiles opens files as contacts.
func openFiles(ctx context.Context, p *process, files []string) (*ingest.Source, error) {
	inputs := make([]ingest.Input, len(files))
	for i, file := range files {
		inputs[i].Path = file
	}
	return ingest.Open(ctx, inputs, ingest.Options{Stdin: p.stdin})
}

func (f *catFlags) cat(ctx context.Context, p *process, files []string, limited bool) (err error) {
	if !slices.Contains([]string{"csv", "ndjson", "parquet"}, f.to) {
		return usagef("--to %s is none of csv, ndjson, parquet", f.to)
	}
	source, err := openFiles(ctx, p, files)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(p.stdout, 64<<10)
	out, err := f.writer(ctx, p, buffered, source, files)
	if err != nil {
		return err
	}
	refuse, done, err := f.refusals(p.stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	workers := pipeline.WorkersFor(0)
	left := f.limit
	for b, readErr := range source.Unmapped(ctx, workers) {
		if readErr != nil {
			return errors.Join(readErr, buffered.Flush()) // the rows before the error are still printed
		}
		if limited {
			b = firstRows(b, left)
			left -= int64(b.Rows.Rows())
		}
		for _, reject := range b.Rejects {
			if err := refuse(reject); err != nil {
				return err
			}
		}
		if err := out.write(ctx, workers, b.Origin.File.Path, b.Rows); err != nil {
			return err
		}
		if limited && left == 0 {
			break
		}
	}
	if err := out.close(ctx, workers); err != nil {
		return err
	}
	return buffered.Flush()
}

// firstRows returns the first n rows of a batch, and only the rejects up to the last
// of them.
func firstRows(b pipeline.Batch, n int64) pipeline.Batch {
	if n >= int64(b.Rows.Rows()) {
		return b
	}
	var last int64
	if n > 0 {
		last = b.Origin.Lines[n-1]
	}
	b.Rows = b.Rows.Head(int(n))
	b.Rejects = slices.DeleteFunc(b.Rejects, func(r pipeline.Reject) bool { return r.Line > last })
	return b
}

// rowWriter prints tables in one format.
type rowWriter interface {
	write(ctx context.Context, workers pipeline.Workers, path string, rows column.Table) error
	close(ctx context.Context, workers pipeline.Workers) error
}

func (f *catFlags) writer(ctx context.Context, p *process, to io.Writer, source *ingest.Source, files []string) (rowWriter, error) {
	if f.to == "ndjson" {
		return &ndjsonWriter{to: to}, nil
	}
	columns := unionOf(source.Heads())
	if slices.ContainsFunc(source.Files(), hasLateColumns) && !slices.Contains(files, "-") {
		var err error
		if columns, err = allColumns(ctx, p, files); err != nil {
			return nil, err
		}
	}
	if f.to == "csv" {
		return newCSVWriter(to, columns)
	}
	return newParquetWriter(to, columns)
}

// hasLateColumns reports whether columns may first appear after the head of a file.
func hasLateColumns(file ingest.File) bool {
	return file.Format == ingest.FormatJSON || file.Format == ingest.FormatNDJSON
}

// allColumns reads the files only to collect their columns: in JSON a column may
// first appear late, but CSV and Parquet need all of them before the first row.
func allColumns(ctx context.Context, p *process, files []string) (column.Table, error) {
	source, err := openFiles(ctx, p, files)
	if err != nil {
		return column.Table{}, err
	}
	columns := unionOf(source.Heads())
	for b, err := range source.Unmapped(ctx, pipeline.WorkersFor(0)) {
		if err != nil {
			break // cat reports it when it reads the same rows again
		}
		columns = unionOf([]column.Table{columns, b.Rows.Head(0)})
	}
	return columns, nil
}

// unionOf returns the columns of all tables in order of first appearance, without
// rows. A column with different kinds becomes text.
func unionOf(tables []column.Table) column.Table {
	var union column.Table
	for _, t := range tables {
		for i, name := range t.Names() {
			values, known := t.At(i), union.Column(name)
			if known != nil && column.KindOf(known) != column.KindOf(values) {
				values = column.Nulls(0)
			}
			union = union.With(name, values)
		}
	}
	return union
}

// refusals returns a function that handles a reject, and one to call at the end.
func (f *catFlags) refusals(stderr io.Writer) (refuse func(pipeline.Reject) error, done func() error, err error) {
	if f.rejects == "" {
		return func(r pipeline.Reject) error {
			_, err := fmt.Fprintf(stderr, "%s:%d: %s %s\n", r.File, r.Line, r.Code, r.Message)
			return err
		}, func() error { return nil }, nil
	}
	file, err := os.OpenFile(f.rejects, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, export.PrivateMode)
	if err != nil {
		return nil, nil, fmt.Errorf("creating the file of rejects: %w", err)
	}
	buffered := bufio.NewWriter(file)
	buffered.WriteString("file,line,stage,field,code,message,raw\n") //nolint:errcheck // Flush returns it
	var line []byte
	refuse = func(r pipeline.Reject) error {
		line = appendReject(line[:0], r)
		_, err := buffered.Write(line)
		return err
	}
	return refuse, func() error { return errors.Join(buffered.Flush(), file.Close()) }, nil
}
