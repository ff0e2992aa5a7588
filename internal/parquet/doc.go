// Package parquet reads and writes Apache Parquet files as column.Tables.
//
// What it writes is a function of the rows alone: neither the number of
// workers, nor how the rows were cut into tables, nor the order of a Go map
// changes a byte. What it reads it does not trust: a damaged file is an error
// that says what is wrong with it, and never a panic, a hang, a row too few or
// an allocation that the file's size does not warrant.
//
// It drives the column readers of arrow-go's parquet/file, which cost half of
// what its record readers do. Of its writers it uses those of pages and footers
// alone: what is in a page is made here, straight from the arrays.
//
//	writer.go ─► encode*.go ─► chunk.go ─► output.go
//	row groups   values, in    pages       the file
//	             pages
package parquet
