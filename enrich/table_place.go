package enrich

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// rowsError says what is wrong with rows of a table. It names the rows and not their keys,
// which may be personal data.
type rowsError struct {
	message string // with a %s for each row
	rows    []int  // numbered from 1 among those with a key that are not too old
}

func (e *rowsError) Error() string {
	var names []any
	for _, row := range e.rows {
		names = append(names, fmt.Sprintf("row %d", row))
	}
	return fmt.Sprintf(e.message, names...) + " (of the rows with a key that are not too old)"
}

// twice is the error for two rows with the same key.
func twice(a, b int) error {
	return &rowsError{"%s and %s have the same key; a table must have one row a key, or a lead would not know which to take", []int{a, b}}
}

// placed returns the error with the rows that it is about named by file and line, for which it
// reads the table once more. It returns err itself if that is about no rows, or if the table
// cannot be read again.
func (t *tableStep) placed(ctx context.Context, err error) error {
	wrong, ok := errors.AsType[*rowsError](err)
	if !ok || t.from.Again == nil {
		return err
	}
	rows, failed := t.from.Again(ctx)
	if failed != nil {
		return err
	}
	number, places := 0, make([]any, len(wrong.rows))
	for b, failed := range rows.Batches(ctx, t.workers) {
		if failed != nil || b.Origin.File == nil {
			return err
		}
		keys := t.keysOf(b.Rows, new(tableTally))
		for row := range b.Rows.Rows() {
			if _, ok := keys.at(row); !ok {
				continue
			}
			number++
			if i := slices.Index(wrong.rows, number); i >= 0 {
				places[i] = fmt.Sprintf("%s:%d", b.Origin.File.Path, b.Origin.Lines[row])
			}
		}
	}
	if slices.Contains(places, nil) {
		return err
	}
	err = fmt.Errorf(wrong.message, places...)
	if t.Kind == "normalized" {
		return fmt.Errorf("%w (kind: normalized, so keys are compared in the form of %s)", err, t.On[0].Key)
	}
	return err
}
