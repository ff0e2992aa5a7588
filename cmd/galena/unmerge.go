package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/state"
)

// unmergeFlags are the flags of unmerge.
type unmergeFlags struct {
	state     string
	list      bool
	undo      int64
	takesBack bool // --undo is given, with whatever number
}

func newUnmerge(p *process) *cobra.Command {
	flags := &unmergeFlags{}
	cmd := &cobra.Command{
		Use:     "unmerge LEAD_ID | SOURCE:RECORD_ID...",
		Short:   "Take records out of a lead, and keep them apart for ever",
		GroupID: "work",
		Long: `Unmerge writes into the state that records are not one lead; the next run and
every later run obey this. What it separates:

  galena unmerge crm:17 web:3      these records, which stay together, from the rest of their lead
  galena unmerge RETIRED_LEAD_ID   the lead that was merged away, from the rest
  galena unmerge LEAD_ID           every record of the lead from every other

--list shows which records are kept apart, --undo takes one entry back.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := excludes(cmd, "list", "undo"); err != nil {
				return err
			}
			flags.takesBack = cmd.Flags().Changed("undo")
			switch {
			case (flags.list || flags.takesBack) && len(args) > 0:
				return usagef("--list and --undo take no lead and no record")
			case !flags.list && !flags.takesBack && len(args) == 0:
				return usagef("unmerge needs a lead or a record (SOURCE:RECORD_ID); --list shows what is kept apart")
			}
			return flags.unmerge(cmd.Context(), p, args)
		},
	}
	cmd.Flags().StringVar(&flags.state, "state", "", "the state folder; default: state of "+defaultConfig+" [$GALENA_STATE]")
	cmd.Flags().BoolVar(&flags.list, "list", false, "show which records are kept apart")
	cmd.Flags().Int64Var(&flags.undo, "undo", 0, "take back the entry with that number")
	return cmd
}

func (f *unmergeFlags) unmerge(ctx context.Context, p *process, args []string) (err error) {
	s, err := openExistingState(p, f.state)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := s.Table(ctx, pipeline.WorkersFor(0), dedupe.TableApart)
	if err != nil {
		return err
	}
	all, err := dedupe.ReadApart(rows)
	if err != nil {
		return s.Explain(err)
	}
	switch {
	case f.list:
		return writeApart(p.stdout, all)
	case f.takesBack:
		return f.takeBack(ctx, p, s, all)
	}
	return keepApart(ctx, p, s, all, args)
}

// takeBack withdraws the separation that --undo names.
func (f *unmergeFlags) takeBack(ctx context.Context, p *process, s *state.Store, all []dedupe.Apart) error {
	at := slices.IndexFunc(all, func(a dedupe.Apart) bool { return a.Number == f.undo })
	if at < 0 {
		return usagef("nothing is kept apart under the number %d; --list shows what is", f.undo)
	}
	if err := putApart(ctx, s, slices.Delete(all, at, at+1)); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.stdout, "taken back; the next run may join these records again")
	return err
}

// keepApart adds the separation that the arguments ask for, unless it exists already.
func keepApart(ctx context.Context, p *process, s *state.Store, all []dedupe.Apart, args []string) error {
	sides, err := takeApart(ctx, s, args)
	if err != nil {
		return err
	}
	a := dedupe.Apart{Number: 1, Day: column.Days(time.Now().Unix() / (24 * 60 * 60)), Sides: sides}
	said := "the next run keeps them apart"
	if at := slices.IndexFunc(all, func(a dedupe.Apart) bool { return slices.EqualFunc(a.Sides, sides, slices.Equal) }); at >= 0 {
		a, said = all[at], "they are kept apart already"
	} else {
		for _, other := range all {
			a.Number = max(a.Number, other.Number+1)
		}
		if err := putApart(ctx, s, append(all, a)); err != nil {
			return err
		}
	}
	if err := writeApart(p.stdout, []dedupe.Apart{a}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s; galena unmerge --undo %d takes it back\n", said, a.Number)
	return err
}

func putApart(ctx context.Context, s *state.Store, all []dedupe.Apart) error {
	tx := s.Begin()
	err := tx.Put(ctx, pipeline.WorkersFor(0), dedupe.TableApart, dedupe.ApartTable(all))
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return errors.Join(err, tx.Abort())
	}
	return nil
}

// writeApart lists the records that are kept apart, by the names users know them by.
func writeApart(w io.Writer, all []dedupe.Apart) error {
	for _, a := range all {
		if _, err := fmt.Fprintf(w, "%d, since %s:\n", a.Number, a.Day.ToTime().Format(time.DateOnly)); err != nil {
			return err
		}
		for _, side := range a.Sides {
			var names []string
			for _, r := range side {
				names = append(names, r.String())
			}
			if _, err := fmt.Fprintf(w, "  %s\n", plain(strings.Join(names, " "))); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeApart returns the sides that the arguments ask for. Together they hold all
// records of one lead, each on one side.
func takeApart(ctx context.Context, s *state.Store, args []string) ([][]dedupe.RecordName, error) {
	history, err := dedupe.ReadHistory(func(name string) (column.Table, error) { return s.Table(ctx, pipeline.WorkersFor(0), name) })
	if err != nil {
		return nil, s.Explain(err)
	}
	if len(args) == 1 {
		switch sides := history.Undo(args[0]); {
		case len(sides) > 1:
			return sides, nil
		case len(sides) == 1:
			return nil, usagef("the lead has one record, or none that its id was founded on: there is nothing to take apart")
		}
	}
	sides, err := history.Without(args)
	if err != nil {
		return nil, usagef("%w", err)
	}
	if len(sides) < 2 {
		return nil, usagef("these are all the records of their lead: there is nothing to take them out of")
	}
	return sides, nil
}
