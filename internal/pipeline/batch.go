package pipeline

import (
	"math"
	"unicode/utf8"

	"galena/internal/column"
)

// Batch is a run of neighbouring rows: records of one file before dedupe, leads after
// it.
type Batch struct {
	Rows   column.Table
	Origin Origin // where records came from; zero for leads
	Keys   Keys   // what rows are matched and joined by; never exported
	Index  int    // position among the batches of its Gatherer, from 0; 0 before one
	// Read is the number of input rows that this batch accounts for; only a
	// Source sets it. It equals Rows.Rows() plus the rejects.
	Read    int64
	Rejects []Reject
	// Erased is how many rows a Mapper took out because their people asked to be
	// forgotten; only that Mapper sets it.
	Erased int64
	Notes  []Note
	// Side holds tables that explain the rows, such as the crosswalk. The
	// Sink writes each to a file of its name, in the order of the batches.
	Side []Side
}

// Origin says where the records of a batch come from in the input.
type Origin struct {
	File *File
	// Lines holds, for each record, the line of its file on which it begins,
	// from 1; in a Parquet file the number of the row, from 1.
	Lines []int64
}

// File is one input file. The Source creates it before the first batch of the file
// and does not change it afterwards.
type File struct {
	Index    int    // position among all files of the run, by sorted path
	Path     string // as the user wrote it or the glob expanded it
	Source   string // source_system of its records
	Trust    int    // survivorship prefers records of higher trust
	Defaults map[string]string
	Country  string // of its telephone numbers without a country code, if the file tells (ISO 3166-1 alpha-2)
}

// Keys are values by which rows are matched and joined. Match has one value per row and
// column; only leads have several, in Identifiers.
type Keys struct {
	// Match holds a row's match keys, made by normalize.
	Match column.Table
	// Identifiers are the hashes of all identifiers of all records of a lead
	// (see contact.Identifier). Those of lead i are at [Ends[i-1], Ends[i]).
	Identifiers []uint64
	Ends        []uint32
	// Changed is when a record of a lead was last changed, in microseconds since 1970, or
	// NeverDated if one of its records has no date; nil if no stage asked for it.
	Changed []int64
}

// NeverDated stands for an unknown time. It is before all instants.
const NeverDated = math.MinInt64

// Of returns the identifiers of the i-th lead.
func (k Keys) Of(i int) []uint64 { return Part(k.Identifiers, k.Ends, i) }

// Part returns the i-th part of values, a concatenation of parts; ends holds the end
// of each. It returns nil if there are no parts.
func Part[T any](values []T, ends []uint32, i int) []T {
	if len(ends) == 0 {
		return nil
	}
	start := uint32(0)
	if i > 0 {
		start = ends[i-1]
	}
	return values[start:ends[i]]
}

// Reject is an input row that could not be used. It is data, not an error.
type Reject struct {
	Stage string // the stage that refused it
	File  string
	Line  int64  // line of the file on which the row begins, from 1
	Field string // the column at fault; empty for the row as a whole
	Code  string // stable, lower_snake_case, for programs
	// Message tells a person what is wrong. It holds no cell contents.
	Message string
	Raw     string // the row as it stood in the file, cut after 4 KiB
}

// rawLimit bounds the raw text of a reject, in bytes.
const rawLimit = 4 << 10

// Raw returns a row of a file as a reject keeps it: cut to rawLimit between characters.
func Raw(row []byte) string {
	if len(row) <= rawLimit {
		return string(row)
	}
	end := rawLimit
	for end > rawLimit-utf8.UTFMax && !utf8.RuneStart(row[end]) {
		end--
	}
	return string(row[:end])
}

// Note says that a number of rows of a batch were kept although one of their values
// could not be used as it stood. It holds no cell contents.
type Note struct {
	Stage, File, Field, Code string
	Count                    int64
	FirstLine                int64 // line of the first such row
}

// Notes collects the notes of a batch, one for each kind.
type Notes []Note

// Add counts a note together with others of its kind. FirstLine remains that of the
// first one.
func (n *Notes) Add(note Note) {
	for i := range *n {
		if known := &(*n)[i]; known.Code == note.Code && known.Field == note.Field && known.File == note.File && known.Stage == note.Stage {
			known.Count += note.Count
			return
		}
	}
	*n = append(*n, note)
}

// Side is a table that explains the rows of its batch.
type Side struct {
	Name string // of the file without extension, such as "crosswalk"
	Rows column.Table
}
