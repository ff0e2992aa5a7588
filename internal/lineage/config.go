package lineage

import "galena/internal/config"

// Config is the section lineage of pipeline.yaml. It does not say where events are sent,
// since the address may hold a secret.
type Config struct {
	File      string `yaml:"file" doc:"file to which OpenLineage events are appended, one a line; default: none"`
	Namespace string `yaml:"namespace" default:"galena" doc:"namespace of the job in OpenLineage events"`
	Job       string `yaml:"job" default:"leads" doc:"name of the job in OpenLineage events"`
}

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	if c.Namespace == "" {
		report.Errorf("namespace", "must not be empty")
	}
	if c.Job == "" {
		report.Errorf("job", "must not be empty")
	}
}
