package config_test

import (
	"errors"

	"galena/internal/config"
)

// plan is a configuration with a field of every sort.
type plan struct {
	Version int             `yaml:"version" default:"1" doc:"of this format"`
	Stages  []string        `yaml:"stages" default:"[normalize, dedupe]" enum:"normalize,dedupe,score" doc:"in their order"`
	AsOf    config.Date     `yaml:"as_of" doc:"the clock of every rule"`
	Workers int             `yaml:"workers" hash:"-" doc:"0: one per core"`
	Memory  config.Bytes    `yaml:"memory" default:"2GiB" hash:"-" doc:"more spills to disk"`
	Quiet   bool            `yaml:"quiet" doc:"no progress"`
	Within  config.Duration `yaml:"within" default:"30d" doc:"how far back events count"`
	Ingest  ingest          `yaml:"ingest" doc:"what is read"`
	Dedupe  dedupe          `yaml:"dedupe" doc:"records | leads"`
	Upload  *upload         `yaml:"upload" doc:"where to send the result"`

	Source config.Document `yaml:"-"`
}

type ingest struct {
	Contacts    []contacts     `yaml:"contacts" doc:"files of people"`
	MaxRejected config.Percent `yaml:"max_rejected" default:"1%" doc:"more than that fails the run"`
}

type contacts struct {
	Path    string                  `yaml:"path" required:"true" doc:"a file, a glob or -"`
	Trust   uint8                   `yaml:"trust" doc:"higher wins"`
	Columns config.Map[config.Text] `yaml:"columns" doc:"canonical: header"`
	Set     map[string]string       `yaml:"set" doc:"values for all rows"`
}

type dedupe struct {
	Entity    string      `yaml:"entity" default:"person" enum:"person,company" doc:"what a lead is"`
	Threshold float64     `yaml:"threshold" default:"0.95" doc:"match probability"`
	Fields    []comparing `yaml:"fields" doc:"chosen from the data by default"`
	Where     config.Text `yaml:"where" doc:"a rule"`
}

func (d *dedupe) Validate(report *config.Report) {
	if d.Threshold < 0 || d.Threshold > 1 {
		report.Errorf("threshold", "must lie between 0 and 1")
	}
	for i, byte := range []byte(d.Where.Value) {
		if byte == '%' {
			report.Add(d.Where.Problem(i, "unexpected %q", '%'))
		}
	}
}

// comparing is one of two shapes: a column's name, or a mapping.
type comparing struct {
	Column config.Text
	As     string
}

type comparingLong struct {
	Column config.Text `yaml:"column" required:"true" doc:"its name"`
	As     string      `yaml:"as" default:"text" enum:"text,date" doc:"its kind"`
}

func (c *comparing) UnmarshalConfig(n *config.Node) error {
	if n.IsMapping() {
		var long comparingLong
		err := n.Decode(&long)
		*c = comparing(long)
		return err
	}
	c.As = "text"
	if err := n.Decode(&c.Column); err != nil {
		return err
	}
	if c.Column.Value == "ssn" {
		return errors.New("never compared")
	}
	return nil
}

func (comparing) ConfigShape() config.Shape {
	return config.Shape{OneOf: []any{"", comparingLong{}}}
}

type upload struct {
	URL    config.Text `yaml:"url" required:"true" doc:"where"`
	Chunks int         `yaml:"chunks" default:"4" doc:"at once"`
}

func (u *upload) Validate(report *config.Report) {
	known := []string{"https://hubspot", "https://marketo"}
	if u.URL.Value != "" && config.Suggest(u.URL.Value, known) != u.URL.Value {
		report.Unknown("url", "destination", u.URL.Value, known)
	}
	if u.Chunks < 1 {
		report.Errorf("", "must send at least one chunk at a time")
	}
}

func load(text string, overrides ...string) (plan, error) {
	return config.Load[plan](config.Document{Name: "pipeline.yaml", Data: []byte(text)}, overrides)
}
