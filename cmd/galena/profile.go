package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"galena/ingest"
	"galena/internal/pipeline"
	"galena/internal/report"
	"galena/internal/term"
)

func newProfile(p *process) *cobra.Command {
	var asJSON, withValues bool
	cmd := &cobra.Command{
		Use:     "profile FILE...",
		Short:   "Describe the columns of files: what they mean, hold and lack",
		GroupID: "work",
		Long: `Profile reads the whole files and prints a line for each column: its header, the
canonical column to which a run maps it, its kind, how many rows have a value, how
many values are distinct, their lengths and most frequent shapes (A is a capital,
a is another letter, 9 is a digit). Below the table stands what is wrong, with the
number of rows and the first line.

Contents of cells are personal data. They are printed only with --values.`,
		Args: someFiles,
		RunE: func(cmd *cobra.Command, files []string) error {
			source, err := openFiles(cmd.Context(), p, files)
			if err != nil {
				return err
			}
			profiles, err := source.Profile(cmd.Context(), pipeline.WorkersFor(0), withValues)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(p.stdout, map[string]any{"files": profiles})
			}
			for i, profile := range profiles {
				if i > 0 {
					fmt.Fprintln(p.stdout)
				}
				if err := writeProfile(p.stdout, profile); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&withValues, "values", false, "show the most frequent values instead of their shapes: personal data")
	return cmd
}

// Widths of a table of columns, in characters.
const (
	headerWidth   = 28
	frequentWidth = 56
	valueWidth    = 24
)

func writeProfile(w io.Writer, p ingest.Profile) error {
	fmt.Fprintf(w, "%s: %s, %s", p.Path, p.Format, term.Counted(p.Rows, "row"))
	if p.Rejected > 0 {
		fmt.Fprintf(w, ", %s of them refused", term.Count(p.Rejected))
	}
	fmt.Fprintf(w, ", %s\n", term.Size(p.Size))
	if p.Dialect != nil {
		fmt.Fprintf(w, "%s\n", p.Dialect)
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "header\tmeans\tkind\tfill\tdistinct\tlength\tmost frequent")
	for _, c := range p.Columns {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cut(c.Header, headerWidth), meaning(c.Column), c.Kind,
			percent(c.Fill), distinctOf(c), lengthOf(c), frequent(c))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	writeTroubles(w, p)
	return nil
}

// meaning says what a run takes a column for, and why.
func meaning(c ingest.Column) string {
	if !c.Canonical() {
		if c.Name != c.Header {
			return "(own, as " + cut(c.Name, headerWidth) + ")"
		}
		return "(own)"
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.Why)
}

func percent(share float64) string {
	if share > 0.999 && share < 1 {
		return "99.9%" // 100% would mean all
	}
	if share > 0 && share < 0.001 {
		return "0.1%" // 0% would mean none
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*share), ".0") + "%"
}

func distinctOf(c ingest.ColumnProfile) string {
	if c.Exact {
		return term.Count(c.Distinct)
	}
	return "about " + term.Count(c.Distinct)
}

func lengthOf(c ingest.ColumnProfile) string {
	if c.Shortest == c.Longest {
		return fmt.Sprint(c.Longest)
	}
	return fmt.Sprintf("%d-%d", c.Shortest, c.Longest)
}

// frequent lists the most frequent shapes, or values if they were asked for, each with
// its share of all values.
func frequent(c ingest.ColumnProfile) string {
	texts := c.Patterns
	if c.Values != nil {
		texts = c.Values
	}
	var b strings.Builder
	for _, f := range texts {
		item := fmt.Sprintf("%s %s", cut(f.Text, valueWidth), percent(float64(f.Count)/float64(c.Filled)))
		if b.Len() > 0 && b.Len()+len(item) > frequentWidth {
			break
		}
		if b.Len() > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(item)
	}
	return b.String()
}

// cut shortens a text to one line of at most width characters.
func cut(text string, width int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return text
}

// writeTroubles lists the problems of the file, then those of each column.
func writeTroubles(w io.Writer, p ingest.Profile) {
	lines := slices.Clone(p.Warnings)
	for _, implied := range p.Implied {
		lines = append(lines, fmt.Sprintf("every row has %s %s: %s", implied.Name, implied.Value, implied.Why))
	}
	lines = append(lines, troubleLines("refused: ", p.Rejects)...)
	lines = append(lines, troubleLines("mended: ", p.Notes)...)
	for _, c := range p.Columns {
		at := cut(c.Header, headerWidth) + ": "
		for _, warning := range c.Warnings {
			lines = append(lines, at+warning)
		}
		lines = append(lines, troubleLines(at, c.Problems)...)
		if names := suggested(c.Suggestions); names != "" {
			lines = append(lines, at+"nobody mapped it; did you mean "+names+"?")
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(lines, "\n"))
	}
}

func troubleLines(at string, troubles []ingest.Trouble) []string {
	var lines []string
	for _, t := range troubles {
		line := fmt.Sprintf("%s%s %s, first on line %d", at, term.Count(t.Count), t.Code, t.FirstLine)
		if hint := report.Hint(t.Code); hint != "" {
			line += "; " + hint
		}
		lines = append(lines, line)
	}
	return lines
}

func suggested(suggestions []ingest.Suggestion) string {
	var names []string
	for _, s := range suggestions {
		names = append(names, s.Column)
	}
	return strings.Join(names, " or ")
}
