package enrich

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/internal/provenance"
)

// Table is a step that looks leads up in a user's file.
type Table struct {
	At         config.Position    `yaml:"-"` // of Path
	Path       string             `yaml:"path" required:"true" doc:"the file, or several that are one table: CSV, JSON or Parquet, as for ingest.contacts[].path"`
	Format     string             `yaml:"format" default:"auto" enum:"auto,csv,tsv,json,ndjson,parquet" doc:"auto looks at the content first, then at the name"`
	On         config.Map[string] `yaml:"on" required:"true" doc:"column of leads: column of the file; if there are several, all must agree. No two rows of the file may have the same key"`
	Kind       string             `yaml:"kind" default:"exact" enum:"exact,normalized,range,prefix" doc:"exact: the same text; normalized: the same after both are brought into the form of the leads' column; range: a number from the row's up to below the next row's; prefix: the longest key of the file with which the value begins"`
	To         config.Text        `yaml:"to" doc:"for kind range: column of the file with the last number of the range; default: a range ends where the next one begins"`
	Take       config.Map[string] `yaml:"take" required:"true" doc:"column of leads: column of the file; fills what is empty"`
	OnConflict string             `yaml:"on_conflict" default:"keep" enum:"keep,replace,newer" doc:"if the lead has another value than the row. keep: the lead's value stays; replace: the row's value replaces it; newer: replaces it only if the row's day (dated, else as_of) is later than the last change of every record of the lead, and all records say when that was"`
	MaxAge     config.Duration    `yaml:"max_age" doc:"how old the file, or a row of it, may be at as_of; goes with as_of or dated"`
	AsOf       config.Date        `yaml:"as_of" doc:"the day of the file's data; if that is older than max_age, the run ends"`
	Dated      config.Text        `yaml:"dated" doc:"column of the file with the day of a row's data; rows older than max_age are not used"`
}

// Validate implements config.Validator.
func (t *Table) Validate(report *config.Report) {
	t.At = report.At("path")
	if (len(t.On) == 0 || len(t.Take) == 0) && !report.Wrong() {
		report.Errorf("", "needs a column in on and one in take")
	}
	if (t.Kind == "range" || t.Kind == "prefix") && len(t.On) > 1 {
		report.Errorf("on", "names one column for a table of kind %s", t.Kind)
	}
	if t.To.Value != "" && t.Kind != "range" {
		report.Errorf("to", "is for a table of kind range")
	}
	if dated := !t.AsOf.IsZero() || t.Dated.Value != ""; dated != (t.MaxAge > 0) {
		report.Errorf("max_age", "goes with as_of or dated")
	}
	if t.OnConflict == conflictNewer && t.Dated.Value == "" && t.AsOf.IsZero() {
		report.Errorf("on_conflict", "newer needs the day of the rows: dated, or as_of with max_age")
	}
	t.checkTaken(report)
}

// Columns returns the columns of the file that the step needs, sorted.
func (t *Table) Columns() []string {
	var names []string
	for _, entry := range slices.Concat(t.On, t.Take) {
		names = append(names, entry.Value)
	}
	names = append(names, t.To.Value, t.Dated.Value)
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// Tables returns the tables of the config, in order, for the caller to open.
func (c Config) Tables() []*Table {
	var tables []*Table
	for _, s := range c {
		if s.Table != nil {
			tables = append(tables, s.Table)
		}
	}
	return tables
}

// Reference is an opened table.
type Reference struct {
	Rows pipeline.Source
	// Head holds the columns of each file of the table, without rows.
	Head []column.Table
	// Bytes is the size of the files, 0 if it is not known.
	Bytes int64
	// Again opens the same files once more; nil if they can be read only once.
	Again func(ctx context.Context) (pipeline.Source, error)
}

// tableStep is a table step during a run.
type tableStep struct {
	*Table
	from   Reference
	kinds  []column.Kind // of the columns taken
	keyer  keyer
	asOf   time.Time
	budget int64 // most bytes to hold in memory; 0: no limit

	wanted  *wanted // nil if all rows are kept
	workers pipeline.Workers
	held    holder
	notes   *noteOnce

	matched   atomic.Bool  // some lead was found
	unmatched atomic.Int64 // leads with a key that the table does not have
}

// newTableStep fails if the file lacks a column, or is too old.
func newTableStep(t *Table, from Reference, asOf time.Time, budget int64, notes *noteOnce) (*tableStep, error) {
	step := &tableStep{Table: t, from: from, keyer: newKeyer(t), asOf: asOf, budget: budget, notes: notes}
	var problems config.Problems
	kind := func(name string) (column.Kind, bool) {
		for _, head := range from.Head {
			if values := head.Column(name); values != nil {
				return column.KindOf(values), true
			}
		}
		return column.KindText, false
	}
	lacks := func(problem config.Problem, name string) {
		problem.Message = fmt.Sprintf("%s has no column %q", t.Path, name)
		problems = append(problems, problem)
	}
	var known []string
	for _, head := range from.Head {
		known = append(known, head.Names()...)
	}
	for _, entry := range slices.Concat(t.On, t.Take) {
		if _, ok := kind(entry.Value); !ok {
			lacks(entry.At.Unknown("column", entry.Value, known), entry.Value)
		}
	}
	for _, name := range []config.Text{t.To, t.Dated} {
		if _, ok := kind(name.Value); name.Value != "" && !ok {
			lacks(name.Unknown(0, "column", name.Value, known), name.Value)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for _, entry := range t.Take {
		own, _ := kind(entry.Value)
		step.kinds = append(step.kinds, kindOfTaken(entry.Key, own))
	}
	if oldest := step.oldest(); !t.AsOf.IsZero() && t.AsOf.Before(oldest) {
		return nil, fmt.Errorf("enrich[].table: %s is of %s, and max_age allows nothing before %s; get a newer one, or say max_age: %s",
			t.Path, t.AsOf.Format(time.DateOnly), oldest.Format(time.DateOnly), config.Duration(asOf.Sub(t.AsOf.Time)))
	}
	return step, nil
}

// oldest returns the day before which a row is too old.
func (t *tableStep) oldest() time.Time { return t.asOf.Add(-time.Duration(t.MaxAge)) }

func (t *tableStep) prepare(ctx context.Context, workers pipeline.Workers) error {
	if err := t.wanted.await(ctx); err != nil {
		return err
	}
	if t.workers = workers; t.wanted != nil {
		t.wanted.seeTables()
	}
	found, err := t.load(ctx, t.from.Rows, t.wanted)
	if err != nil {
		return err
	}
	t.held.put(found)
	t.notes.add(found.store.tally.notes(t.Path)...)
	return nil
}

// add looks up every lead and fills its columns.
func (t *tableStep) add(ctx context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	found, err := t.find(ctx, s, b.Rows)
	if found == nil {
		return pipeline.Batch{}, nil, err
	}
	observed := t.observed(found)
	wins := wins(t.OnConflict, observed, b.Keys.Changed)
	for i, entry := range t.Take {
		b.Rows = fillFrom(b.Rows, entry.Key, t.kinds[i], found.take(i), wins)
	}
	b.Notes = append(b.Notes, found.notes(t)...)
	return b, t.origin(observed), err
}

// origin says that values come from the file, and of which day they are.
func (t *tableStep) origin(observed func(row int) int64) origin {
	from := provenance.Undated(t.Path, methodReference)
	return func(_ string, row int) evidence {
		e := from
		e.Observed = observed(row)
		return e
	}
}

// close removes what is on disk, and notes a file in which no lead was found: its key is
// probably not that of the leads.
func (t *tableStep) close() (notes []pipeline.Note, err error) {
	if n := t.unmatched.Load(); n > 0 && !t.matched.Load() {
		notes = append(notes, pipeline.Note{Stage: stageName, File: t.Path, Field: t.On[0].Key, Code: "table_matches_nobody", Count: n})
	}
	return notes, t.held.close()
}
