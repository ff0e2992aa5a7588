package provenance

import (
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// Trail collects the origins of values in a batch of leads.
type Trail struct {
	found []found
	// What many values share is kept once for each run of values.
	fields   []string
	evidence []Evidence
	buffer   []byte
}

// found is a value and its origin.
type found struct {
	hash            uint64
	row             uint32
	field, evidence uint32 // numbers in the Trail
}

// Add records the origin of a row's value. A value without text is skipped.
func (t *Trail) Add(row int, field string, values column.Array, e Evidence) {
	if t.buffer = column.AppendValue(t.buffer[:0], values, row); len(t.buffer) == 0 {
		return
	}
	if last := len(t.fields) - 1; last < 0 || t.fields[last] != field {
		t.fields = append(t.fields, field)
	}
	if last := len(t.evidence) - 1; last < 0 || !t.evidence[last].same(e) {
		t.evidence = append(t.evidence, e)
	}
	t.found = append(t.found, found{xxh3.Hash(t.buffer), uint32(row), uint32(len(t.fields) - 1), uint32(len(t.evidence) - 1)})
}

// Side returns the recorded origins as a table, ordered by lead, so that it does not
// depend on how leads are cut into batches. leads are the lead ids, nil if the rows
// have none.
func (t *Trail) Side(leads *column.Text) pipeline.Side {
	rows := t.byRow()
	lead, field := make([]uint32, len(rows)), make([]uint32, len(rows))
	hashes := column.NewTextBuilder(len(rows), 16*len(rows))
	observed := column.NewNumberBuilder[column.Micros](len(rows))
	confidence, cost := column.NewNumberBuilder[float64](len(rows)), column.NewNumberBuilder[float64](len(rows))
	for i, f := range rows {
		lead[i], field[i] = f.row, f.field
		t.buffer = hex.AppendEncode(t.buffer[:0], binary.BigEndian.AppendUint64(nil, f.hash))
		hashes.AppendBytes(t.buffer)
		e := &t.evidence[f.evidence]
		observed.AppendIf(column.Micros(e.Observed), e.Observed != Unknown)
		confidence.AppendIf(e.Confidence, !math.IsNaN(e.Confidence))
		cost.Append(e.Cost)
	}
	var ids column.Array = column.Nulls(len(rows))
	if leads != nil {
		ids = column.NewCoded(lead, leads)
	}
	var fields column.TextBuilder
	for _, name := range t.fields {
		fields.Append(name)
	}
	return pipeline.Side{Name: tableName, Rows: column.NewTable(len(rows)).
		With("lead_id", ids).With("field", column.NewCoded(field, fields.Finish())).With("value_hash", hashes.Finish()).
		With("source", t.texts(rows, func(e *Evidence) string { return e.Source })).
		With("method", t.texts(rows, func(e *Evidence) string { return e.Method })).
		With("observed_at", observed.Finish()).With("confidence", confidence.Finish()).With("cost", cost.Finish()).
		With("replaced_hash", t.texts(rows, func(e *Evidence) string { return e.Replaced }))}
}

// byRow returns what was found row by row, and of one row in the order in which it was found.
func (t *Trail) byRow() []found {
	var next []int // by row: where its next value goes
	for _, f := range t.found {
		if missing := int(f.row) + 2 - len(next); missing > 0 {
			next = append(next, make([]int, missing)...)
		}
		next[f.row+1]++
	}
	for row := 1; row < len(next); row++ {
		next[row] += next[row-1]
	}
	rows := make([]found, len(t.found))
	for _, f := range t.found {
		rows[next[f.row]] = f
		next[f.row]++
	}
	return rows
}

// texts returns a text of the evidence of each value, null where it is empty.
func (t *Trail) texts(rows []found, of func(*Evidence) string) column.Array {
	var words column.TextBuilder
	for i := range t.evidence {
		words.Append(of(&t.evidence[i]))
	}
	if words.Bytes() == 0 {
		return column.Nulls(len(rows))
	}
	texts := words.Finish()
	codes := column.NewCodedBuilder(len(rows))
	for _, f := range rows {
		if texts.ValueLen(int(f.evidence)) == 0 {
			codes.AppendNull()
		} else {
			codes.Append(f.evidence)
		}
	}
	return codes.Finish(texts)
}
