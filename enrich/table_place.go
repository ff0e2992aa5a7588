package enrich

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// rowsError is what is wrong with rows of a table. It names rows and not their keys,
// which may be personal.
type rowsError struct {
	message string // with a %s for each of the rows
	rows    []int  // from 1, of those with a key that are not too old
}

func (e *rowsError) Error() string {
	var names []any
	for _, row := range e.rows {
		names = append(names, fmt.Sprintf("row %d", row))
	}
	return fmt.Sprintf(e.message, names...) + " (of the rows with a key that are not too old)"
}

// twice is the error for two rows of one key.
func twice(a, b int) error {
	return &rowsError{"%s and %s have the same key; a table must have one row a key, or a lead would not know which to take", []int{a, b}}
}

// placed is the error with the rows that it is about named by file and line, for
// which the table is read once more; the error itself if it is about none, or if
// that is not possible.
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
