package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"galena/enrich"
	"galena/export"
	"galena/ingest"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// named is a sink that gives the run its id before the first lead is written.
// By then all input has been read, events included, and its content is known.
type named struct {
	pipeline.Sink
	out   *export.Sink
	plan  *plan
	asOf  time.Time
	of    *assembled
	past  *memory
	known bool
}

// Write implements pipeline.Sink.
func (n *named) Write(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	if len(b.Rows.Names()) > 0 {
		if err := n.name(ctx); err != nil {
			return err
		}
	}
	if n.of.scorer != nil && b.Rows.Rows() > 0 {
		var err error
		if b.Rows, err = n.of.scorer.Route(b.Rows); err != nil {
			return err
		}
		b = n.of.scorer.Keep(b)
	}
	if companies := n.of.companies(); companies != nil {
		companies.Add(b.Rows)
	}
	return n.Sink.Write(ctx, workers, b)
}

// Close implements pipeline.Sink. The rejects of files of events and outcomes come last, as they
// belong to no batch of leads.
func (n *named) Close(ctx context.Context, workers pipeline.Workers) error {
	if err := n.name(ctx); err != nil {
		return err
	}
	if n.of.scorer != nil {
		if rejects := n.of.scorer.Rejects(); len(rejects) > 0 {
			if err := n.Sink.Write(ctx, workers, pipeline.Batch{Rejects: rejects}); err != nil {
				return err
			}
		}
	}
	if n.of.refusals != nil {
		if rejects := n.of.refusals.Rejects(); len(rejects) > 0 {
			if err := n.Sink.Write(ctx, workers, pipeline.Batch{Rejects: rejects}); err != nil {
				return err
			}
		}
	}
	if rejects := n.of.lists.Rejects; len(rejects) > 0 {
		if err := n.Sink.Write(ctx, workers, pipeline.Batch{Rejects: rejects}); err != nil {
			return err
		}
	}
	if forgetter := n.past.forgetter; forgetter != nil {
		if err := n.Sink.Write(ctx, workers, pipeline.Batch{Side: []pipeline.Side{forgetter.Side()}}); err != nil {
			return err
		}
	}
	if n.of.scorer != nil {
		if err := n.Sink.Write(ctx, workers, pipeline.Batch{Side: n.of.scorer.Overview()}); err != nil {
			return err
		}
	}
	sides, err := n.past.conclude(n.of.deduper, n.out.RunID())
	if err != nil {
		return err
	}
	if sides != nil {
		if err := n.Sink.Write(ctx, workers, pipeline.Batch{Side: sides}); err != nil {
			return err
		}
	}
	if companies := n.of.companies(); companies != nil {
		side := pipeline.Side{Name: enrich.CompaniesName, Rows: companies.Table()}
		if err := n.Sink.Write(ctx, workers, pipeline.Batch{Side: []pipeline.Side{side}}); err != nil {
			return err
		}
	}
	return n.Sink.Close(ctx, workers)
}

// companies are what leads are summed up in, or nil.
func (a *assembled) companies() *enrich.Companies {
	if a.enricher == nil {
		return nil
	}
	return a.enricher.Companies()
}

// name gives the run its id: dedupe has ended by then.
func (n *named) name(ctx context.Context) error {
	if n.known {
		return nil
	}
	n.known = true
	n.past.sumUp(ctx, n.of.deduper, n.asOf)
	return n.out.SetRunID(runID(n.plan, n.asOf, n.of, n.past))
}

// runID names a run by what its output follows from: the version, the config,
// the clock of the rules, and the names and contents of the files, the pinned
// model, links and lists among them, and of the state. So the same input gives
// the same bytes, the column run_id included.
func runID(p *plan, asOf time.Time, a *assembled, past *memory) string {
	hash := sha256.New()
	identity := json.NewEncoder(hash)
	for _, part := range []any{version, config.Hash(p), asOf} {
		identity.Encode(part) //nolint:errcheck // a hash takes everything
	}
	for _, file := range a.files() {
		identity.Encode([]string{file.Path, cmp.Or(file.SHA256, file.Version)}) //nolint:errcheck // as above
	}
	for _, file := range a.deduper.FilesRead() {
		identity.Encode(file) //nolint:errcheck // as above
	}
	if a.scorer != nil {
		for _, file := range a.scorer.FilesRead() {
			identity.Encode(file) //nolint:errcheck // as above
		}
	}
	if a.enricher != nil {
		for _, file := range a.enricher.FilesRead() {
			identity.Encode(file) //nolint:errcheck // as above
		}
	}
	if past.keeps() {
		identity.Encode(past.store.Identity()) //nolint:errcheck // as above
	}
	return asOf.Format(time.DateOnly) + "-" + hex.EncodeToString(hash.Sum(nil))[:12]
}

// files returns every file of the run: contacts, events, outcomes, tables and
// suppression lists.
func (a *assembled) files() []ingest.File {
	var files []ingest.File
	for _, source := range append([]*ingest.Source{a.contacts, a.events, a.outcomes}, a.tables...) {
		if source != nil {
			files = append(files, source.Files()...)
		}
	}
	return append(files, a.lists.Files()...)
}
