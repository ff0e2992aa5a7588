package ingest

import (
	"galena/internal/column"
	"galena/internal/pipeline"
)

// Schemas returns the columns of each file as its batches will have them, without rows. A
// column that appears only further down in a JSON file is missing.
func (s *Source) Schemas() []column.Table {
	tables := make([]column.Table, len(s.inputs))
	for i, in := range s.inputs {
		tables[i] = in.shaper.shape(pipeline.Batch{Rows: in.head}).Rows
	}
	return tables
}

// Progress returns how many bytes of the files have been read, and their total size, or 0
// while the size of any file is unknown.
func (s *Source) Progress() (done, size int64) {
	known := true
	for _, in := range s.inputs {
		done += in.done.Load()
		size += max(in.size, 0)
		known = known && in.size >= 0
	}
	if !known {
		size = 0
	}
	return done, size
}
