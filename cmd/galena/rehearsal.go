package main

import (
	"context"

	"galena/internal/pipeline"
)

// Commands that publish nothing put these in the place of the files of a run.

// given is a Source of batches that are there already.
type given []pipeline.Batch

// Batches implements pipeline.Source.
func (g given) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for _, b := range g {
			if !yield(b, nil) {
				return
			}
		}
	}
}

// visitor is a Sink that shows every batch to a function.
type visitor func(pipeline.Batch)

// Write implements pipeline.Sink.
func (v visitor) Write(_ context.Context, _ pipeline.Workers, b pipeline.Batch) error {
	v(b)
	return nil
}

// Close implements pipeline.Sink.
func (visitor) Close(context.Context, pipeline.Workers) error { return nil }
