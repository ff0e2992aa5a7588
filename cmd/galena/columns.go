package main

import (
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/gate"
	"galena/internal/pipeline"
)

// checkColumns reports the columns that rules and exports name and leads will
// not have. To know those, it sends batches without rows through the stages.
func (a *assembled) checkColumns(ctx context.Context, p *plan) error {
	seen := &columns{}
	stages := slices.Clone(a.stages)
	if a.scorer != nil { // its rules are checked before it may compile them
		stages = stages[:slices.Index(stages, pipeline.Stage(a.scorer))]
	}
	for i, stage := range stages {
		if m, ok := stage.(pipeline.Mapper); ok {
			stages[i] = unprepared{m}
		}
	}
	if err := pipeline.New(rowless{a.contacts.Schemas()}, stages, seen, 1).Run(ctx); err != nil {
		return err
	}
	var problems config.Problems
	if a.scorer != nil {
		var events map[string]column.Kind
		if a.events != nil {
			events = kindsOf(a.events.Schemas()...)
		}
		problems = append(problems, p.Score.Check(kindsOf(seen.table), events)...)
		problems = append(problems, a.scorer.CheckLearned(kindsOf(seen.table))...)
		scored, err := a.scorer.Map(ctx, pipeline.Batch{Rows: seen.table})
		if err != nil {
			return err
		}
		seen.table = scored.Rows
		if a.providers != nil {
			enriched, err := a.providers.Map(ctx, scored)
			if err != nil {
				return err
			}
			seen.table = enriched.Rows
		}
	}
	kinds := kindsOf(seen.table)
	kindOf := func(name string) (column.Kind, bool) {
		kind, ok := kinds[name]
		return kind, ok
	}
	problems = append(problems, p.Export.Check(kindOf, seen.table.Names())...)
	problems = append(problems, gate.Check(p.Gates, seen.table.Names())...)
	if len(problems) > 0 {
		return problems
	}
	return nil
}

func kindsOf(tables ...column.Table) map[string]column.Kind {
	kinds := map[string]column.Kind{}
	for _, t := range tables {
		for i, name := range t.Names() {
			kinds[name] = column.KindOf(t.At(i))
		}
	}
	return kinds
}

// unprepared is a Mapper that is not asked to prepare itself: for no rows it
// needs no tables, and they are read once, in the run.
type unprepared struct{ pipeline.Mapper }

// rowless is a Source of the columns of files, without their rows.
type rowless struct{ files []column.Table }

// Batches implements pipeline.Source.
func (r rowless) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for _, file := range r.files {
			if !yield(pipeline.Batch{Rows: file}, nil) {
				return
			}
		}
	}
}

// columns is a Sink that remembers the columns of what it gets.
type columns struct{ table column.Table }

// Write implements pipeline.Sink.
func (c *columns) Write(_ context.Context, _ pipeline.Workers, b pipeline.Batch) error {
	c.table = b.Rows
	return nil
}

// Close implements pipeline.Sink.
func (c *columns) Close(context.Context, pipeline.Workers) error { return nil }
