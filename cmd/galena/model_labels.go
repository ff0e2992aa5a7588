package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/match"
	"galena/internal/pipeline"
	"galena/internal/term"
)

// fitLabels trains the matching model with labels.
func (f *fitFlags) fitLabels(cmd *cobra.Command, p *process, files []string) error {
	l, err := f.load(p, cmd, files)
	if err != nil {
		return err
	}
	defer limitMemory(l.plan.Memory)()
	taught, notes, err := trainByLabels(cmd.Context(), l.plan, f.labels)
	if err != nil {
		return err
	}
	for _, note := range notes {
		if note.File == f.labels {
			fmt.Fprintf(p.stderr, "%s: %s in %s, first on line %d\n", f.labels, term.Counted(note.Count, note.Code), f.labels, note.FirstLine)
		}
	}
	if taught.Labelled == nil {
		return usagef("none of the pairs of %s is in the input; nothing was learnt", f.labels)
	}
	if f.model != "" {
		data, err := dedupe.WriteModel(taught)
		if err != nil {
			return err
		}
		if err := p.writeModel(f.model, data); err != nil {
			return err
		}
	}
	if f.json {
		return writeJSON(p.stdout, taught.Labelled)
	}
	writeLabelled(p.stdout, taught.Labelled)
	if f.model != "" {
		fmt.Fprintf(p.stdout, "written to %s; to match by it: dedupe: {model: %s}\n", f.model, f.model)
	}
	return nil
}

// trainByLabels matches the records of a plan, ignoring a pinned model, and returns
// the model and the notes.
func trainByLabels(ctx context.Context, given *plan, path string) (*match.Model, []pipeline.Note, error) {
	p := *given
	p.Stages = []string{"normalize", "dedupe"}
	p.Dedupe.Model = ""
	p.Ingest.Events, p.Ingest.Outcomes = nil, nil
	a, err := assemble(ctx, &p, p.clock(time.Now()), defaultBatchRows, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := a.deduper.Teach(path); err != nil {
		return nil, nil, usagef("%w", err)
	}
	line := pipeline.New(a.contacts, a.stages, visitor(func(pipeline.Batch) {}), pipeline.WorkersFor(p.Workers))
	if err := line.Run(ctx); err != nil {
		return nil, nil, err
	}
	model, _ := a.deduper.Model()
	if model == nil {
		return nil, nil, usagef("no records were compared, so that there is no model to train")
	}
	return model, line.Notes(), nil
}

// writeLabelled writes what the labels changed.
func writeLabelled(w io.Writer, l *match.Labelled) {
	fmt.Fprintf(w, "learnt with labels: %s pairs are one lead, %s are not\n", term.Count(l.Same), term.Count(l.Different))
	fmt.Fprintf(w, "  taken for what they are without the labels: %s and %s\n", term.Count(l.Before.Same), term.Count(l.Before.Different))
	fmt.Fprintf(w, "  taken for what they are with them: %s and %s\n", term.Count(l.After.Same), term.Count(l.After.Different))
}
