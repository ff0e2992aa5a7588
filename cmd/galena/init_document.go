package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"galena/ingest"
)

const initHead = `# yaml-language-server: $schema=galena.schema.json
#
# Written by galena init. Paths are as seen from the folder in which galena is run.
# What stands behind a # is found or proposed, and has no effect until you take the
# # away; what does not has the value that it would have if it were not here. "own"
# columns are kept under their own names, since nobody mapped them.
# For an editor that knows every key: galena schema > galena.schema.json

version: 1
stages: [normalize, dedupe, enrich, score]   # leave one out to skip it

ingest:
  contacts:
`

const initTail = `  # events:                     # what people did and when; scores live on them
  #   - path: events.ndjson
  max_rejected: 1%%             # more rows refused: exit code 3, and nothing is published

dedupe:
  threshold: 0.95               # match probability from which two records are one lead
%s
  # dates: dmy                  # or mdy: how to read dates such as 03/04/2025

enrich:
  - derive: [email, phone, title, company, size, timezone]

score:                          # the rules are those of galena's preset, score/preset.yaml
  weights: {fit: 0.4, engagement: 0.6}
  # fit:                        # a list here takes the place of the preset's
  #   rules:
  #     - {name: large, when: employee_count >= 200, points: 10}

export:
  dir: out/
  format: parquet               # or csv
  # also: [{preset: hubspot, path: hubspot.csv, where: 'tier == "hot"'}]
`

// text returns the configuration.
func (d *described) text() string {
	var b strings.Builder
	b.WriteString(initHead)
	for _, in := range d.inputs {
		fmt.Fprintf(&b, "    - path: %s\n", yamlText(in.path))
		for _, file := range in.files {
			writeFound(&b, file, len(in.files) > 1)
		}
	}
	fmt.Fprintf(&b, initTail, d.countries.proposal())
	return b.String()
}

// writeFound describes a file in comments, which become the keys of its input once
// the # is removed.
func writeFound(b *strings.Builder, file ingest.File, severalFiles bool) {
	line := func(text, comment string) {
		if comment != "" {
			text = fmt.Sprintf("%-44s # %s", text, strings.Join(strings.Fields(comment), " "))
		}
		fmt.Fprintf(b, "      # %s\n", text)
	}
	if severalFiles {
		line("# "+yamlText(file.Path), "")
	}
	line("source: "+yamlText(file.Source), "the file's name")
	format := "found"
	if file.Dialect != nil {
		format += ": " + file.Dialect.String()
	}
	line("format: "+string(file.Format), format)
	for _, warning := range file.Mapping.Warnings {
		line("# "+warning, "")
	}
	for _, implied := range file.Mapping.Implied {
		line("defaults: {"+implied.Name+": "+yamlText(implied.Value)+"}", implied.Why)
	}
	writeMapping(line, file.Mapping)
}

// writeMapping lists the mapped columns in the form of the configuration, then the
// unmapped ones.
func writeMapping(line func(text, comment string), m ingest.Mapping) {
	first := map[string]string{} // canonical column → the header that is listed for it
	for _, c := range m.Named("source_record_id") {
		line("id: "+yamlText(c.Header), string(c.Why)+": identifies a record")
		first[c.Name] = c.Header
	}
	line("columns:", "canonical column: header, as they are mapped without this")
	for _, c := range m.Columns {
		switch before, listed := first[c.Name]; {
		case !c.Canonical() || c.Name == "source_record_id":
		case listed:
			line(fmt.Sprintf("  # %s: %s goes there too, besides %s", c.Name, yamlText(c.Header), yamlText(before)), "")
		default:
			first[c.Name] = c.Header
			line("  "+c.Name+": "+yamlText(c.Header), strings.Join(append([]string{string(c.Why)}, c.Warnings...), "; "))
		}
	}
	for _, c := range m.Columns {
		if c.Canonical() {
			continue
		}
		notes := append([]string{"own: " + yamlText(c.Header)}, c.Warnings...)
		if names := suggested(ingest.Contacts.SuggestFor(c.Header, m)); names != "" {
			notes = append(notes, "did you mean "+names+"?")
		}
		line("  # "+strings.Join(notes, "; "), "")
	}
}

// plainText matches text that YAML reads back unchanged without quotes.
var plainText = regexp.MustCompile(`^[A-Za-z_./][A-Za-z0-9_./*-]*( [A-Za-z0-9_./*()-]+)*$`)

// yamlText returns a text in YAML, quoted where it must be.
func yamlText(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
	default:
		if plainText.MatchString(text) && !strings.HasPrefix(text, ".") || strings.HasPrefix(text, "./") && plainText.MatchString(text) {
			return text
		}
	}
	quoted, _ := json.Marshal(text) // a string always marshals, and JSON's strings are YAML's
	return string(quoted)
}
