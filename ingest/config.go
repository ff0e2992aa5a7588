package ingest

import (
	"fmt"
	"slices"

	"galena/internal/config"
	"galena/internal/contact"
)

// Config is the ingest section of pipeline.yaml.
type Config struct {
	Contacts     []Input        `yaml:"contacts" doc:"files of people; each row is one record"`
	Events       []Input        `yaml:"events" doc:"files of what people did and when"`
	Outcomes     []Input        `yaml:"outcomes" doc:"files of who became a customer, to learn from"`
	Suppressions []Suppression  `yaml:"suppressions" doc:"files of people who must not be contacted"`
	MaxRejected  config.Percent `yaml:"max_rejected" default:"1%" doc:"share of contact rows that may be refused; if more are, the run ends with exit code 3 and publishes nothing"`
}

// Input is a file, or several files that are read in the same way.
type Input struct {
	At       config.Position    `yaml:"-"` // of Path; zero for a file that no configuration names
	Path     string             `yaml:"path" required:"true" doc:"file, glob, folder (read with all below it), or - for standard input; .gz and .zst are decompressed"`
	Source   string             `yaml:"source" doc:"source_system of the records; default: the file's stem, crm for crm.csv.gz"`
	Format   Format             `yaml:"format" default:"auto" enum:"auto,csv,tsv,json,ndjson,parquet" doc:"auto looks at the content first, then at the name"`
	ID       config.Text        `yaml:"id" doc:"header of the column that identifies a record in its source; default: the mapped one, else a hash of the row"`
	Columns  config.Map[string] `yaml:"columns" doc:"canonical column: header; adds to the automatic mapping and beats it"`
	Trust    int                `yaml:"trust" doc:"survivorship prefers records of higher trust"`
	Defaults config.Map[string] `yaml:"defaults" doc:"canonical column: value for cells that are empty"`

	Delimiter string `yaml:"delimiter" doc:"of CSV: one character, or tab; default: found in the file"`
	Quote     string `yaml:"quote" doc:"of CSV: one character, or none; default: found in the file"`
	Escape    string `yaml:"escape" doc:"of CSV: one character that stands before a quote within quotes; default: found in the file"`
	Comment   string `yaml:"comment" doc:"of CSV: one character; lines that begin with it are skipped"`
	Encoding  string `yaml:"encoding" default:"auto" enum:"auto,utf-8,utf-16le,utf-16be,windows-1252,iso-8859-1,windows-1250,windows-1251,windows-1253,windows-1254,windows-1257,iso-8859-2,koi8-r,macintosh,ibm850,shift_jis,euc-jp,gb18030,big5,euc-kr" doc:"of CSV; auto decides by the bytes"`
	Header    string `yaml:"header" default:"auto" enum:"auto,yes,no" doc:"of CSV: whether a line holds the names of the columns"`
	Records   string `yaml:"records" doc:"of JSON: dotted path of the array that holds the records; default: the longest array of objects at the top, else within its objects"`
}

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	names := columnNames(contact.Columns())
	for _, list := range []struct {
		name   string
		inputs []Input
		known  []string
	}{
		{"contacts", c.Contacts, names},
		{"events", c.Events, columnNames(contact.EventColumns())},
		{"outcomes", c.Outcomes, names},
	} {
		for i := range list.inputs {
			at := fmt.Sprintf("%s[%d].", list.name, i)
			list.inputs[i].At = report.At(at + "path")
			list.inputs[i].validate(report, at, list.known)
		}
	}
	for i := range c.Suppressions {
		at := fmt.Sprintf("suppressions[%d].", i)
		c.Suppressions[i].At = report.At(at + "path")
		c.Suppressions[i].validate(report, at, names)
	}
}

func (in *Input) validate(report *config.Report, at string, known []string) {
	for _, entry := range slices.Concat(in.Columns, in.Defaults) {
		switch {
		case !slices.Contains(known, entry.Key):
			report.Add(entry.At.Unknown("column", entry.Key, known))
		case slices.Contains(computedInputs, entry.Key):
			report.Add(entry.At.Problem("%s is made by galena and cannot be read from a file", entry.Key))
		}
	}
	for _, option := range []struct{ name, value, word string }{
		{"delimiter", in.Delimiter, "tab"},
		{"quote", in.Quote, "none"},
		{"escape", in.Escape, ""},
		{"comment", in.Comment, ""},
	} {
		if v := option.value; v != "" && v != option.word && v != `\t` && (len(v) != 1 || v[0] >= 0x80) {
			report.Errorf(at+option.name, "must be one ASCII character")
		}
	}
}

// computedInputs are canonical columns that no file may set: the lead id is generated, and
// the source system is that of the input.
var computedInputs = []string{"lead_id", "source_system"}

func columnNames(columns []contact.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}
