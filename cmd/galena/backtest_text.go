package main

import (
	"fmt"
	"io"

	"galena/internal/term"
	"galena/score"
)

// write implements answer.
func (b backtested) write(to io.Writer) error {
	w := &screen{to: to}
	for i, d := range b.Dates {
		if i > 0 {
			w.printf("\n")
		}
		d.write(w, b.Compare)
	}
	return w.err
}

func (d backtestDate) write(w *screen, compare string) {
	w.printf("as of %s, and who converted until %s\n", d.At, d.Until)
	w.printf("records known then: %s; created later: %s\n", term.Count(d.Records.Known), term.Count(d.Records.Later))
	if n := d.Records.Undated; n > 0 {
		w.printf("note: without created_at, and taken as known: %s\n", term.Count(n))
	}
	if n := d.Records.Changed; n > 0 {
		w.printf("note: changed since, and taken as they stand now: %s\n", term.Count(n))
	}
	if !d.Complete {
		w.printf("note: the horizon ends after as_of; later conversions are not known yet\n")
	}
	w.printf("leads that were no customers yet: %s; converted: %s (%s)\n",
		term.Count(d.Rules.Leads), term.Count(d.Rules.Converted), rate(d.Rules.Converted, d.Rules.Leads))
	if d.Compared == nil {
		writeOutcome(w, "", d.Rules)
		return
	}
	writeOutcome(w, "these rules: ", d.Rules)
	writeOutcome(w, compare+": ", *d.Compared)
	w.table("\nleads by tier, from these rules to "+compare+" (converted)", func(line func(cells ...any)) {
		line("", "to hot", "to warm", "to cold")
		for i := 0; i < len(d.Moves); i += 3 {
			cells := []any{"from " + d.Moves[i].From}
			for _, m := range d.Moves[i : i+3] {
				cells = append(cells, fmt.Sprintf("%s (%d)", term.Count(m.Leads), m.Converted))
			}
			line(cells...)
		}
	})
}

func rate(part, of int) string {
	if of == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(of))
}

func writeOutcome(w *screen, of string, o score.Outcome) {
	w.table("\n"+of+"what became of the tiers", func(line func(cells ...any)) {
		line("", "leads", "converted", "share")
		for _, t := range o.Tiers {
			line(t.Tier, term.Count(t.Leads), t.Converted, rate(t.Converted, t.Leads))
		}
	})
	for _, r := range o.Rankings {
		if r.AUC == nil {
			w.printf("\n%sby %s: %s of the leads converted, so nothing can be told of their order\n", of, r.By, noneOrAll(r))
			continue
		}
		w.table(fmt.Sprintf("\n%sby %s (AUC %.3f)", of, r.By, *r.AUC), func(line func(cells ...any)) {
			line("", "leads", "converted", "lift", "of all so far")
			for i, d := range r.Deciles {
				line(fmt.Sprintf("tenth %d", i+1), term.Count(d.Leads), d.Converted, fmt.Sprintf("%.2f", d.Lift), shareText(d.Captured))
			}
		})
		for _, at := range r.Precision {
			w.printf("  of the best %s, %s converted\n", term.Count(at.Best), shareText(at.Precision))
		}
		if r.Unknown > 0 {
			w.printf("  %s leads have no %s and are left out\n", term.Count(r.Unknown), r.By)
		}
	}
}

// noneOrAll says whether none or all of the ranked leads converted. Either way the
// ranking cannot be judged.
func noneOrAll(r score.Ranking) string {
	for _, d := range r.Deciles {
		if d.Converted > 0 {
			return "all"
		}
	}
	return "none"
}
