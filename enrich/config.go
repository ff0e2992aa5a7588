package enrich

// Config is the enrich section of pipeline.yaml: what to add to leads, in this
// order.
type Config []Step

// Step adds columns to leads.
type Step struct {
	Derive []string `yaml:"derive" enum:"email,phone,title,company,timezone" doc:"what to derive of the lead's own values, offline"`
}

// derives reports whether any step derives from the named kind of value.
func (c Config) derives(name string) bool {
	for _, step := range c {
		for _, derived := range step.Derive {
			if derived == name {
				return true
			}
		}
	}
	return false
}
