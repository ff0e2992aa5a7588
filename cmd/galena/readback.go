package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/ingest/delimited"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/match"
	"galena/internal/parquet"
	"galena/internal/pipeline"
	"galena/internal/report"
)

// pastFlags say which run a command looks back at.
type pastFlags struct{ out string }

func (f *pastFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", "", "folder that runs are published in, or of one run; default: export.dir of "+defaultConfig+", else out/ [$GALENA_EXPORT_DIR]")
}

// pastRun is a run that has been published.
type pastRun struct {
	at place
	pastReport
}

// pastReport is the part of run.json that is looked back at.
type pastReport struct {
	RunID    string          `json:"run_id"`
	Config   report.Config   `json:"config"`
	Inputs   []pastInput     `json:"inputs"`
	Matching *dedupe.Summary `json:"matching"`
	Leads    report.Leads    `json:"leads"`
	Galena   string          `json:"galena_version"`
	AsOf     time.Time       `json:"as_of"`
	Timing   report.Timing   `json:"timing"`
}

type pastInput struct {
	Path    string `json:"path"`
	SHA256  string `json:"sha256"`
	Version string `json:"version"`
}

// open finds the run that the flags name, the last one if they name none.
func (f *pastFlags) open(ctx context.Context, p *process) (*pastRun, error) {
	at, err := f.place(ctx, p)
	if err != nil {
		return nil, err
	}
	return openLatest(ctx, at)
}

// place returns where the flags say that runs are.
func (f *pastFlags) place(ctx context.Context, p *process) (place, error) {
	dir := f.out
	if dir == "" {
		var err error
		if dir, err = settingOf(p, "export.dir"); err != nil {
			return place{}, err
		}
	}
	return placeAt(ctx, dir)
}

// openLatest reads back the last run of a folder of runs, or the run in it.
func openLatest(ctx context.Context, at place) (*pastRun, error) {
	latest, err := at.latest(ctx)
	if err != nil {
		return nil, err
	}
	return openRun(ctx, latest)
}

// openRun reads back the run in a folder.
func openRun(ctx context.Context, at place) (*pastRun, error) {
	data, err := at.read(ctx, "run.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no run in %s; name the folder of your runs with --out", at.name)
	}
	r := &pastRun{at: at}
	if err == nil {
		err = json.Unmarshal(data, &r.pastReport)
	}
	if err != nil {
		return nil, fmt.Errorf("reading back the run in %s: %w", at.name, err)
	}
	return r, nil
}

// settingOf returns a text of the settings as the environment and the
// configuration in the current folder have it.
func settingOf(p *process, name string) (string, error) { return settingIn(p, defaultConfig, name) }

// settingIn is settingOf with another configuration.
func settingIn(p *process, file, name string) (string, error) {
	table := slices.DeleteFunc(slices.Clone(settings), func(s config.Setting) bool { return s.Name != name })
	var values map[string]any
	if data, err := os.ReadFile(file); err == nil {
		values = config.FileValues(table, config.Document{Name: file, Data: data})
	}
	resolved, err := config.NewSettings(table, nil, nil, p.environ, values)
	if err != nil {
		return "", err
	}
	return config.Get[string](resolved, name), nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// model returns the model of the run, nil if records were not matched.
func (r *pastRun) model(ctx context.Context) (*match.Model, error) {
	data, err := r.at.read(ctx, modelName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := dedupe.ReadModel(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.at.in(modelName).name, err)
	}
	return m, nil
}

// scan visits the named columns of a table of the run, all for nil, as text.
// It is no error if the run has no such table.
func (r *pastRun) scan(ctx context.Context, table string, columns []string, visit func(count int, in rows) error) error {
	for _, format := range []string{".parquet", ".csv"} {
		path := r.at.in(table + format).name
		f, err := r.at.open(ctx, table+format)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		defer f.close() //nolint:errcheck // it was only read
		batches, err := open(ctx, f, format, columns)
		if err != nil {
			return fmt.Errorf("reading back %s: %w", path, err)
		}
		for b, err := range batches {
			if err != nil {
				return fmt.Errorf("reading back %s: %w", path, err)
			}
			rows := rowsOf(b.Rows)
			if format == ".csv" {
				for _, name := range rows.names {
					if columns == nil || slices.Contains(columns, name) {
						rows.values[name] = unguarded(rows.values[name])
					}
				}
			}
			if err := visit(b.Rows.Rows(), rows); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

func open(ctx context.Context, f *placed, format string, columns []string) (pipeline.Stream, error) {
	workers := pipeline.WorkersFor(0)
	if format == ".csv" {
		header := true
		rows, err := delimited.Open(io.NewSectionReader(f, 0, f.size), delimited.Options{Delimiter: ",", Quote: `"`, Encoding: "utf-8", Header: &header})
		if err != nil {
			return nil, err
		}
		return rows.Batches(ctx, workers), nil
	}
	in, err := parquet.Open(f, f.size)
	if err != nil {
		return nil, err
	}
	if columns != nil {
		isThere := func(name string) bool {
			return slices.ContainsFunc(in.Fields(), func(f parquet.Field) bool { return f.Name == name })
		}
		columns = slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return !isThere(name) })
	}
	return in.Batches(ctx, workers, columns, defaultBatchRows), nil
}

// rows are rows of a table of the run, as text.
type rows struct {
	names  []string // of the columns, in their order
	values map[string]*column.Text
}

func rowsOf(t column.Table) rows {
	out := rows{t.Names(), map[string]*column.Text{}}
	for _, name := range t.Names() {
		out.values[name] = column.AsText(t.Column(name))
	}
	return out
}

// cell returns a value, "" for a null.
func (r rows) cell(name string, row int) string {
	values := r.values[name]
	if values == nil || values.IsNull(row) {
		return ""
	}
	return values.Value(row)
}

// guarded finds the text of CSV that export has guarded from spreadsheets by an
// apostrophe.
var guarded = regexp.MustCompile("^'+[=+\\-@\t\r\n\x00＝＋－＠]")

// unguarded takes that apostrophe off.
func unguarded(t *column.Text) *column.Text {
	var out column.TextBuilder
	for i := range t.Len() {
		switch {
		case t.IsNull(i):
			out.AppendNull()
		case t.ValueLen(i) > 1 && t.Value(i)[0] == '\'' && guarded.MatchString(t.Value(i)):
			out.Append(t.Value(i)[1:])
		default:
			out.Append(t.Value(i))
		}
	}
	return out.Finish()
}
