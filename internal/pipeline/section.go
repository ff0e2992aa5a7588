package pipeline

import (
	"context"
	"iter"

	"galena/internal/column"
)

// Sectioned is a Source of which parts can be read on several goroutines, some
// columns before the others: who needs few of the rows knows by the first which.
type Sectioned interface {
	Source
	// Sections yields the parts in order. first are the columns that come before
	// the others, later the others. What of the rows is wanted is read once, here or
	// by Batches.
	Sections(ctx context.Context, first, later []string) iter.Seq2[Section, error]
}

// Section reads a part of a Source.
type Section func(ctx context.Context) iter.Seq2[Partial, error]

// Partial is a run of neighbouring rows of which the first columns have been
// read.
type Partial struct {
	Rows column.Table // valid until the next Partial is asked for
	// Rest reads the other columns at some of the rows, which rise. It is called
	// once at most, before the next Partial is asked for.
	Rest func(rows []column.Ref) (column.Table, error)
}
