// Package provenance makes the table that says where the values of leads come
// from. Several stages add to it.
package provenance

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// TableName is the name of the side table.
const TableName = "enrichment"

// The methods by which a value was found.
const (
	Source    = "source" // a record of the input has it
	Derived   = "derived"
	Reference = "reference"
	Provider  = "provider"
)

// Evidence is where a value comes from.
type Evidence struct {
	Source, Method string  // Source is "" for the lead itself, and for several sources
	Observed       int64   // microseconds since 1970, or Unknown
	Confidence     float64 // 0 to 1; NaN: not stated
	Cost           float64 // of the call that brought it, shared by its fields
	// Replaced is the Hash of the value that was replaced; "" for none.
	Replaced string
}

// Hash returns a hash that stands for a value, given as text; "" for an empty one.
func Hash(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, xxh3.Hash(text)))
}

// Unknown is the time of an observation without a date.
const Unknown = math.MinInt64

// Undated returns the evidence of a value of which only the source is known.
func Undated(source, method string) Evidence {
	return Evidence{Source: source, Method: method, Observed: Unknown, Confidence: math.NaN()}
}

// Trail collects the origins of values in a batch of leads.
type Trail struct {
	found  []found
	buffer []byte
}

// found is a value and its origin.
type found struct {
	row   int
	field string
	hash  uint64
	Evidence
}

// Add records the origin of a row's value. A value without text is skipped.
func (t *Trail) Add(row int, field string, values column.Array, e Evidence) {
	if t.buffer = column.AppendValue(t.buffer[:0], values, row); len(t.buffer) > 0 {
		t.found = append(t.found, found{row, field, xxh3.Hash(t.buffer), e})
	}
}

// Side returns the recorded origins as a table, ordered by lead, so that it does not
// depend on how leads are cut into batches. leads are the lead ids, nil if the rows
// have none.
func (t *Trail) Side(leads *column.Text) pipeline.Side {
	slices.SortStableFunc(t.found, func(a, b found) int { return cmp.Compare(a.row, b.row) })
	var lead, field, hash, source, method, replaced column.TextBuilder
	observed := column.NewNumberBuilder[column.Micros](len(t.found))
	confidence, cost := column.NewNumberBuilder[float64](len(t.found)), column.NewNumberBuilder[float64](len(t.found))
	for _, f := range t.found {
		if leads == nil {
			lead.AppendNull()
		} else {
			lead.Append(leads.Value(f.row))
		}
		field.Append(f.field)
		t.buffer = hex.AppendEncode(t.buffer[:0], binary.BigEndian.AppendUint64(nil, f.hash))
		hash.AppendBytes(t.buffer)
		source.AppendGiven(f.Source)
		method.Append(f.Method)
		observed.AppendIf(column.Micros(f.Observed), f.Observed != Unknown)
		confidence.AppendIf(f.Confidence, !math.IsNaN(f.Confidence))
		cost.Append(f.Cost)
		replaced.AppendGiven(f.Replaced)
	}
	rows := column.NewTable(len(t.found)).
		With("lead_id", lead.Finish()).With("field", field.Finish()).With("value_hash", hash.Finish()).
		With("source", source.Finish()).With("method", method.Finish()).With("observed_at", observed.Finish()).
		With("confidence", confidence.Finish()).With("cost", cost.Finish()).With("replaced_hash", replaced.Finish())
	return pipeline.Side{Name: TableName, Rows: rows}
}
