package ingest

import (
	"context"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// Unmapped reads the files in order, as Batches does, but leaves every column under its own
// header and every cell as it is in the file. Only one of Batches and Unmapped may be
// called, once.
func (s *Source) Unmapped(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return s.read(ctx, workers, (*shaper).signed)
}

// Heads returns the columns of each file as Unmapped will yield them, without rows. A
// column that appears only further down in a JSON file is missing.
func (s *Source) Heads() []column.Table {
	tables := make([]column.Table, len(s.inputs))
	for i, in := range s.inputs {
		for _, c := range in.summary.Mapping.Columns {
			values := in.head.Column(c.Header)
			if values == nil {
				values = column.Nulls(0) // the file has no rows
			}
			tables[i] = tables[i].With(c.Header, values)
		}
	}
	return tables
}

// AsTables returns the source as Unmapped reads it. It is a pipeline.Sectioned if all its
// files are Parquet.
func (s *Source) AsTables() pipeline.Source {
	for _, in := range s.inputs {
		if in.summary.Format != FormatParquet {
			return asTables{s}
		}
	}
	return inSections{asTables{s}}
}

type asTables struct{ source *Source }

// Batches implements pipeline.Source.
func (t asTables) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return t.source.Unmapped(ctx, workers)
}
