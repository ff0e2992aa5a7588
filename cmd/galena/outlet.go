package main

import (
	"context"

	"galena/enrich"
	"galena/internal/pipeline"
)

// outlet is what leads pass between the last stage and export. It names the run
// before the first of them is written (by then all input has been read, events
// included, and its content is known), gives them to their owners, and adds what
// belongs to no batch of leads: the rejects of other files, and the tables of the
// whole run.
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

// name gives the run its id: dedupe has ended by then.
func (o *outlet) name(ctx context.Context) error {
	if o.named {
		return nil
	}
	o.named = true
	o.past.beginTables(ctx, o.parts.deduper, o.asOf)
	return o.out.SetRunID(runID(o.plan, o.asOf, o.parts, o.past))
}

// companies are what leads are summed up in, or nil.
func (a *assembled) companies() *enrich.Companies {
	if a.enricher == nil {
		return nil
	}
	return a.enricher.Companies()
}
