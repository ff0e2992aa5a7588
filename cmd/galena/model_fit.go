package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/ingest"
	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/vfs"
	"galena/score"
)

// fitFlags are the flags of model fit.
type fitFlags struct {
	pastFlags
	planFlags
	pastDates
	labels string
	lesson score.Lesson
	since  string
	model  string
	report string
	json   bool
}

func newModelFit(p *process) *cobra.Command {
	flags := &fitFlags{}
	cmd := &cobra.Command{
		Use:   "fit --target COLUMN|--labels FILE [FILE...] [--out MODEL]",
		Short: "Learn how likely a lead is to convert, or from verdicts which records are one",
		Long: `Fit learns a model of an outcome from the rows of files, or from the leads of the
last run. The target is the column of the outcome, such as won or y; for the leads
of a run, converted is a lifecycle_stage of customer.

The model is a sum of curves, one for each field, so that the parts of a lead add
up exactly to its log odds. How well it predicts is measured on rows that it has
not seen: by folds and, if rows have a time, by predicting the last rows from
those before. If the two differ by more than chance, fit warns; --since DATE leaves
old rows out. It also warns of fields that may be known only after the outcome;
leave them out with --without. Below 1,000 rows, or below 120 of either outcome,
fit writes no model.

  galena model fit --target won history.csv --out won.json
  galena model fit --target converted --out converted.yaml

With --at DATE, fit makes the leads of the configuration again from what was known
on that day, with their events up to that day. The outcome is whether they became
customers within the horizon after it. Nothing that was known only later is learnt
from. Several dates are put in the order of time.

  galena model fit --target converted --at 2025-04-01,2025-07-01 --horizon 90d --out won.json

To score leads by the model, put its path into the config: score: {learned: {model: FILE}}.

With --labels FILE, fit trains the model of matching instead, on the given files or
those of the configuration, with the verdicts of a filled-in review.csv or a file
of links. To match with that model: dedupe: {model: FILE}.

  galena model fit --labels decided.csv --out model.json`,
		RunE: func(cmd *cobra.Command, files []string) error {
			switch {
			case flags.labels != "" && flags.lesson.Target != "":
				return usagef("model fit learns one model at a time: give --target or --labels")
			case flags.labels == "" && flags.lesson.Target == "":
				return usagef("model fit needs --target COLUMN, or --labels FILE")
			}
			if err := flags.contradiction(cmd, files); err != nil {
				return err
			}
			if flags.labels != "" {
				return flags.fitLabels(cmd, p, files)
			}
			return flags.fit(cmd, p, files)
		},
	}
	flags.add(cmd)
	return cmd
}

func (f *fitFlags) add(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.pastFlags.out, "run", "", "if no files are given: the output folder, or the folder of one run; default: export.dir of "+defaultConfig+", else out/ [$GALENA_EXPORT_DIR]")
	set.StringVar(&f.labels, "labels", "", "filled-in review.csv, or file of links, to train the model of matching")
	set.StringVarP(&f.planFlags.config, "config", "c", "", "with --labels and --at: the configuration; default: "+defaultConfig+", if no files are given")
	set.StringArrayVar(&f.overrides, "set", nil, "with --labels and --at: set a key of the configuration; repeatable")
	set.StringVar(&f.lesson.Target, "target", "", "column of the outcome; converted for leads that became customers")
	set.StringSliceVar(&f.at, "at", nil, "past dates, such as 2025-07-01: learn from the leads as they were known then (needs a configuration)")
	set.StringVar(&f.horizon, "horizon", "90d", "with --at: how long after a date conversions count")
	set.StringVar(&f.lesson.Positive, "positive", "", "value of the target to predict; default: yes, won and the like")
	set.StringVar(&f.lesson.Time, "time", "", "column that orders the rows in time; default: created_at, if there is one")
	set.BoolVar(&f.lesson.InOrder, "in-order", false, "the rows stand in the order of time")
	set.StringVar(&f.since, "since", "", "learn only from rows of this date, such as 2025-01-01, and later, by the column that orders them")
	set.StringSliceVar(&f.lesson.Without, "without", nil, "columns not to learn from; repeatable")
	set.StringVar(&f.model, "out", "", "file for the model: YAML if its name says so, else JSON")
	set.StringVar(&f.report, "report", "", "file to write the report to, as text")
	set.BoolVar(&f.json, "json", false, "print the report as one JSON object")
}

// contradiction returns a usage error if a flag would have no effect beside the others.
func (f *fitFlags) contradiction(cmd *cobra.Command, files []string) error {
	if len(files) > 0 {
		if err := only(cmd, "no files", "run"); err != nil {
			return err
		}
	}
	switch {
	case f.labels != "":
		return excludes(cmd, "labels", "at", "horizon", "positive", "time", "in-order", "since", "without", "report", "run")
	case len(f.at) > 0:
		return excludes(cmd, "at", "time", "in-order", "run")
	}
	return errors.Join(excludes(cmd, "time", "in-order"), only(cmd, "--labels or --at", "config", "set"), only(cmd, "--at", "horizon"))
}

// fit learns a model, writes it, and prints the report.
func (f *fitFlags) fit(cmd *cobra.Command, p *process, files []string) error {
	ctx, workers := cmd.Context(), pipeline.WorkersFor(0)
	if err := f.leaveOutOld(); err != nil {
		return err
	}
	read := f.read
	if len(f.at) > 0 {
		read = f.readPast
	}
	batches, err := read(cmd, p, files)
	if err != nil {
		return err
	}
	model, report, err := score.Learn(ctx, batches, f.lesson, workers)
	if few, ok := errors.AsType[*additive.TooFewError](err); ok {
		return fmt.Errorf("no model was written: %w", few)
	}
	if err != nil {
		return err
	}
	if f.model != "" {
		data, err := score.WriteModel(f.model, model, report)
		if err != nil {
			return err
		}
		if err := p.writeModel(f.model, data); err != nil {
			return err
		}
	}
	written := fitted{model, report, f.model}
	if f.report != "" {
		var text strings.Builder
		if err := written.write(&text); err != nil {
			return err
		}
		if err := os.WriteFile(f.report, []byte(text.String()), export.PrivateMode); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	if f.json {
		return writeJSON(p.stdout, written.json())
	}
	return written.write(p.stdout)
}

// writeModel replaces a model in one step, so that a run never reads half of one.
func (p *process) writeModel(path string, data []byte) error {
	if file, err := filepath.EvalSymlinks(path); err == nil {
		path = file // replace the model that a link names, not the link
	}
	if err := vfs.Replace(p.disk(), path, data, export.PrivateMode); err != nil {
		return fmt.Errorf("writing the model: %w", vfs.Advise(err, "--out"))
	}
	return nil
}

// leaveOutOld reads --since.
func (f *fitFlags) leaveOutOld() error {
	if f.since == "" {
		return nil
	}
	first, err := time.Parse(time.DateOnly, f.since)
	if err != nil {
		return usagef("--since %s must be a date such as 2025-01-01", f.since)
	}
	if f.lesson.InOrder {
		return usagef("--since takes a column of times, which rows that only stand --in-order do not have: name it with --time")
	}
	f.lesson.Since = first.UnixMicro()
	return nil
}

// read returns the rows to learn from: the leads of the run, or the rows of the
// files with their columns named as in leads.
func (f *fitFlags) read(cmd *cobra.Command, p *process, files []string) ([]column.Table, error) {
	ctx := cmd.Context()
	if len(files) == 0 {
		return f.leads(ctx, p)
	}
	source, err := openFiles(ctx, p, files)
	if err != nil {
		return nil, err
	}
	var batches []column.Table
	for b, err := range source.Batches(ctx, pipeline.WorkersFor(0)) {
		if err != nil {
			return nil, err
		}
		if len(b.Rejects) > 0 {
			p.stderrf("%s: %d rows of a batch could not be read and are left out\n", b.Origin.File.Path, len(b.Rejects))
		}
		batches = append(batches, b.Rows)
	}
	f.lesson.Target = mapped(source.Files(), f.lesson.Target)
	f.lesson.Time = mapped(source.Files(), f.lesson.Time)
	for i, name := range f.lesson.Without {
		f.lesson.Without[i] = mapped(source.Files(), name)
	}
	return batches, nil
}

func (p *process) stderrf(format string, args ...any) {
	fmt.Fprintf(p.stderr, format, args...)
}

// mapped returns the name that a column has once it is read. It finds the column by
// its header in any case; an unknown header is returned as it is.
func mapped(files []ingest.File, header string) string {
	for _, file := range files {
		for _, c := range file.Mapping.Columns {
			if strings.EqualFold(strings.TrimSpace(c.Header), strings.TrimSpace(header)) {
				return c.Name
			}
		}
	}
	return header
}

// leads reads the leads of the run.
func (f *fitFlags) leads(ctx context.Context, p *process) ([]column.Table, error) {
	run, err := f.open(ctx, p)
	if err != nil {
		return nil, err
	}
	var batches []column.Table
	err = run.scan(ctx, "leads", nil, func(in rows) {
		t := column.NewTable(in.count)
		for _, name := range in.names {
			t = t.With(name, in.values[name])
		}
		batches = append(batches, t)
	})
	if err == nil && len(batches) == 0 {
		err = usagef("the run in %s has no leads", run.at.name)
	}
	return batches, err
}
