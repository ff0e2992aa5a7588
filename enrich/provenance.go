package enrich

import (
	"bytes"
	"slices"

	"galena/internal/column"
	"galena/internal/provenance"
)

// Provenance says for which values to record where they come from.
type Provenance struct {
	Methods []string `yaml:"methods" default:"[reference, provider]" enum:"source,derived,reference,provider" doc:"source: from a record of the input; derived: from the lead's own values; reference: from a file; provider: from the network. An empty list writes nothing"`
}

// The methods by which a step finds a value.
const (
	methodDerived   = provenance.Derived
	methodReference = provenance.Reference
	methodProvider  = provenance.Provider
)

// evidence is where a value comes from.
type evidence = provenance.Evidence

// unknown is the instant of an observation without a date.
const unknown = provenance.Unknown

// Traces reports whether the config wants the origin of values of a method recorded.
func (c Config) Traces(method string) bool { return slices.Contains(c.methods(), method) }

func (c Config) methods() []string {
	for _, s := range c {
		if s.Provenance != nil {
			return s.Provenance.Methods
		}
	}
	return []string{methodReference, methodProvider}
}

// origin returns where a value that a step brought comes from.
type origin func(field string, row int) evidence

// always returns the same origin for all values of a step.
func always(source, method string) origin {
	e := provenance.Undated(source, method)
	return func(string, int) evidence { return e }
}

// follow records the values that a step brought: those in after that were not in before.
func follow(trail *provenance.Trail, before, after column.Table, of step, from origin) {
	r, able := of.(replacer)
	replaces := able && r.replaces()
	var was, is []byte
	for i, name := range after.Names() {
		values, given := after.At(i), before.Column(name)
		if values == given {
			continue
		}
		for row := range after.Rows() {
			if was = was[:0]; given != nil && says(given, row) {
				if !replaces {
					continue
				}
				was, is = column.AppendValue(was, given, row), column.AppendValue(is[:0], values, row)
				if bytes.Equal(was, is) {
					continue
				}
			}
			if values.IsNull(row) {
				continue
			}
			found := from(name, row)
			found.Replaced = provenance.Hash(was)
			trail.Add(row, name, values, found)
		}
	}
}
