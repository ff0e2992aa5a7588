// Package ingest reads files of contacts, events and outcomes into batches.
//
// Open looks at every file before a row is read: its format, dialect and
// header, and what each column means. So all mistakes are known at the start,
// and a Mapping tells for each column of each file what became of it and why.
// A header is mapped if it is the name of a canonical column or a known synonym
// of one, after case, accents, spaces and punctuation are taken off, and words
// that only say whose it is (reworded); likeness is never enough (see Suggest).
// Names and e-mail addresses that no header tells of are known by their values
// (recognize). What nobody mapped is kept under its own name.
//
// Cells stay as they are written, but for white space around them and the words
// that databases and spreadsheets write for "no value", which become null. Dates,
// numbers and phones are for normalize to read. Lists are one form: the values
// of a cell, of a JSON array or of several columns of one list stand in one
// cell with "; " between them; of several e-mails or phones in one cell the
// first stays and the others join the list of further ones.
//
// files.go finds the files, stream.go opens them, input.go reads one. What its
// columns mean is decided in mapping.go, by vocabulary.go and headers.tsv, then
// recognize.go; shape.go makes the batches that leave the package. The formats are
// in delimited, document and parquet.go; lists of people who must not be contacted
// in suppression.go; profile.go counts for galena profile.
package ingest
