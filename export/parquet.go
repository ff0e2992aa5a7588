package export

import (
	"context"
	"io"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// parquetEncoder writes tables as Parquet. It buffers rows until a row group is full.
type parquetEncoder struct{ writer *parquet.Writer }

func newParquetEncoder(to io.Writer, names []string, kinds []column.Kind) (parquetEncoder, error) {
	fields := make([]parquet.Field, len(names))
	for i, name := range names {
		fields[i] = parquet.Field{Name: name, Kind: kinds[i]}
	}
	writer, err := parquet.NewWriter(to, fields, parquet.WriterOptions{})
	return parquetEncoder{writer}, err
}

// write implements encoder.
func (e parquetEncoder) write(ctx context.Context, workers pipeline.Workers, rows column.Table) error {
	return e.writer.Write(ctx, workers, rows)
}

// close implements encoder.
func (e parquetEncoder) close(ctx context.Context, workers pipeline.Workers) error {
	return e.writer.Close(ctx, workers)
}
