// Package parquet reads and writes Apache Parquet files as column.Tables.
//
// What it writes is a function of the rows alone: neither the number of
// workers, nor how the rows were cut into tables, nor the order of a Go map
// changes a byte. What it reads it does not trust: a damaged file is an error
// that says what is wrong with it, and never a panic, a hang, a row too few or
// an allocation that the file's size does not warrant.
//
// It drives the column readers and writers of arrow-go's parquet/file, which
// cost half of what its record readers and writers do.
package parquet
