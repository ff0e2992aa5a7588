package enrich

import (
	"slices"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// addSide adds a table of rows about the leads of a batch, in the order of the leads. If an
// earlier stage has added one of that name, the two are merged lead by lead, the earlier rows
// first: otherwise the file would show how leads were cut into batches.
func addSide(b pipeline.Batch, side pipeline.Side) pipeline.Batch {
	b.Side = slices.Clone(b.Side)
	at := slices.IndexFunc(b.Side, func(s pipeline.Side) bool { return s.Name == side.Name })
	if at < 0 {
		b.Side = append(b.Side, side)
		return b
	}
	tables := []column.Table{b.Side[at].Rows, side.Rows}
	ids := []*column.Text{tables[0].Text("lead_id"), tables[1].Text("lead_id")}
	next := make([]int, len(tables))
	refs := make([]column.Ref, 0, tables[0].Rows()+tables[1].Rows())
	leads := b.Rows.Text("lead_id")
	for row := range leads.Len() {
		for i, of := range ids {
			for next[i] < of.Len() && of.Value(next[i]) == leads.Value(row) {
				refs = append(refs, column.Ref{Table: uint32(i), Row: uint32(next[i])})
				next[i]++
			}
		}
	}
	merged := column.NewTable(len(refs))
	for i, name := range tables[0].Names() {
		merged = merged.With(name, column.Take([]column.Array{tables[0].At(i), tables[1].Column(name)}, refs))
	}
	b.Side[at].Rows = merged
	return b
}
