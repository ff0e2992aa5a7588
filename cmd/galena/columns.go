package main

import (
	"context"
	"errors"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/expression"
	"galena/internal/gate"
	"galena/internal/pipeline"
)

// checkColumns reports columns that rules and exports name but leads will not have,
// and values that a column never holds. To learn the columns, it sends batches without
// rows through the stages.
func (a *assembled) checkColumns(ctx context.Context, p *plan) error {
	var problems config.Problems
	leads, err := a.unscored(ctx, &problems)
	if err != nil {
		return err
	}
	words := wordsOf(leads)
	if a.scorer != nil {
		if leads, err = a.checkScore(ctx, p, leads, &problems); err != nil {
			return err
		}
		words = wordsOf(leads)
		words.Values = p.Score.Values
	}
	problems = append(problems, p.Export.Check(words)...)
	return problems.Err(gate.Check(p.Gates, words.Names)...)
}

// unscored returns the columns of leads before the stage score, and adds to the
// problems the columns that earlier stages ask for in vain.
func (a *assembled) unscored(ctx context.Context, problems *config.Problems) (column.Table, error) {
	var last column.Table
	stages := slices.Clone(a.stages)
	if a.scorer != nil { // its rules must be checked before they are compiled
		stages = stages[:slices.Index(stages, pipeline.Stage(a.scorer))]
	}
	for i, stage := range stages {
		if m, ok := stage.(pipeline.Mapper); ok {
			stages[i] = unprepared{m, problems}
		}
	}
	var rowless given
	for _, columns := range a.contacts.Schemas() {
		rowless = append(rowless, pipeline.Batch{Rows: columns})
	}
	err := pipeline.New(rowless, stages, visitor(func(b pipeline.Batch) { last = b.Rows }), 1).Run(ctx)
	return last, err
}

// checkScore adds the mistakes in the rules of the score to the problems, and returns
// the columns of leads after it.
func (a *assembled) checkScore(ctx context.Context, p *plan, leads column.Table, problems *config.Problems) (column.Table, error) {
	var events map[string]column.Kind
	if a.events != nil {
		events = kindsOf(a.events.Schemas()...)
	}
	found := append(p.Score.Check(kindsOf(leads), events), a.scorer.CheckLearned(kindsOf(leads))...)
	scorer := a.scorer
	if len(found) > 0 {
		scorer = scorer.WithoutRules()
	}
	*problems = append(*problems, found...)
	scored, err := scorer.Map(ctx, pipeline.Batch{Rows: leads})
	if err != nil || a.providers == nil {
		return scored.Rows, err
	}
	enriched, err := unprepared{a.providers, problems}.Map(ctx, scored)
	return enriched.Rows, err
}

func wordsOf(leads column.Table) expression.Words {
	kinds := kindsOf(leads)
	return expression.Words{Names: leads.Names(), Kind: func(name string) (column.Kind, bool) {
		kind, ok := kinds[name]
		return kind, ok
	}}
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

// unprepared is a Mapper whose Prepare is not called: without rows it needs no
// tables, and the run reads them only once. It adds the mistakes it finds in the
// configuration to the problems.
type unprepared struct {
	pipeline.Mapper
	problems *config.Problems
}

// Map implements pipeline.Mapper.
func (u unprepared) Map(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	b, err := u.Mapper.Map(ctx, b)
	found, ok := errors.AsType[config.Problems](err)
	if !ok {
		return b, err
	}
	for _, problem := range found {
		if !slices.Contains(*u.problems, problem) {
			*u.problems = append(*u.problems, problem)
		}
	}
	return b, nil
}
