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

func newParquetEncoder(to io.Writer, first column.Table) (parquetEncoder, error) {
	writer, err := parquet.NewWriter(to, parquet.FieldsOf(first))
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
