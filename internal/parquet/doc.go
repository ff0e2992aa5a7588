// Package parquet reads and writes Apache Parquet files as column.Tables.
//
// What it writes is a function of the rows alone: neither the number of workers, nor
// how the rows were cut into tables, nor the order of a Go map changes a byte. It does
// not trust what it reads: a damaged file is an error that says what is wrong with it,
// and never a panic, a hang, a missing row or an allocation out of proportion to the
// file's size.
//
// It drives the column readers of arrow-go's parquet/file, which cost half of what its
// record readers do. Of arrow-go's writers it uses only those of pages and footers: the
// contents of a page are made here, straight from the arrays.
//
//	writer.go ─► encode*.go ─► chunk.go ─► output.go
//	row groups   values, in    pages       the file
//	             pages
package parquet
