package enrich

import (
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
	leads                         *column.Text
	lead, field, hash, source, by column.TextBuilder
	observed                      *column.TimeBuilder
	confidence, cost              *column.FloatBuilder
	buffer                        []byte
}

func newTrail(rows column.Table) *trail {
	return &trail{
		leads: rows.Text("lead_id"), observed: column.NewNumberBuilder[column.Micros](0),
		confidence: column.NewNumberBuilder[float64](0), cost: column.NewNumberBuilder[float64](0),
	}
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
			t.buffer = column.AppendValue(t.buffer[:0], values, row)
			if e := from(name, row); len(t.buffer) > 0 && slices.Contains(methods, e.method) {
				t.add(row, name, e)
			}
		}
	}
}

// add writes down the value in the buffer.
func (t *trail) add(row int, field string, e evidence) {
	t.lead.Append(cell(t.leads, row))
	t.field.Append(field)
	hash := xxh3.Hash128(t.buffer).Bytes()
	t.hash.Append(hex.EncodeToString(hash[:8]))
	appendKnown(&t.source, e.source)
	t.by.Append(e.method)
	if e.observed == unknown {
		t.observed.AppendNull()
	} else {
		t.observed.Append(column.Micros(e.observed))
	}
	if math.IsNaN(e.confidence) {
		t.confidence.AppendNull()
	} else {
		t.confidence.Append(e.confidence)
	}
	t.cost.Append(e.cost)
}

// side is the table of what was written down.
func (t *trail) side() pipeline.Side {
	lead := t.lead.Finish()
	rows := column.NewTable(lead.Len()).
		With("lead_id", lead).With("field", t.field.Finish()).With("value_hash", t.hash.Finish()).
		With("source", t.source.Finish()).With("method", t.by.Finish()).With("observed_at", t.observed.Finish()).
		With("confidence", t.confidence.Finish()).With("cost", t.cost.Finish())
	return pipeline.Side{Name: provenanceName, Rows: rows}
}
