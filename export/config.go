package export

import (
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/expression"
)

// Config is the section export of pipeline.yaml.
type Config struct {
	Dir      string        `yaml:"dir" hash:"-" default:"out/" doc:"folder with one folder per run, and the link latest to the last good run; or s3://, gs:// or azblob:// BUCKET/PATH, where latest.json names that run"`
	Staging  string        `yaml:"staging" hash:"-" doc:"folder in which a run for object storage is made before it is uploaded; default: in the user's cache folder"`
	Format   Format        `yaml:"format" default:"parquet" enum:"parquet,csv" doc:"format of leads and the tables beside it; rejects are always CSV"`
	Columns  []config.Text `yaml:"columns" default:"all" doc:"columns of leads in their order; run_id comes last unless it is listed"`
	Verify   Verify        `yaml:"verify" hash:"-" default:"none" enum:"none,independent" doc:"independent: every file is read back by a second implementation before it is published"`
	KeepRuns int           `yaml:"keep_runs" hash:"-" default:"0" doc:"runs that stay in dir, the latest among them; older ones are removed once a run is published; 0: all runs stay. In object storage all runs always stay"`
	Also     []Also        `yaml:"also" doc:"further files of leads"`
}

// Format is a file format for tables.
type Format string

// These are the formats.
const (
	Parquet Format = "parquet"
	CSV     Format = "csv"
)

// Verify says how thoroughly written files are checked. Their bytes on disk and number of
// rows are always checked.
type Verify string

// These are the degrees of verification.
const (
	VerifyNone        Verify = "none"
	VerifyIndependent Verify = "independent"
)

// columnsAll as the only entry of columns means every column, in its own order.
const columnsAll = "all"

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	if c.Dir == "" {
		report.Errorf("dir", "must name a folder")
	}
	if c.KeepRuns < 0 {
		report.Errorf("keep_runs", "must not be negative; 0 keeps all")
	}
	if len(c.Columns) == 0 {
		report.Errorf("columns", "must be %q or name at least one column", columnsAll)
	}
	checkTwice(report, c.Columns)
	for i, also := range c.Also {
		for _, before := range c.Also[:i] {
			if also.Path.Value == before.Path.Value {
				report.Add(also.Path.Problem(0, "%q is written twice", also.Path.Value))
			}
		}
	}
}

// checkTwice reports columns that are listed twice, and "all" next to other columns.
func checkTwice(report *config.Report, columns []config.Text) {
	seen := map[string]bool{}
	for _, name := range columns {
		switch {
		case name.Value == columnsAll && len(columns) > 1:
			report.Add(name.Problem(0, "%q stands alone or not at all", columnsAll))
		case seen[name.Value]:
			report.Add(name.Problem(0, "column %q is listed twice", name.Value))
		}
		seen[name.Value] = true
	}
}

// Check reports where the section names columns that leads will not have. words holds the
// columns of leads.
func (c *Config) Check(words expression.Words) config.Problems {
	kind := words.Kind
	words.Kind = func(name string) (column.Kind, bool) {
		if name == runIDColumn {
			return column.KindText, true
		}
		return kind(name)
	}
	if !slices.Contains(words.Names, runIDColumn) {
		words.Names = append(slices.Clip(words.Names), runIDColumn)
	}
	problems := unknownColumns(c.Columns, words.Names)
	for i := range c.Also {
		problems = append(problems, c.Also[i].check(words)...)
	}
	return problems
}

func unknownColumns(wanted []config.Text, names []string) config.Problems {
	if wantsAll(wanted) {
		return nil
	}
	var problems config.Problems
	for _, name := range wanted {
		if !slices.Contains(names, name.Value) {
			problems = append(problems, name.Unknown(0, "column", name.Value, names))
		}
	}
	return problems
}

// wantsAll reports whether every column is wanted, in its own order.
func wantsAll(columns []config.Text) bool {
	return len(columns) == 0 || columns[0].Value == columnsAll
}
