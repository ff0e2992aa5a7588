package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/config"
	"galena/internal/pipeline"
)

func newWhy(p *process) *cobra.Command {
	var past pastFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "why LEAD_ID | SOURCE:RECORD_ID | EMAIL | A B",
		Short:   "Tell why records are one lead, or are not, and where its values came from",
		GroupID: "understand",
		Long: `Why explains a lead of the last run: its records, the evidence that joins them,
the weakest link and what would have kept it apart, from which record each
column took its value, and every line of the score. With two arguments, it
compares the two. An id that was merged away stands for the lead it was merged
into, an e-mail address for the lead that has it.

Why reads the input files of the run again. If one has changed since, it says so
and uses the outputs alone. It prints personal data.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usagef("why needs a lead, a record (SOURCE:RECORD_ID), an e-mail address, or two of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := past.open(cmd.Context(), p)
			if err != nil {
				return err
			}
			w := &why{process: p, cmd: cmd, run: run}
			if len(args) == 2 {
				a, err := w.pair(cmd.Context(), args[0], args[1])
				if err != nil {
					return err
				}
				return p.print(a, asJSON)
			}
			a, err := w.lead(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return p.print(a, asJSON)
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// why answers one question about a run.
type why struct {
	*process
	cmd *cobra.Command
	run *pastRun
}

// subject is what one argument names: a lead, or one of its records.
type subject struct {
	lead   string
	record *member // nil for a lead
}

// find returns the leads that the arguments name, and all records of those leads.
func (w *why) find(ctx context.Context, args ...string) ([]subject, []member, error) {
	subjects := make([]subject, len(args))
	args, err := w.run.current(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	if args, err = w.run.leadsByEmail(ctx, args); err != nil {
		return nil, nil, err
	}
	_, err = w.run.members(ctx, func(source, id, lead string) bool {
		for i, arg := range args {
			if arg == lead || isRecord(arg, source, id) {
				subjects[i].lead = lead
			}
		}
		return false
	})
	if err != nil {
		return nil, nil, err
	}
	var leads []string
	for i, s := range subjects {
		if s.lead == "" {
			return nil, nil, usagef("argument %d is no lead, no record (SOURCE:RECORD_ID) and no e-mail address of the run in %s", i+1, w.run.at.name)
		}
		leads = append(leads, s.lead)
	}
	members, err := w.run.members(ctx, func(_, _, lead string) bool { return slices.Contains(leads, lead) })
	for i, arg := range args {
		at := slices.IndexFunc(members, func(m member) bool { return isRecord(arg, m.Source, m.ID) })
		if at >= 0 {
			subjects[i].record = &members[at]
		}
	}
	return subjects, members, err
}

// isRecord reports whether an argument names a record by SOURCE:ID.
func isRecord(arg, source, id string) bool {
	return len(arg) == len(source)+1+len(id) && arg[:len(source)] == source && arg[len(source)] == ':' && arg[len(source)+1:] == id
}

// inquire reads the run's input again for some records. The notes say what has changed
// since the run; if the input cannot be read as it was, q is nil.
func (w *why) inquire(ctx context.Context, members []member) (q *dedupe.Inquiry, notes []string, err error) {
	flags := planFlags{config: w.run.Config.File, overrides: w.run.Config.Set}
	l, err := flags.load(w.process, w.cmd, w.run.Config.Files)
	if err != nil {
		return nil, []string{fmt.Sprintf("the configuration of the run cannot be read any more: %v", err)}, nil
	}
	if config.Hash(l.plan) != w.run.Config.Hash {
		notes = append(notes, "the configuration has changed since the run; what follows is by that of today")
	}
	a, err := assemble(ctx, l.plan, l.plan.clock(time.Now()), defaultBatchRows, w.stdin)
	if err != nil {
		return nil, append(notes, fmt.Sprintf("the input of the run cannot be read any more: %v", err)), nil
	}
	model, err := w.run.model(ctx)
	if err != nil {
		return nil, nil, err
	}
	places := make([]dedupe.Place, len(members))
	for i, m := range members {
		places[i] = m.Place
	}
	workers := pipeline.WorkersFor(l.plan.Workers)
	normalizer, _ := a.stages[0].(*dedupe.Normalizer)
	q, err = a.deduper.Inquire(ctx, model, normalizer, a.contacts.Batches(ctx, workers), workers, places)
	if err != nil {
		return nil, append(notes, fmt.Sprintf("the input of the run cannot be read any more: %v", err)), ctx.Err()
	}
	if changed := w.changed(a); changed != "" {
		return nil, append(notes, changed), nil
	}
	return q, notes, nil
}

// changed says which file of contacts differs from the one that the run read, or "".
func (w *why) changed(a *assembled) string {
	for _, file := range a.contacts.Files() {
		at := slices.IndexFunc(w.run.Inputs, func(in pastInput) bool { return in.Path == file.Path })
		switch {
		case at < 0:
			return file.Path + " was not there when the run was made, so only what the run left can be told"
		case w.run.Inputs[at].SHA256 != file.SHA256, w.run.Inputs[at].SHA256 == "" && w.run.Inputs[at].Version != file.Version:
			return file.Path + " has changed since the run, so only what the run left can be told"
		}
	}
	return ""
}

func placesOf(members []member, lead string) []dedupe.Place {
	var places []dedupe.Place
	for _, m := range members {
		if m.Lead == lead {
			places = append(places, m.Place)
		}
	}
	return places
}
