// Package config turns pipeline.yaml into typed values and reports every
// mistake in it at once, with its position.
//
// It knows no stage. A stage describes its section as a struct whose tags are
// the whole of its documentation:
//
//	type Config struct {
//		Entity    string         `yaml:"entity" default:"person" enum:"person,company" doc:"what a lead is"`
//		Threshold float64        `yaml:"threshold" default:"0.95" doc:"match probability"`
//		Fields    []Field        `yaml:"fields" doc:"chosen from what is mapped, by default"`
//		Where     config.Text    `yaml:"where" doc:"keep the leads for which this is true"`
//		Workers   int            `yaml:"workers" hash:"-" doc:"0: one per core"`
//	}
//
//	func (c *Config) Validate(report *config.Report) {
//		if c.Threshold < 0 || c.Threshold > 1 {
//			report.Errorf("threshold", "must lie between 0 and 1")
//		}
//	}
//
// The tags:
//
//	yaml      the key; a field without it is not configuration
//	doc       its meaning, for the reference and the schema
//	default   the value where the key is absent or null, as it would be written in the file
//	enum      the values allowed, comma-separated; for lists, of each item
//	required  "true": the key must be there
//	hash      "-": the field does not change what a run computes (see [Hash])
//
// The same tags make the reference ([Reference]) and the JSON Schema ([Schema]).
// A tag that cannot be read is a bug, not a mistake of the user: it panics the
// first time the type is used.
package config
