package ingest

import (
	"context"
	"io"
	"slices"

	"galena/internal/pipeline"
)

// Sample is the head of a file, with an estimate of the rest.
type Sample struct {
	Batches []pipeline.Batch // the first rows, as Batches yields them
	Rows    int64            // in the whole file, including refused ones
	Exact   bool             // Rows is counted; else it is estimated from the size, or 0 if that is unknown
}

// These limit how much of the files a sample holds: in total, and per file.
const (
	sampleBytes     = 16 << 20
	sampleFileBytes = 4 << 20
	sampleFileRows  = 20_000 // of a Parquet file
)

// Sample reads the head of each file. Samples of many files take no more memory in total
// than those of a few.
func (s *Source) Sample(ctx context.Context) ([]Sample, error) {
	samples := make([]Sample, len(s.inputs))
	share := max(1, int64(len(s.inputs)*sampleFileBytes/sampleBytes))
	for i, in := range s.inputs {
		var err error
		if samples[i], err = in.sample(ctx, sampleFileBytes/share, sampleFileRows/share); err != nil {
			return nil, err
		}
	}
	return samples, nil
}

func (in *input) sample(ctx context.Context, most, mostRows int64) (Sample, error) {
	c, err := openContent(ctx, in.found, in.once)
	if err != nil {
		return Sample{}, err
	}
	defer c.Close()
	head := &io.LimitedReader{R: c.Reader, N: most}
	if in.summary.Format != FormatParquet {
		c.Reader = head
	}
	rows, err := in.rows(ctx, c, in.options.BatchRows)
	if err != nil {
		return Sample{}, inFile(in.path, err)
	}
	var out Sample
	for b, err := range rows.Batches(ctx, 1) {
		if err != nil {
			if head.N == 0 {
				break // JSON that the limit cuts off in the middle
			}
			return Sample{}, inFile(in.path, err)
		}
		out.Batches = append(out.Batches, in.shaper.shape(withObjects(b, in.objects)))
		out.Rows += b.Read
		if in.summary.Format == FormatParquet && out.Rows >= mostRows {
			break
		}
	}
	switch file, isParquet := rows.(parquetReader); {
	case isParquet:
		out.Rows, out.Exact = file.Rows(), true
	case head.N > 0:
		out.Exact = true
	default:
		out.Rows = max(in.size, 0) * out.Rows / c.raw.size
		out.dropCut()
	}
	return out, nil
}

// dropCut removes the row that the sample ends in, or the reject about it.
func (s *Sample) dropCut() {
	if len(s.Batches) == 0 {
		return
	}
	last := &s.Batches[len(s.Batches)-1]
	rows := max(last.Rows.Rows()-1, 0)
	last.Rows, last.Rejects, last.Notes = last.Rows.Head(rows), nil, nil
	last.Origin.Lines = slices.Clip(last.Origin.Lines[:rows])
	last.Read = int64(rows)
}
