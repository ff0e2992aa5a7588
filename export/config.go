package export

import (
	"slices"

	"galena/internal/config"
)

// Config is the section export of pipeline.yaml.
type Config struct {
	Dir     string        `yaml:"dir" hash:"-" default:"out/" doc:"folder that gets one folder per run, and the link latest to the last good one"`
	Format  Format        `yaml:"format" hash:"-" default:"parquet" enum:"parquet,csv" doc:"of leads and the tables beside it; rejects are always CSV"`
	Columns []config.Text `yaml:"columns" default:"all" doc:"columns of leads in their order; run_id comes last unless it is listed"`
	Verify  Verify        `yaml:"verify" hash:"-" default:"none" enum:"none,independent" doc:"independent: every file is read back by a second implementation before it is published"`
}

// Format is how tables are written.
type Format string

// The formats.
const (
	Parquet Format = "parquet"
	CSV     Format = "csv"
)

// Verify says how far written files are checked. The bytes on the disk and the
// number of rows are checked always.
type Verify string

// The degrees.
const (
	VerifyNone        Verify = "none"
	VerifyIndependent Verify = "independent"
)

// columnsAll is what columns says to mean every column in its own order.
const columnsAll = "all"

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	if c.Dir == "" {
		report.Errorf("dir", "must name a folder")
	}
	if len(c.Columns) == 0 {
		report.Errorf("columns", "must be %q or name at least one column", columnsAll)
	}
	seen := map[string]bool{}
	for _, name := range c.Columns {
		switch {
		case name.Value == columnsAll && len(c.Columns) > 1:
			report.Add(name.Problem(0, "%q stands alone or not at all", columnsAll))
		case seen[name.Value]:
			report.Add(name.Problem(0, "column %q is listed twice", name.Value))
		}
		seen[name.Value] = true
	}
}

// CheckColumns reports the columns asked for that leads will not have.
func (c *Config) CheckColumns(leads []string) config.Problems {
	if c.wantsAll() {
		return nil
	}
	var problems config.Problems
	for _, name := range c.Columns {
		if name.Value != runIDColumn && !slices.Contains(leads, name.Value) {
			problems = append(problems, name.Unknown(0, "column", name.Value, leads))
		}
	}
	return problems
}

// wantsAll reports whether leads are to have every column in its own order.
func (c *Config) wantsAll() bool {
	return len(c.Columns) == 0 || c.Columns[0].Value == columnsAll
}
