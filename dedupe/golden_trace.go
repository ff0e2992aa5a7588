package dedupe

import (
	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/provenance"
)

// Trace makes Gather record, beside the leads, which record each value comes from.
func (d *Deduper) Trace() { d.traces = true }

// Date makes Gather report when the records of leads were last changed.
func (d *Deduper) Date() { d.dates = true }

// changed returns when a record of each lead was last changed.
func (g *golden) changed(from, to int) []int64 {
	out := make([]int64, to-from)
	for i := range out {
		for k, r := range g.leads.of(from + i) {
			at := g.store.lastChange(r)
			if at == pipeline.NeverDated {
				out[i] = at
				break
			}
			if k == 0 || at > out[i] {
				out[i] = at
			}
		}
	}
	return out
}

// trace is the account of the values of leads: which record each is from, how old
// it is, and how sure it is that the record belongs to the lead. Values made from
// several records name none.
func (g *golden) trace(from, to int, rows column.Table) pipeline.Side {
	records := map[string][]uint32{} // by column: one per lead
	for _, u := range g.survive.units {
		survivors := make([]uint32, to-from)
		for i := range survivors {
			survivors[i] = g.survivor(u, from+i)
		}
		for _, f := range u.fields {
			records[f.name] = survivors
		}
	}
	var trail provenance.Trail
	for i, name := range rows.Names() {
		survivors, of := records[name]
		united := g.unitedInto(name) != nil
		if !of && !united || name == "lead_kind" {
			continue // a column of the lead itself: its id, its counts, its consent
		}
		for row := range to - from {
			values := rows.At(i)
			switch {
			case values.IsNull(row):
			case united:
				trail.Add(row, name, values, provenance.Undated("", provenance.Source))
			default:
				r := survivors[row]
				e := provenance.Undated(g.store.source(r)+":"+g.store.ids.text(r), provenance.Source)
				e.Observed, e.Confidence = g.store.lastChange(r), probability(g.found.linked[r])
				trail.Add(row, name, values, e)
			}
		}
	}
	return trail.Side(rows.Text("lead_id"))
}
