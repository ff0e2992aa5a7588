package main

import (
	"context"
	"time"

	"galena/internal/consent"
	"galena/internal/pipeline"
	"galena/score"
)

// readRefusals makes refusals and permissions in events count as evidence of consent.
// If there is a stage score, it collects them while it reads the events, which it does
// alongside the earlier stages, and dedupe waits for them. Otherwise readRefusals reads
// the events itself.
func (a *assembled) readRefusals(ctx context.Context, p *plan, asOf time.Time) error {
	if a.events == nil {
		return nil
	}
	index := a.lists.Index
	for _, file := range a.events.Files() {
		index.Lists = append(index.Lists, consent.List{Name: file.Source, Path: file.Path, Purpose: consent.Marketing, Events: true})
	}
	a.refusals = score.NewRefusals(p.Consent.EventTypes(), asOf, index, sourcesOf(a.contacts)...)
	if a.scorer != nil {
		a.scorer.Tell(a.refusals)
		a.deduper.Await(a.refusals.Wait)
		return nil
	}
	return a.refusals.Read(ctx, pipeline.WorkersFor(p.Workers), a.events)
}
