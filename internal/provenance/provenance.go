// Package provenance makes the table that says where the values of leads come
// from. Several stages add to it.
package provenance

import (
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/zeebo/xxh3"
)

// tableName is the name of the side table.
const tableName = "enrichment"

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

// same reports whether two values come from the same place.
func (e Evidence) same(other Evidence) bool {
	if math.IsNaN(e.Confidence) && math.IsNaN(other.Confidence) {
		e.Confidence, other.Confidence = 0, 0
	}
	return e == other
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
