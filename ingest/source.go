package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// Options are what Open needs besides the inputs. The zero value reads contacts.
type Options struct {
	Vocabulary Vocabulary
	BatchRows  int       // maximum number of rows of a batch; 0: 16,384
	Stdin      io.Reader // read for the path "-"
	// Columns are the headers of a Parquet file that the caller needs; rows have no others.
	// Nil means all.
	Columns []string
}

const defaultBatchRows = 16384

// Source reads the files of some inputs. It implements pipeline.Source. Its batches can be
// read once.
type Source struct {
	inputs []*input
}

var _ pipeline.Source = (*Source)(nil)

// Open finds the files and examines the head of each. The error lists everything that is
// wrong with any of them, one per line.
func Open(ctx context.Context, inputs []Input, options Options) (*Source, error) {
	files, err := find(ctx, inputs)
	if options.BatchRows < 1 {
		options.BatchRows = defaultBatchRows
	}
	var stdin *replay
	if options.Stdin != nil {
		stdin = &replay{source: options.Stdin}
	}
	var tables sync.WaitGroup // loaded while the files are examined
	tables.Go(func() { options.Vocabulary.dictionary().plain() })
	defer tables.Wait()
	s := &Source{}
	problems := []error{err} // the other files are examined all the same
	for i, f := range files {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		in := newInput(i, f, options, stdin)
		if err := in.look(ctx); err != nil {
			problems = append(problems, err)
		}
		s.inputs = append(s.inputs, in)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	s.settleDialing()
	return s, nil
}

// smallFile is the size up to which files are read in parallel, each by one worker. Larger
// files are read one after another, each by all workers.
const smallFile = 4 << 20

// Batches reads the files in order.
func (s *Source) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return s.read(ctx, workers, (*shaper).shape)
}

func (s *Source) read(ctx context.Context, workers pipeline.Workers, as shaping) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for rest := s.inputs; len(rest) > 0; {
			small := slices.IndexFunc(rest, func(in *input) bool { return !in.isSmall() })
			if small < 0 {
				small = len(rest)
			}
			var batches pipeline.Stream
			if small > 0 {
				batches, rest = sideBySide(ctx, workers, as, rest[:small]), rest[small:]
			} else {
				batches, rest = rest[0].batches(ctx, workers, as), rest[1:]
			}
			for b, err := range batches {
				if !yield(b, err) || err != nil {
					return
				}
			}
		}
	}
}

// sideBySide reads whole files in parallel.
func sideBySide(ctx context.Context, workers pipeline.Workers, as shaping, inputs []*input) pipeline.Stream {
	each := func(yield func(*input, error) bool) {
		for _, in := range inputs {
			if !yield(in, nil) {
				return
			}
		}
	}
	// Batches before an error are good, and are yielded before it.
	whole := func(ctx context.Context, in *input) (file wholeFile, _ error) {
		for b, err := range in.batches(ctx, 1, as) {
			if err != nil {
				file.err = err
				break
			}
			file.batches = append(file.batches, b)
		}
		return file, nil
	}
	return flatten(pipeline.Ordered(ctx, workers, each, whole))
}

// wholeFile is the batches of a file, and the error that ended it, if any.
type wholeFile struct {
	batches []pipeline.Batch
	err     error
}

func flatten(files iter.Seq2[wholeFile, error]) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for file, err := range files {
			for _, b := range file.batches {
				if !yield(b, nil) {
					return
				}
			}
			if err == nil {
				err = file.err
			}
			if err != nil {
				yield(pipeline.Batch{}, err)
				return
			}
		}
	}
}

// told returns what the config says about the columns of a file, by index.
func told(in *Input, path string, headers []string) (map[int]string, error) {
	names := map[int]string{}
	var problems []error
	set := func(column, header string, at config.Position) {
		i := indexOfHeader(headers, header)
		if i >= 0 {
			names[i] = column
			return
		}
		problem := at.Unknown("header", header, headers)
		problem.Message = fmt.Sprintf("%s has no column %q", path, header)
		if at.File == "" {
			problem.File, problem.Message = path, fmt.Sprintf("there is no column %q", header)
		}
		problems = append(problems, problem)
	}
	if in.ID.Value != "" {
		set(recordID, in.ID.Value, in.ID.At)
	}
	for _, entry := range in.Columns {
		set(entry.Key, entry.Value, entry.At)
	}
	return names, errors.Join(problems...)
}

// indexOfHeader returns the index of a header: written exactly or, failing that, in another
// case; -1 if there is none.
func indexOfHeader(headers []string, header string) int {
	if i := slices.Index(headers, header); i >= 0 {
		return i
	}
	return slices.IndexFunc(headers, func(h string) bool {
		return strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(header))
	})
}

// sampleOf returns the values of each column, tidied.
func sampleOf(rows column.Table, headers []string) [][]string {
	sample := make([][]string, len(headers))
	for i, header := range headers {
		values := rows.Column(header)
		if values == nil {
			sample[i] = make([]string, rows.Rows())
			continue
		}
		text := tidy(column.AsText(values)).values
		for row := range text.Len() {
			sample[i] = append(sample[i], strings.Clone(text.Value(row)))
		}
	}
	return sample
}

// sampleRows is how many rows of a file the meaning of its columns is decided by.
const sampleRows = 1000
