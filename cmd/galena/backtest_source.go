package main

import (
	"context"

	"galena/ingest"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// knownSource yields the records that were known at an instant: those created
// by then, and those without a creation time.
type knownSource struct {
	*ingest.Source
	at      int64
	records knownRecords
}

// knownRecords counts the records of the files.
type knownRecords struct {
	Known   int64 `json:"known"`   // at that time; includes Undated and Changed
	Undated int64 `json:"undated"` // without created_at: taken as known
	Changed int64 `json:"changed"` // updated since; their values are the present ones
	Later   int64 `json:"later"`   // created since, and left out
}

// Batches implements pipeline.Source.
func (s *knownSource) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for b, err := range s.Source.Batches(ctx, workers) {
			if err == nil {
				b = s.known(b)
			}
			if !yield(b, err) || err != nil {
				return
			}
		}
	}
}

// known returns the rows of a batch that were known at the instant.
func (s *knownSource) known(b pipeline.Batch) pipeline.Batch {
	created, updated := timesOf(b.Rows, "created_at"), timesOf(b.Rows, "updated_at")
	var refs []column.Ref
	var lines []int64
	for row := range b.Rows.Rows() {
		at, dated := created(row)
		if dated && at > s.at {
			s.records.Later++
			continue
		}
		if !dated {
			s.records.Undated++
		}
		if at, ok := updated(row); ok && at > s.at {
			s.records.Changed++
		}
		s.records.Known++
		refs = append(refs, column.Ref{Row: uint32(row)})
		if row < len(b.Origin.Lines) {
			lines = append(lines, b.Origin.Lines[row])
		}
	}
	left := int64(b.Rows.Rows() - len(refs))
	if left == 0 {
		return b
	}
	b.Rows, b.Origin.Lines, b.Read = column.TakeRows([]column.Table{b.Rows}, refs), lines, b.Read-left
	return b
}

// timesOf returns a reader of a column of times; ok is false for a row without one.
func timesOf(rows column.Table, name string) func(row int) (int64, bool) {
	values := rows.Column(name)
	if values == nil {
		return func(int) (int64, bool) { return 0, false }
	}
	if times, ok := values.(*column.Time); ok {
		return func(row int) (int64, bool) { return int64(times.Value(row)), times.IsValid(row) }
	}
	text := column.AsText(values)
	return func(row int) (int64, bool) {
		if text.IsNull(row) {
			return 0, false
		}
		micros, _, problem := contact.ParseTime(text.Value(row), contact.OrderUnknown)
		return micros, problem == ""
	}
}
