package main

import (
	"context"
	"fmt"

	"galena/enrich"
	"galena/ingest"
	"galena/internal/pipeline"
)

// openTables opens the tables in which leads are looked up.
func (a *assembled) openTables(ctx context.Context, c enrich.Config, batchRows int) ([]enrich.Reference, error) {
	var opened []enrich.Reference
	for _, table := range c.Tables() {
		open := func(ctx context.Context) (*ingest.Source, error) {
			input := ingest.Input{At: table.At, Path: table.Path, Format: ingest.Format(table.Format)}
			return ingest.Open(ctx, []ingest.Input{input}, ingest.Options{Vocabulary: ingest.Tables, BatchRows: batchRows, Columns: table.Columns()})
		}
		source, err := open(ctx)
		if err != nil {
			return nil, err
		}
		a.tables = append(a.tables, source)
		reference := enrich.Reference{Rows: source.AsTables(), Head: source.Heads()}
		if _, reference.Bytes = source.Progress(); reference.Bytes > 0 { // the size of a pipe is unknown, and it cannot be read again
			reference.Again = func(ctx context.Context) (pipeline.Source, error) {
				again, err := open(ctx)
				if err != nil {
					return nil, err
				}
				return unchanged{first: source, again: again}, nil
			}
		}
		opened = append(opened, reference)
	}
	return opened, nil
}

// unchanged is a Source that reads files again and fails if they have changed since.
type unchanged struct{ first, again *ingest.Source }

// Batches implements pipeline.Source.
func (u unchanged) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for b, err := range u.again.AsTables().Batches(ctx, workers) {
			if !yield(b, err) || err != nil {
				return
			}
		}
		firsts, agains := u.first.Files(), u.again.Files()
		for i, first := range firsts {
			if len(agains) != len(firsts) || first.Path != agains[i].Path || first.SHA256 != agains[i].SHA256 || first.Version != agains[i].Version {
				yield(pipeline.Batch{}, fmt.Errorf("%s: a table of enrich has changed while the run read it; run again once it is whole", first.Path))
				return
			}
		}
	}
}
