// Package delimited reads CSV, TSV and their kin into columns.
//
// It finds out how a file is written (encoding, delimiter, quotes, header)
// from its head, then parses it in parallel. What RFC 4180 leaves open, or
// what breaks it, is read as follows. Every record is a row or a reject.
//
//   - An empty field is a null; a quoted empty field is an empty string.
//   - Blank lines and comments are skipped; in a file of one column a blank
//     line is a null. Lines above the header are skipped.
//   - A row with too few fields is padded with nulls (note row_short), one
//     with more is cut if the extra ones are empty (note row_extra_empty),
//     else refused (row_long): no value ever moves to another column.
//   - A quote within an unquoted value belongs to it. Where quotes are wrong,
//     the row is read in several ways, and the first that gives as many
//     fields as there are columns is taken; if none does, the line is refused
//     (quote_stray, quote_unterminated) and parsing goes on at the next.
//   - A repeated header is refused (header_repeated), and so are the rows of a
//     second table below another header (second_table), and rows that hold a
//     NUL byte (nul_byte).
//   - A value in a file of UTF-8 that is not UTF-8 is read as Windows-1252
//     (note encoding_mixed).
package delimited
