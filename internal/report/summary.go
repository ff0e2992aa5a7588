package report

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"galena/internal/term"
)

// notesShown is the number of notes that the summary has room for.
const notesShown = 8

// WriteSummary writes the run on one screen: the books, the leads, what was
// odd, and where the output is.
func (r *Run) WriteSummary(w io.Writer, output string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "stage\tin\tout\tmerged\trejected\t")
	for _, a := range r.Books {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", a.Stage, term.Count(a.In), term.Count(a.Out), term.Count(a.Merged), term.Count(a.Rejected))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s leads", term.Count(r.Leads.Count))
	if r.Leads.Merged > 0 {
		fmt.Fprintf(w, ", %s of them from more than one record", term.Count(r.Leads.Merged))
	}
	fmt.Fprintln(w)
	if len(r.Leads.Tiers) > 0 {
		fmt.Fprintf(w, "tiers: hot %s, warm %s, cold %s\n", term.Count(r.Leads.Tiers["hot"]), term.Count(r.Leads.Tiers["warm"]), term.Count(r.Leads.Tiers["cold"]))
	}
	r.writeNotes(w)
	fmt.Fprintf(w, "\n%.1f s, %s rows/s", r.Timing.Seconds, term.Count(int64(r.Timing.RowsPerSecond)))
	if r.Machine.PeakMemoryBytes > 0 {
		fmt.Fprintf(w, ", %s of memory at most", term.Size(r.Machine.PeakMemoryBytes))
	}
	_, err := fmt.Fprintf(w, "\nwritten to %s\n", output)
	return err
}

func (r *Run) writeNotes(w io.Writer) {
	if len(r.Notes) == 0 {
		return
	}
	notes := slices.Clone(r.Notes)
	slices.SortStableFunc(notes, func(a, b Note) int { return int(b.Count - a.Count) })
	fmt.Fprintln(w, "\nkept as they were, but look at them:")
	for _, n := range notes[:min(len(notes), notesShown)] {
		fmt.Fprintf(w, "  %s rows: %s %s", term.Count(n.Count), n.Field, n.Code)
		if n.File != "" {
			fmt.Fprintf(w, ", first at %s:%d", n.File, n.FirstLine)
		}
		fmt.Fprintln(w)
	}
	if more := len(notes) - notesShown; more > 0 {
		fmt.Fprintf(w, "  and %d more kinds, in run.json\n", more)
	}
}
