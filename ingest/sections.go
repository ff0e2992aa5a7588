package ingest

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"

	"galena/internal/pipeline"
)

// inSections is a source of Parquet files whose row groups can be read in parallel.
type inSections struct{ asTables }

var _ pipeline.Sectioned = inSections{}

// Sections implements pipeline.Sectioned.
func (s inSections) Sections(ctx context.Context, first, later []string) iter.Seq2[pipeline.Section, error] {
	return func(yield func(pipeline.Section, error) bool) {
		for _, in := range s.source.inputs {
			for section, err := range in.sections(ctx, first, later) {
				if !yield(section, err) || err != nil {
					return
				}
			}
		}
	}
}

func (in *input) sections(ctx context.Context, first, later []string) iter.Seq2[pipeline.Section, error] {
	return func(yield func(pipeline.Section, error) bool) {
		c, err := openContent(ctx, in.found, in.once)
		if err != nil {
			yield(nil, err)
			return
		}
		open := &shared{content: c}
		open.users.Add(1)
		defer open.leave()
		c.raw.done = &in.done
		rows, err := in.rows(ctx, c, in.options.BatchRows)
		file, ok := rows.(parquetReader)
		if err == nil && !ok {
			err = errors.New("it is no Parquet file any more; it has changed while the run read it")
		}
		if err != nil {
			yield(nil, inFile(in.path, err))
			return
		}
		for _, section := range file.Sections(first, later, in.options.BatchRows) {
			open.users.Add(1)
			if !yield(in.section(section, open), nil) {
				return
			}
		}
		if err := in.finish(c); err != nil {
			yield(nil, err)
		}
	}
}

// section wraps a row group of the file, so that it is counted and its errors name the
// file.
func (in *input) section(of pipeline.Section, file *shared) pipeline.Section {
	return func(ctx context.Context) iter.Seq2[pipeline.Partial, error] {
		return func(yield func(pipeline.Partial, error) bool) {
			defer file.leave()
			for p, err := range of(ctx) {
				if err != nil && ctx.Err() == nil {
					err = inFile(in.path, err)
				}
				if err == nil {
					in.count(pipeline.Batch{Read: int64(p.Rows.Rows())})
				}
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// shared is an open file that its last user closes.
type shared struct {
	content *content
	users   atomic.Int32
}

func (s *shared) leave() {
	if s.users.Add(-1) == 0 {
		s.content.Close() //nolint:errcheck // it was only read
	}
}
