package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"galena/internal/term"
)

// write prints the plan of a run on a screen or two.
func (i *intended) write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "setting\tvalue\tfrom")
	for _, s := range i.Settings {
		value := fmt.Sprint(s.Value)
		switch {
		case s.Name == "as_of":
			value = i.asOf.Format(time.DateOnly)
		case s.Name == "workers" && value == "0":
			value = "one per core"
		case s.Name == "memory" && value == "0":
			value = defaultMemory()
		}
		origin := string(s.Origin)
		if s.Origin == "file" {
			origin += " " + i.Config
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.Name, value, origin)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, warning := range i.warnings {
		fmt.Fprintf(w, "warning: %s\n", warning)
	}
	i.writeFiles(w)
	fmt.Fprintf(w, "\nstages: %s\n", strings.Join(i.Stages, ", "))
	if i.Matching != nil {
		i.Matching.write(w)
	}
	if i.Network != nil {
		i.Network.write(w)
	}
	if i.Score != nil {
		fmt.Fprintf(w, "\nscore\n  fit by %s\n  engagement by %s\n", strings.Join(i.Score.Fit, ", "), strings.Join(i.Score.Engagement, ", "))
	}
	_, err := fmt.Fprintf(w, "\nto be written\n  %s\n", strings.Join(i.Outputs, "\n  "))
	return err
}

// defaultMemory says how much memory the setting 0 stands for.
func defaultMemory() string {
	limit := memoryFor(0)
	if limit == 0 {
		return "no limit: the system does not say what there is"
	}
	return term.Size(limit) + ", three quarters of what there is"
}

func (i *intended) writeFiles(w io.Writer) {
	as := ""
	for _, file := range i.Files {
		if file.As != as {
			as = file.As
			fmt.Fprintf(w, "\n%s\n", as)
		}
		format := string(file.Format)
		if file.Dialect != nil {
			format += " (" + file.Dialect.String() + ")"
		}
		fmt.Fprintf(w, "  %s: %s, %s, %s, source %s\n", file.Path, format, sizeOf(file.Size), file.rows(), file.Source)
		var mapped, own []string
		for _, c := range file.Mapping.Columns {
			switch {
			case !c.Canonical():
				own = append(own, c.Name)
			case c.Name == c.Header:
				mapped = append(mapped, c.Name)
			default:
				mapped = append(mapped, fmt.Sprintf("%s ← %s", c.Name, c.Header))
			}
		}
		if len(mapped) > 0 {
			fmt.Fprintf(w, "    mapped: %s\n", strings.Join(mapped, ", "))
		}
		if len(own) > 0 {
			fmt.Fprintf(w, "    own: %s\n", strings.Join(own, ", "))
		}
		for _, warning := range file.Mapping.Told() {
			fmt.Fprintf(w, "    warning: %s\n", warning)
		}
	}
}

func sizeOf(bytes int64) string {
	if bytes < 0 {
		return "size unknown"
	}
	return term.Size(bytes)
}

func (f intendedFile) rows() string {
	switch {
	case f.Exact:
		return term.Counted(f.Rows, "row")
	case f.Size < 0:
		return "rows unknown"
	}
	return "about " + term.Counted(f.Rows, "row")
}

func (m *intendedMatching) write(w io.Writer) {
	if m.Whole {
		fmt.Fprintf(w, "\nmatching, tried on all %s rows\n", term.Count(m.Sampled))
	} else {
		fmt.Fprintf(w, "\nmatching, tried on a sample of %s rows; a run chooses from all, and splits large blocks\n", term.Count(m.Sampled))
	}
	var used []string
	for _, f := range m.Fields {
		if f.Used {
			used = append(used, fmt.Sprintf("%s (%s)", f.Column, f.Kind))
		}
	}
	if len(used) > 0 {
		fmt.Fprintf(w, "  by %s\n", strings.Join(used, ", "))
	} else {
		fmt.Fprintln(w, "  by nothing: no column tells who a record describes")
	}
	for _, f := range m.Fields {
		if !f.Used {
			fmt.Fprintf(w, "  not by %s: %s\n", f.Column, f.Reason)
		}
	}
	if len(used) > 0 && len(m.Rules) == 0 {
		fmt.Fprintln(w, "  blocking rules are chosen from all rows when they are run")
	}
	for _, rule := range m.Rules {
		what := "every pair of records"
		if len(rule.Keys) > 0 {
			what = "records with the same " + strings.Join(rule.Keys, ", ")
		}
		fmt.Fprintf(w, "  compared: %s, about %s pairs\n", what, term.Count(rule.Pairs))
	}
}
