package main

import (
	"context"

	"galena/enrich"
	"galena/internal/pipeline"
)

// outlet is the last thing leads pass before export. Before the first lead is
// written it names the run: by then all input, events included, has been read and its
// content is known. It assigns leads to their owners. At the end it adds what belongs
// to no batch of leads: the rejects of other files, and the tables of the whole run.
type outlet struct {
	pipeline.Sink
	*execution
	named bool
}

// Write implements pipeline.Sink.
func (o *outlet) Write(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	if len(b.Rows.Names()) > 0 {
		if err := o.name(ctx); err != nil {
			return err
		}
	}
	if o.parts.scorer != nil && b.Rows.Rows() > 0 {
		var err error
		if b.Rows, err = o.parts.scorer.Route(b.Rows); err != nil {
			return err
		}
		b = o.parts.scorer.Keep(b)
	}
	if companies := o.parts.companies(); companies != nil {
		companies.Add(b.Rows)
	}
	return o.Sink.Write(ctx, workers, b)
}

// Close implements pipeline.Sink.
func (o *outlet) Close(ctx context.Context, workers pipeline.Workers) error {
	if err := o.name(ctx); err != nil {
		return err
	}
	var last pipeline.Batch
	if o.parts.scorer != nil {
		last.Rejects = append(last.Rejects, o.parts.scorer.Rejects()...)
		last.Side = append(last.Side, o.parts.scorer.Overview()...)
	}
	if o.parts.refusals != nil {
		last.Rejects = append(last.Rejects, o.parts.refusals.Rejects()...)
	}
	last.Rejects = append(last.Rejects, o.parts.lists.Rejects...)
	if forgetter := o.past.forgetter; forgetter != nil {
		last.Side = append(last.Side, forgetter.Side())
	}
	if companies := o.parts.companies(); companies != nil {
		last.Side = append(last.Side, pipeline.Side{Name: enrich.CompaniesName, Rows: companies.Table()})
	}
	last.Side = append(last.Side, o.past.conclude(o.parts.deduper, o.out.RunID())...)
	if err := o.Sink.Write(ctx, workers, last); err != nil {
		return err
	}
	return o.Sink.Close(ctx, workers)
}

// name sets the id of the run. Dedupe has finished by then, so it also calls beginTables.
func (o *outlet) name(ctx context.Context) error {
	if o.named {
		return nil
	}
	o.named = true
	o.past.beginTables(ctx, o.parts.deduper, o.asOf)
	return o.out.SetRunID(runID(o.plan, o.asOf, o.parts, o.past))
}

// companies returns the summary of leads by company, or nil.
func (a *assembled) companies() *enrich.Companies {
	if a.enricher == nil {
		return nil
	}
	return a.enricher.Companies()
}
