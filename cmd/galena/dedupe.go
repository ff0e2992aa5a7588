package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/export"
	"galena/internal/pipeline"
)

// dedupeStages is the setting that turns a run into galena dedupe.
const dedupeStages = "stages=[normalize, dedupe]"

// newDedupe returns run with two stages only.
func newDedupe(p *process) *cobra.Command {
	cmd := newRun(p)
	cmd.Use = "dedupe [FILE...]"
	cmd.Short = "Find the records that are one person, and no more"
	cmd.Long = `Dedupe is a run with only the stages normalize and dedupe. It writes leads,
crosswalk, review.csv, model.json, rejects and run.json like a run, without
scores. It is short for galena run --set '` + dedupeStages + `'.`
	carryOut := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if given, _ := cmd.Flags().GetStringArray("set"); slices.ContainsFunc(given, func(set string) bool { return strings.HasPrefix(set, "stages") }) { //nolint:errcheck // the flag is there
			return usagef("galena dedupe has the stages normalize and dedupe; for others, use galena run")
		}
		if err := cmd.Flags().Set("set", dedupeStages); err != nil {
			return err
		}
		return carryOut(cmd, files)
	}
	return cmd
}

// Files that a run with matching writes beside its tables.
const (
	modelName  = "model.json"
	reviewName = "review.csv"
)

// attach adds two files to the output: the model that matched the records, and the
// pairs that a person should review.
func (a *assembled) attach(ctx context.Context, out *export.Sink, p *plan) error {
	model, review := a.deduper.Model()
	if model == nil {
		return nil
	}
	content, err := dedupe.WriteModel(model)
	if err != nil {
		return err
	}
	if err := out.AttachFile(modelName, content); err != nil {
		return err
	}
	return out.AttachTable(ctx, pipeline.WorkersFor(p.Workers), reviewName, review)
}
