// Package enrich adds to leads what can be known about them. So far that is
// what follows from the lead's own values, without a network and without a
// guess: every derived column has one rule, in derive.go.
package enrich

import (
	"context"
	"sync"

	"galena/internal/pipeline"
)

// Enricher is the enrich stage. It adds columns and never rows.
type Enricher struct {
	derivations []derivation
	pool        sync.Pool // of *scratch
}

var _ pipeline.Mapper = (*Enricher)(nil)

// New returns the enrich stage for a config.
func New(c Config) *Enricher {
	e := &Enricher{}
	for _, d := range derivations {
		if c.derives(d.from) {
			e.derivations = append(e.derivations, d)
		}
	}
	e.pool.New = func() any { return newScratch() }
	return e
}

// Name implements pipeline.Stage.
func (e *Enricher) Name() string { return "enrich" }

// Map adds the derived columns to a batch of leads.
func (e *Enricher) Map(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	s := e.pool.Get().(*scratch)
	defer e.pool.Put(s)
	for _, d := range e.derivations {
		b.Rows = d.add(s, b.Rows)
	}
	return b, nil
}
