package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/match"
	"galena/internal/term"
)

func newModel(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "model",
		Short:   "Learn a model from outcomes; look at the one records were matched by",
		GroupID: "understand",
		Args:    cobra.ArbitraryArgs,
		RunE:    onlyGroups,
	}
	cmd.AddCommand(newModelShow(p), newModelFit(p), newModelBacktest(p))
	return cmd
}

func newModelShow(p *process) *cobra.Command {
	var past pastFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show [FILE]",
		Short: "Print the weights of a model, and how it came about",
		Long: `Show prints the model of the last run, or of a file model.json: for every
field and level the share among matches (m), the share among random pairs (u),
and the weight, log2 of m/u in bits. For a run it also prints the fields chosen,
the blocking rules, what training saw, and the warnings.

For a file that model fit --target wrote, it prints how well the model predicts.

To match with a model again, put its path into the config: dedupe: {model: FILE}.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("model show takes one file at most")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if err := only(cmd, "no file", "out"); err != nil {
					return err
				}
			}
			if learned, err := learnedIn(args); learned != nil || err != nil {
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(p.stdout, learned.Trained)
				}
				return writeLearned(p.stdout, learned)
			}
			model, summary, err := pickModel(cmd.Context(), p, &past, args)
			if err != nil {
				return err
			}
			if !asJSON {
				return writeModel(p.stdout, model, summary)
			}
			data, err := dedupe.WriteModel(model)
			if err == nil {
				_, err = p.stdout.Write(data)
			}
			return err
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print model.json")
	return cmd
}

// pickModel returns the model in a file, or that of a run together with what the run
// reports about it.
func pickModel(ctx context.Context, p *process, past *pastFlags, args []string) (*match.Model, *dedupe.Summary, error) {
	if len(args) == 1 {
		data, err := os.ReadFile(args[0])
		if err != nil {
			return nil, nil, usagef("reading the model: %w", err)
		}
		model, err := dedupe.ReadModel(data)
		if err != nil {
			return nil, nil, usagef("%s: %w", args[0], err)
		}
		return model, nil, nil
	}
	run, err := past.open(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	model, err := run.model(ctx)
	if err == nil && model == nil {
		err = usagef("the run in %s has no model: no records were compared", run.at.name)
	}
	return model, run.Matching, err
}

func writeModel(w io.Writer, m *match.Model, summary *dedupe.Summary) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "field\tlevel\theld by\tm\tu\tbits\t")
	for _, f := range m.Fields {
		name := fmt.Sprintf("%s (%s)", f.Name, f.Kind)
		for _, level := range dedupe.Levels(f) {
			if level.M < neverSeen && level.U < neverSeen {
				continue
			}
			held := ""
			if level.Records > 0 {
				held = fmt.Sprintf("%s+", term.Count(level.Records))
			}
			if level.Share > 0 {
				held = fmt.Sprintf("%.2g%%+", 100*level.Share)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%+.1f\t\n", name, level.Name, held, share(level.M), share(level.U), level.Weight())
			name = ""
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\n\"held by\" is for equal values: how many records at least hold the value, or what share of all people have the name.")
	writeClasses(w, m)
	if m.Labelled != nil {
		fmt.Fprintln(w)
		writeLabelled(w, m.Labelled)
	}
	if summary != nil {
		writeTraining(w, summary)
	}
	return nil
}

// neverSeen is the share of pairs below which a level counts as never seen.
const neverSeen = 1e-10

// share formats a share with three significant digits.
func share(x float64) string {
	if x >= 0.001 {
		return fmt.Sprintf("%.3f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

func writeClasses(w io.Writer, m *match.Model) {
	fmt.Fprintf(w, "\nof %s pairs of records the model expects\n", term.Count(int64(m.Total)))
	for _, c := range m.Classes {
		kind := "of different leads"
		if c.Match {
			kind = "of one lead"
		}
		fmt.Fprintf(w, "  %s %s (%s)\n", term.Count(int64(c.Pairs+0.5)), kind, c.Name)
	}
}

// writeTraining writes how a run matched its records.
func writeTraining(w io.Writer, s *dedupe.Summary) {
	fmt.Fprintln(w, "\nfields")
	for _, f := range s.Fields {
		use := "left out"
		if f.Used {
			use = "compared as " + f.Kind
		}
		fmt.Fprintf(w, "  %s: %s; %s\n", f.Column, use, f.Reason)
	}
	for _, file := range s.Read {
		fmt.Fprintf(w, "  read: %s\n", file.Path)
	}
	fmt.Fprintf(w, "\nblocking rules, and what training saw in their pairs (%s compared)\n", term.Count(s.Report.Pairs))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "  pairs\texpected\tmatches\t  rule\t")
	for _, r := range s.Report.Rules {
		rule := strings.Join(r.Keys, " + ")
		if rule == "" {
			rule = "every pair"
		}
		fmt.Fprintf(table, "  %s\t%s\t%.2g%%\t  %s\t\n", term.Count(r.Pairs), term.Count(r.Estimated), 100*r.MatchShare, rule)
	}
	table.Flush() //nolint:errcheck // the next line reports the error
	for _, split := range s.Report.Split {
		fmt.Fprintf(w, "  rule %d: %s oversized blocks, the largest of %s records, split by %s; %s pairs left to other rules\n",
			split.Rule+1, term.Count(split.Blocks), term.Count(split.Largest), strings.Join(split.By, ", "), term.Count(split.Skipped))
	}
	for _, c := range s.Report.Calibration {
		fmt.Fprintf(w, "  pairs of at least %.2f: %s, of which %.1f%% are expected to be true\n", c.Threshold, term.Count(c.Pairs), 100*c.Precision)
	}
	if len(s.Report.Warnings) > 0 {
		fmt.Fprintln(w, "\nwarnings")
		for _, warning := range s.Report.Warnings {
			fmt.Fprintf(w, "  %s\n", warning)
		}
	}
}
