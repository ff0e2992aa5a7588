// Package delimited reads CSV, TSV and their kin into columns.
//
// It detects how a file is written (encoding, delimiter, quotes, header) from its head,
// then parses it in parallel. Where RFC 4180 is silent or is violated, the file is read as
// follows. Every record becomes a row or a reject.
//
//   - An empty field is a null; a quoted empty field is an empty string.
//   - Lines above the header are skipped, as are comments (note line_comment)
//     and blank lines (line_blank); in a file of one column a blank line is a
//     null.
//   - A row with too few fields is padded with nulls (note row_short), one with
//     too many empty fields at its end is cut (row_extra_empty), and one with too
//     many values is refused (row_long). If values would then be in columns whose
//     other values look different, the row is repaired if there is exactly one
//     place where a delimiter may be missing or extra (row_realigned), else
//     refused. So no value moves to another column unnoticed.
//   - A quote within an unquoted value belongs to it. Where quotes are wrong, the
//     row is read in several ways, and the first that gives as many fields as
//     there are columns is taken (note quote_mended). If none does, the line is
//     refused (quote_stray, quote_unterminated) and parsing goes on at the next
//     one.
//   - A repeated header is refused (header_repeated), and so are the rows of a
//     second table below another header (second_table), and rows that hold a NUL
//     byte (nul_byte).
//   - A value in a UTF-8 file that is not UTF-8 is read as Windows-1252 (note
//     encoding_mixed).
package delimited
