package pipeline

import (
	"context"
	"iter"
)

// Stream is batches in order. It ends after the first error.
type Stream = iter.Seq2[Batch, error]

// Source reads records. Its batches follow the order of the files and of the
// rows in them, whatever the number of workers.
type Source interface {
	Batches(ctx context.Context, workers Workers) Stream
}

// Stage is a Mapper or a Gatherer.
type Stage interface {
	// Name is the name of the stage in pipeline.yaml, books and errors.
	Name() string
}

// Mapper changes one batch at a time. Map may run on several goroutines at once and
// in any order, so it keeps no state between calls except caches that do not show in
// its results.
type Mapper interface {
	Stage
	Map(ctx context.Context, b Batch) (Batch, error)
}

// Gatherer sees every batch before it yields any.
type Gatherer interface {
	Stage
	Gather(ctx context.Context, in Stream, workers Workers) (Parts, error)
}

// Parts is what a Gatherer yields: a number of batches, each made when it is
// asked for, on any goroutine, as a pure function of its index.
type Parts struct {
	Count int
	Make  func(ctx context.Context, index int) (Batch, error)
	// Merged, Suppressed and Erased are the rows that went in and will not
	// come out as rows of their own.
	Merged, Suppressed, Erased int64
}

// Preparer is a Stage that has work of its own to do before its first batch,
// such as reading a table. Prepare runs once, in parallel with the stages before it.
type Preparer interface {
	Prepare(ctx context.Context, workers Workers) error
}

// Foreseer is a stage after a Gatherer that saves work if it learns early what may
// reach it, or when all of that has arrived. Foresee is called once, before Prepare; it
// returns nil if the stage does not need this.
type Foreseer interface {
	Foresee() Foresight
}

// Foresight is shown the batches on their way into a Gatherer, from which the batches
// of its own stage will be made.
type Foresight interface {
	// See is called with each of them, on several goroutines at once.
	See(b Batch)
	// Seen is called after the last of them, but not if the run fails before that.
	Seen()
}

// Sink takes the finished batches, in order, from one goroutine.
type Sink interface {
	Write(ctx context.Context, workers Workers, b Batch) error
	// Close writes what is still buffered. It is called once, after the last batch, and
	// only if nothing failed.
	Close(ctx context.Context, workers Workers) error
}
