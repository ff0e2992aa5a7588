// Package document reads JSON into columns.
//
// A file may be an array of records, records one a line (NDJSON) or one after another, or
// an object that holds the array of records. Where JSON leaves a choice, it is read as
// follows:
//
//   - A member of a nested object is a column named by its path: address.city.
//     An empty object makes no column.
//   - A list is kept as JSON text, whatever it holds. A record that is not an
//     object has one column named value.
//   - A missing member is null, and so is null; an empty string is not.
//   - Numbers, true and false are kept as they are written.
//   - Of several members with the same path the last counts (note duplicate_key).
//   - A lone surrogate, or a byte that is not UTF-8, is read as U+FFFD (note
//     invalid_unicode).
//
// The first thousand records determine the header. A column that first appears
// later comes after the header, in the batches that have it.
//
// A line of NDJSON that is not valid JSON is refused (json_syntax), and reading
// goes on with the next line. In any other layout there is no telling where a
// mistake ends, so it ends the file with an error, after a reject that says where
// it is. Memory use does not grow with the file.
package document
