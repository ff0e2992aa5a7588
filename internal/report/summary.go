package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"galena/internal/term"
)

// The number of notes, and of warnings, that the summary shows.
const (
	notesShown    = 8
	warningsShown = 5
)

// stagesShown are the lifecycle stages in the order of the summary.
var stagesShown = []string{"customer", "opportunity", "sql", "sal", "mql", "recycled", "lead", "subscriber", "disqualified"}

// WriteSummary writes the run on one screen: the books, the leads, the troubles, and
// where the output is.
func (r *Run) WriteSummary(w io.Writer, output string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "stage\tin\tout\tmerged\trejected\t")
	for _, a := range r.Books {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", a.Stage, term.Count(a.In), term.Count(a.Out), term.Count(a.Merged), term.Count(a.Rejected))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s", term.Counted(r.Leads.Count, "lead"))
	if r.Leads.Merged > 0 {
		fmt.Fprintf(w, ", %s of them from more than one record", term.Count(r.Leads.Merged))
	}
	fmt.Fprintln(w)
	if len(r.Leads.Tiers) > 0 {
		fmt.Fprintf(w, "tiers: hot %s, warm %s, cold %s\n", term.Count(r.Leads.Tiers["hot"]), term.Count(r.Leads.Tiers["warm"]), term.Count(r.Leads.Tiers["cold"]))
	}
	if len(r.Leads.Stages) > 0 {
		var stages []string
		for _, stage := range stagesShown {
			if n := r.Leads.Stages[stage]; n > 0 {
				stages = append(stages, stage+" "+term.Count(n))
			}
		}
		fmt.Fprintf(w, "stages: %s\n", strings.Join(stages, ", "))
	}
	if c := r.Leads.Contactable; len(c) > 0 {
		fmt.Fprintf(w, "by e-mail: %s may be contacted, %s may not, %s unknown\n", term.Count(c["yes"]), term.Count(c["no"]), term.Count(c["unknown"]))
	}
	if unasked := r.unasked(); unasked != "" {
		fmt.Fprintf(w, "  %s\n", unasked)
	}
	r.writeSuppressions(w)
	r.writeProviders(w)
	r.writeEvents(w)
	for _, gate := range r.Gates {
		if !gate.Passed {
			fmt.Fprintf(w, "warning: %s\n", gate.warning())
		}
	}
	r.writeNotes(w)
	r.writeWarnings(w)
	fmt.Fprintf(w, "\n%.1f s, %s rows/s", r.Timing.Seconds, term.Count(int64(r.Timing.RowsPerSecond)))
	if r.Machine.PeakMemoryBytes > 0 {
		fmt.Fprintf(w, ", %s of memory at most", term.Size(r.Machine.PeakMemoryBytes))
	}
	_, err := fmt.Fprintf(w, "\nwritten to %s\n", output)
	return err
}

// writeSuppressions writes how much the suppression lists matched, and how many leads and
// rows were left out.
func (r *Run) writeSuppressions(w io.Writer) {
	var entries, matched, suppressed, erased int64
	for _, s := range r.Suppressions {
		entries, matched = entries+s.Entries, matched+s.Matched
	}
	for _, f := range r.Files {
		suppressed, erased = suppressed+f.Suppressed, erased+f.Erased
	}
	if len(r.Suppressions) > 0 {
		fmt.Fprintf(w, "suppression lists: %s of %s entries name somebody in this run\n", term.Count(matched), term.Count(entries))
	}
	if unreadable := r.unreadable(); unreadable != "" {
		fmt.Fprintln(w, unreadable)
	}
	for _, file := range r.LeftOut {
		if file.Leads > 0 {
			fmt.Fprintf(w, "%s: %s left out because they may not be contacted (%s)\n", file.File, term.Counted(file.Leads, "lead"), file.Channel)
		}
	}
	if suppressed > 0 {
		fmt.Fprintf(w, "%s left out as suppressed, for lists with process: never\n", term.Counted(suppressed, "row"))
	}
	if erased > 0 {
		fmt.Fprintf(w, "%s left out as erased\n", term.Counted(erased, "row"))
	}
}

// writeProviders writes what was asked and paid, and for how many leads it brought a
// value.
func (r *Run) writeProviders(w io.Writer) {
	for _, p := range r.Providers {
		var brought []string
		for _, column := range slices.Sorted(maps.Keys(p.Brought)) {
			brought = append(brought, column+" "+term.Count(p.Brought[column]))
		}
		if len(brought) == 0 {
			brought = append(brought, "nothing")
		}
		fmt.Fprintf(w, "provider %s: %s for %s, brought %s", p.Name, term.Counted(p.Calls, "call"), strconv.FormatFloat(p.Cost, 'f', -1, 64), strings.Join(brought, ", "))
		if p.Stopped != "" {
			fmt.Fprintf(w, "; left alone: %s", p.Stopped)
		}
		fmt.Fprintln(w)
	}
}

// writeEvents writes what happened to lead ids since the last run.
func (r *Run) writeEvents(w io.Writer) {
	if r.State == nil {
		return
	}
	var parts []string
	for _, event := range slices.Sorted(maps.Keys(r.State.Events)) {
		parts = append(parts, event+" "+term.Count(r.State.Events[event]))
	}
	if len(parts) == 0 {
		parts = append(parts, "as they were")
	}
	fmt.Fprintf(w, "lead ids: %s\n", strings.Join(parts, ", "))
}

func (r *Run) writeNotes(w io.Writer) {
	if len(r.Notes) == 0 {
		return
	}
	notes := slices.Clone(r.Notes)
	slices.SortStableFunc(notes, func(a, b Note) int { return cmp.Compare(b.Count, a.Count) })
	fmt.Fprintln(w, "\nkept as they are, but worth a look:")
	for _, n := range notes[:min(len(notes), notesShown)] {
		fmt.Fprintf(w, "  %s: %s", term.Counted(n.Count, "row"), n.kind())
		if more := n.more(); more != "" {
			fmt.Fprintf(w, ", %s", more)
		}
		fmt.Fprintln(w)
	}
	if more := len(notes) - notesShown; more > 0 {
		fmt.Fprintf(w, "  and %d more kinds, in run.json\n", more)
	}
}

func (r *Run) writeWarnings(w io.Writer) {
	if len(r.Warnings) == 0 {
		return
	}
	fmt.Fprintln(w, "\nwarnings:")
	for _, warning := range r.Warnings[:min(len(r.Warnings), warningsShown)] {
		fmt.Fprintf(w, "  %s\n", warning)
	}
	if more := len(r.Warnings) - warningsShown; more > 0 {
		fmt.Fprintf(w, "  and %d more, in run.json and report.html\n", more)
	}
}
