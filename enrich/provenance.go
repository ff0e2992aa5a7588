package enrich

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

// Provenance says of which values to write down where they come from.
type Provenance struct {
	Methods []string `yaml:"methods" default:"[reference, provider]" enum:"derived,reference,provider" doc:"derived: from the lead's own values; reference: from a file; provider: from the network. An empty list writes nothing"`
}

// The methods by which a value is found.
const (
	methodDerived   = "derived"
	methodReference = "reference"
	methodProvider  = "provider"
)

// provenanceName is the side table of where values come from.
const provenanceName = "enrichment"

// evidence is where a value comes from.
type evidence struct {
	source, method string
	observed       int64   // microseconds since 1970; unknown
	confidence     float64 // NaN: not stated
	cost           float64 // of the call that brought it, shared by its fields
}

// unknown is the instant of an observation that nobody has dated.
const unknown = math.MinInt64

// origin tells where the value of a field of a row comes from that a step has
// brought.
type origin func(field string, row int) evidence

// always is the origin of all values of a step that knows no more of one than of
// another.
func always(source, method string) origin {
	e := evidence{source: source, method: method, observed: unknown, confidence: math.NaN()}
	return func(string, int) evidence { return e }
}

// trail is what is written down of a batch.
type trail struct {
	found  []found
	buffer []byte
}

// found is a value that a step has brought.
type found struct {
	row   int
	field string
	hash  uint64
	evidence
}

// follow writes down the values that a step has brought: all that are in after
// and were not in before.
func (t *trail) follow(before, after column.Table, from origin, methods []string) {
	for i, name := range after.Names() {
		values, given := after.At(i), before.Column(name)
		if values == given {
			continue
		}
		text, _ := given.(*column.Text)
		for row := range after.Rows() {
			if values.IsNull(row) || given != nil && given.IsValid(row) && (text == nil || text.ValueLen(row) > 0) {
				continue
			}
			e := from(name, row)
			if !slices.Contains(methods, e.method) {
				continue
			}
			if t.buffer = column.AppendValue(t.buffer[:0], values, row); len(t.buffer) > 0 {
				t.found = append(t.found, found{row, name, xxh3.Hash(t.buffer), e})
			}
		}
	}
}

// side is the table of what was written down, lead by lead, so that it does not
// show how leads are cut into batches.
func (t *trail) side(leads *column.Text) pipeline.Side {
	slices.SortStableFunc(t.found, func(a, b found) int { return cmp.Compare(a.row, b.row) })
	var lead, field, hash, source, method column.TextBuilder
	observed := column.NewNumberBuilder[column.Micros](len(t.found))
	confidence, cost := column.NewNumberBuilder[float64](len(t.found)), column.NewNumberBuilder[float64](len(t.found))
	for _, f := range t.found {
		lead.Append(cell(leads, f.row))
		field.Append(f.field)
		digits := hex.AppendEncode(t.buffer[:0], binary.BigEndian.AppendUint64(nil, f.hash))
		hash.AppendBytes(digits)
		appendKnown(&source, f.source)
		method.Append(f.method)
		if f.observed == unknown {
			observed.AppendNull()
		} else {
			observed.Append(column.Micros(f.observed))
		}
		if math.IsNaN(f.confidence) {
			confidence.AppendNull()
		} else {
			confidence.Append(f.confidence)
		}
		cost.Append(f.cost)
	}
	rows := column.NewTable(len(t.found)).
		With("lead_id", lead.Finish()).With("field", field.Finish()).With("value_hash", hash.Finish()).
		With("source", source.Finish()).With("method", method.Finish()).With("observed_at", observed.Finish()).
		With("confidence", confidence.Finish()).With("cost", cost.Finish())
	return pipeline.Side{Name: provenanceName, Rows: rows}
}
