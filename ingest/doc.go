// Package ingest reads files of contacts, events and outcomes into batches.
//
// Open examines every file before a row is read: its format, dialect and header, and what
// each column means. So all such mistakes are known at the start, and a Mapping says for
// each column of each file what it was mapped to and why. A header is mapped if it is the
// name of a canonical column or a known synonym of one, regardless of case, accents,
// spaces, punctuation and words that only say whose it is (reworded). Similarity is never
// enough (see SuggestFor). Names and e-mail addresses without a known header are recognized by
// their values (recognize). A column that nobody mapped keeps its own name.
//
// Cells stay as they are written, except for surrounding white space and the words that
// databases and spreadsheets write for "no value", which become null. Dates, numbers and
// phones are left for normalize to read. Lists have a single form: the values of a cell, of
// a JSON array or of several columns of one list are put in one cell with "; " between
// them. If a cell holds several e-mails or phones, the first stays and the others join the
// list of further ones.
//
// files.go finds the files, stream.go opens them, input.go reads one. What its columns mean
// is decided in mapping.go, by vocabulary.go and headers.tsv, then recognize.go. shape.go
// makes the batches that leave the package. The formats are in delimited, document and
// parquet.go, lists of people who must not be contacted in suppression.go, and the counts
// for galena profile in profile.go.
package ingest
