package parquet

import "io"

// NewWriterOf is NewWriter with row groups of so many rows; 0 stands for the usual number.
func NewWriterOf(w io.Writer, fields []Field, groupRows int) (*Writer, error) {
	if groupRows == 0 {
		groupRows = rowGroupRows
	}
	return newWriter(w, fields, groupRows)
}
