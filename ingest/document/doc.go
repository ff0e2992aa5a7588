// Package document reads JSON into columns.
//
// A file may be an array of records, records one a line (NDJSON) or one after
// another, or an object that holds the array of records. What JSON leaves open
// is read as follows:
//
//   - A member of a nested object is a column named by its path: address.city.
//     An empty object says nothing and makes no column.
//   - A list is text in JSON, whatever it holds. A record that is no object is
//     one column named value.
//   - A missing member is null, as null is; an empty string is not.
//   - Numbers, true and false are kept as they are written.
//   - Of members with the same path the last counts (note duplicate_key).
//   - A lone surrogate, or a byte that is not UTF-8, is read as U+FFFD (note
//     invalid_unicode).
//
// The header is made of the first thousand records; a column that comes up
// later stands behind in the batches that have it.
//
// A line of NDJSON that is no JSON is refused (json_syntax), and the next is
// read. In any other layout what follows a mistake cannot be told from what
// belongs to it, so the mistake ends the file with an error, after a reject
// that says where. Memory does not grow with the file.
package document
