package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// answer is the result of a command. Its method write prints it for a person; its
// fields are the JSON for a program.
type answer interface{ write(to io.Writer) error }

// print prints an answer on standard output.
func (p *process) print(a answer, asJSON bool) error {
	if asJSON {
		return writeJSON(p.stdout, a)
	}
	return a.write(p.stdout)
}

// writeJSON writes a result as one object.
func writeJSON(w io.Writer, result any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(result)
}

// screen writes text and keeps the first error.
type screen struct {
	to  io.Writer
	err error
}

func (w *screen) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.to, format, args...)
	}
}

func (w *screen) notes(notes []string) {
	for _, note := range notes {
		w.printf("note: %s\n", note)
	}
}

// table writes lines of cells in columns under a heading.
func (w *screen) table(heading string, fill func(line func(cells ...any))) {
	w.printf("%s\n", heading)
	out := tabwriter.NewWriter(w.to, 0, 0, 2, ' ', 0)
	fill(func(cells ...any) {
		for i, cell := range cells {
			if i > 0 {
				fmt.Fprint(out, "\t")
			}
			fmt.Fprintf(out, "  %s", plain(fmt.Sprint(cell)))
		}
		fmt.Fprintln(out)
	})
	if err := out.Flush(); w.err == nil {
		w.err = err
	}
}

// plain replaces characters that move a terminal's cursor by spaces.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// short shortens a value to fit into a cell.
func short(text string) string {
	if runes := []rune(text); len(runes) > shortValue {
		return string(runes[:shortValue-3]) + "..."
	}
	return text
}
