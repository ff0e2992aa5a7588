package main

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"galena/internal/term"
)

func newDiff(p *process) *cobra.Command {
	var past pastFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "diff [RUN] [RUN]",
		Short:   "Tell what changed between two runs, and why",
		GroupID: "understand",
		Long: `Diff tells which leads appeared, vanished, were merged or split, and which leads
changed their tier, their stage, or whether they may be contacted. It names the
cause of each change: other records, other values, another configuration or
model, events, or the time that passed. It prints ids and counts, and no values
of people.

Without arguments, diff compares the last run with the run before it. With one
argument, it compares that run with the last one.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usagef("diff compares two runs")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := diffRuns(cmd.Context(), p, &past, args)
			if err != nil {
				return err
			}
			return p.print(d, asJSON)
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object, with every lead")
	return cmd
}

// runDiff lists what changed between two runs.
type runDiff struct {
	Before  string       `json:"before"`
	After   string       `json:"after"`
	Leads   [2]int       `json:"leads"`
	Between []string     `json:"between"` // what the runs differ in: inputs, configuration, as_of
	Changes []leadChange `json:"changes"` // by kind, then by lead
}

// leadChange is one change to one lead.
type leadChange struct {
	Kind  string `json:"kind"` // appeared, vanished, merged, split, or a column
	Lead  string `json:"lead_id"`
	Other string `json:"other_lead_id,omitempty"` // merged into, split from
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
	Cause string `json:"cause"`
}

func diffRuns(ctx context.Context, p *process, past *pastFlags, args []string) (*runDiff, error) {
	runs, err := past.pair(ctx, p, args)
	if err != nil {
		return nil, err
	}
	var both [2]*snapshot
	for i, run := range runs {
		if both[i], err = takeSnapshot(ctx, run); err != nil {
			return nil, err
		}
	}
	return compare(both[0], both[1]), nil
}

// pair opens the runs that the arguments of diff name.
func (f *pastFlags) pair(ctx context.Context, p *process, args []string) (both [2]*pastRun, err error) {
	out, err := f.place(ctx, p)
	if err != nil {
		return both, err
	}
	if len(args) < 2 {
		both[1], err = openLatest(ctx, out)
	} else {
		both[1], err = out.run(ctx, args[1])
	}
	if err != nil {
		return both, err
	}
	if len(args) == 0 {
		both[0], err = runBefore(ctx, out, both[1])
	} else {
		both[0], err = out.run(ctx, args[0])
	}
	return both, err
}

// compare returns the differences between the leads of two runs.
func compare(before, after *snapshot) *runDiff {
	d := &runDiff{
		Before: before.RunID, After: after.RunID, Leads: [2]int{len(before.leads), len(after.leads)},
		Between: between(before, after), Changes: []leadChange{},
	}
	cameFrom, wentTo := moved(after, before), moved(before, after)
	for lead := range after.leads {
		if _, there := before.leads[lead]; !there {
			c := leadChange{Kind: "appeared", Lead: lead, Cause: "new records"}
			if from := cameFrom[lead]; from != "" {
				c.Kind, c.Other, c.Cause = "split", from, "records of "+from+" are a lead of their own"
			}
			d.Changes = append(d.Changes, c)
		}
	}
	for lead, was := range before.leads {
		is, there := after.leads[lead]
		if !there {
			c := leadChange{Kind: "vanished", Lead: lead, Cause: "its records are gone, suppressed or erased"}
			if to := wentTo[lead]; to != "" {
				c.Kind, c.Other, c.Cause = "merged", to, "its records are in "+to
			}
			d.Changes = append(d.Changes, c)
			continue
		}
		for i, column := range watched {
			if was.watched[i] != is.watched[i] {
				d.Changes = append(d.Changes, leadChange{Kind: column, Lead: lead, From: was.watched[i], To: is.watched[i], Cause: d.cause(was, is)})
			}
		}
	}
	slices.SortFunc(d.Changes, func(a, b leadChange) int {
		return slices.Compare([]string{a.Kind, a.Lead}, []string{b.Kind, b.Lead})
	})
	return d
}

// moved maps each lead of one run to the lead of the other that holds most of its
// records.
func moved(of, in *snapshot) map[string]string {
	counts := map[string]map[string]int{}
	for record, lead := range of.records {
		if _, same := in.leads[lead]; same {
			continue
		}
		if other, there := in.records[record]; there {
			if counts[lead] == nil {
				counts[lead] = map[string]int{}
			}
			counts[lead][other]++
		}
	}
	out := map[string]string{}
	for lead, others := range counts {
		for _, other := range slices.Sorted(maps.Keys(others)) {
			if out[lead] == "" || others[other] > others[out[lead]] {
				out[lead] = other
			}
		}
	}
	return out
}

// between returns what two runs differ in: inputs, configuration, as_of.
func between(before, after *snapshot) []string {
	out := []string{}
	if before.Config.Hash != after.Config.Hash {
		out = append(out, "configuration")
	}
	if before.Galena != after.Galena {
		out = append(out, "version of galena")
	}
	sums := map[string]string{}
	for _, in := range before.Inputs {
		sums[in.Path] = in.SHA256
	}
	changed := len(before.Inputs) != len(after.Inputs)
	for _, in := range after.Inputs {
		changed = changed || sums[in.Path] != in.SHA256
	}
	if changed {
		out = append(out, "inputs")
	}
	if !before.AsOf.Equal(after.AsOf) {
		out = append(out, "as_of")
	}
	return out
}

// cause says why a lead changed, naming the most direct cause.
func (d *runDiff) cause(was, is snapshotLead) string {
	differ := func(what string) bool { return slices.Contains(d.Between, what) }
	var rest []string
	switch {
	case was.records != is.records:
		return "other records"
	case was.values != is.values:
		return "its values changed"
	case differ("configuration") || differ("version of galena"):
		return "the configuration, the model or galena changed"
	case differ("inputs"):
		rest = append(rest, "events, outcomes or lists")
	}
	if differ("as_of") {
		rest = append(rest, "time passed")
	}
	if len(rest) == 0 {
		return "what is remembered"
	}
	return strings.Join(rest, ", or ")
}

// changesShown is how many leads are listed per kind and cause.
const changesShown = 5

// write implements answer: counts by kind and cause, and a few ids.
func (d *runDiff) write(to io.Writer) error {
	w := &screen{to: to}
	w.printf("%s (%d leads) -> %s (%d leads)\n", d.Before, d.Leads[0], d.After, d.Leads[1])
	if len(d.Between) > 0 {
		w.printf("other %s\n", strings.Join(d.Between, ", "))
	}
	if len(d.Changes) == 0 {
		w.printf("no lead changed\n")
	}
	type group struct{ kind, from, to, cause string }
	ids, order := map[group][]string{}, []group{}
	for _, c := range d.Changes {
		g := group{c.Kind, c.From, c.To, c.Cause}
		if c.Other != "" {
			g.cause = map[string]string{"merged": "its records are in another lead", "split": "its records were of another lead"}[c.Kind]
			c.Lead += " (" + c.Other + ")"
		}
		if ids[g] == nil {
			order = append(order, g)
		}
		ids[g] = append(ids[g], c.Lead)
	}
	for _, g := range order {
		w.printf("\n%s", g.kind)
		if g.from+g.to != "" {
			w.printf(" %s -> %s", orUnknown(g.from), orUnknown(g.to))
		}
		cause := g.cause
		if len(ids[g]) > 1 {
			cause = strings.Replace(cause, "its records", "their records", 1)
		}
		w.printf(": %s, %s\n", term.Counted(len(ids[g]), "lead"), cause)
		w.printf("  %s\n", strings.Join(ids[g][:min(len(ids[g]), changesShown)], "\n  "))
		if more := len(ids[g]) - changesShown; more > 0 {
			w.printf("  and %d more, see --json\n", more)
		}
	}
	return w.err
}

func orUnknown(value string) string {
	if value == "" {
		return "unknown"
	}
	return value
}
