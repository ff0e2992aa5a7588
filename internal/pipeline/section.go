package pipeline

import (
	"context"
	"iter"

	"galena/internal/column"
)

// Sectioned is a Source whose parts can be read on several goroutines, some columns
// before the others: a caller that needs few rows selects them by the first columns.
type Sectioned interface {
	Source
	// Sections yields the parts in order. first are the columns to read before the others,
	// later the others. Each wanted row is read once, either here or by Batches.
	Sections(ctx context.Context, first, later []string) iter.Seq2[Section, error]
}

// Section reads a part of a Source.
type Section func(ctx context.Context) iter.Seq2[Partial, error]

// Partial is a run of neighbouring rows whose first columns have been read.
type Partial struct {
	Rows column.Table // valid until the next Partial is asked for
	// Rest reads the other columns for some of the rows, given in ascending order. It is
	// called at most once, before the next Partial is asked for.
	Rest func(rows []column.Ref) (column.Table, error)
}
