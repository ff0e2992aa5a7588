package dedupe

import (
	"context"
	"math"
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// golden makes the golden records, one row per lead, and the tables beside them.
type golden struct {
	store    *store
	found    *matched
	leads    *clusters // of found
	lineage  *lineage  // nil: ids follow from tonight's records alone
	survive  *survivorship
	consent  *consenting
	withheld *withheld
	unite    []*united
	shared   sharedIDs
	partRows int
	ranked   *clusters // the leads, with their records in the order of preference
	columns  map[string]*column.Parts
	named    []named
	traces   bool // record which record each value comes from
	dates    bool // report when leads were last changed
}

func newGolden(s *store, found *matched, l *lineage, survive *survivorship, says *consenting, partRows int) *golden {
	g := &golden{
		store: s, found: found, leads: found.leads, lineage: l, survive: survive, consent: says,
		unite: unitedColumns(s), shared: s.sharedIDs(), partRows: partRows, ranked: &clusters{starts: found.leads.starts, records: slices.Clone(found.leads.records)},
		columns: map[string]*column.Parts{}, named: s.identifying(),
	}
	for _, u := range survive.units {
		for _, f := range u.fields {
			g.columns[f.name] = column.NewParts(f.arrays)
		}
	}
	return g
}

func (g *golden) parts() int { return (g.leads.count() + g.partRows - 1) / g.partRows }

// bounds returns the leads of a part.
func (g *golden) bounds(part int) (from, to int) {
	return part * g.partRows, min((part+1)*g.partRows, g.leads.count())
}

// base returns the record of a lead that survives as a whole.
func (g *golden) base(lead int) uint32 { return g.ranked.of(lead)[0] }

// rankSurvivors puts the records of every lead in the order of preference.
func (g *golden) rankSurvivors(ctx context.Context, workers pipeline.Workers) error {
	return workers.Each(ctx, g.parts(), func(_ context.Context, part int) error {
		from, to := g.bounds(part)
		for lead := from; lead < to; lead++ {
			if records := g.ranked.of(lead); len(records) > 1 {
				g.survive.rank(records)
			}
		}
		return nil
	})
}

// written counts the leads whose base record is in each file.
func (g *golden) written() map[*pipeline.File]int64 {
	counts := map[*pipeline.File]int64{}
	for lead := range g.leads.count() {
		if _, out := g.withheld.by[lead]; !out {
			counts[g.store.file(g.base(lead))]++
		}
	}
	return counts
}

// part makes the rows of a part of the leads, in their order.
func (g *golden) part(part int) pipeline.Batch {
	from, to := g.bounds(part)
	ids := g.leadIDs(from, to)
	var b pipeline.Batch
	var listed []bool
	b.Keys.Identifiers, b.Keys.Ends, listed = g.identifiers(from, to)
	rows, evidence := g.consent.judge(g, from, to, g.rows(from, to, ids), ids, listed)
	b.Rows = rows
	b.Side = []pipeline.Side{{Name: "crosswalk", Rows: g.crosswalk(from, to, ids)}, {Name: "consent", Rows: evidence}}
	if g.dates {
		b.Keys.Changed = g.changed(from, to)
	}
	if g.traces {
		b.Side = append(b.Side, g.trace(from, to, b.Rows))
	}
	return g.withheld.without(g, b, from, to)
}

func (g *golden) leadIDs(from, to int) *column.Text {
	ids := column.NewTextBuilder(to-from, leadIDLength*(to-from))
	var buffer []byte
	for lead := from; lead < to; lead++ {
		if g.lineage != nil {
			ids.Append(g.lineage.id(g.lineage.number[lead]))
			continue
		}
		founder := g.store.founder(g.leads.of(lead))
		buffer = appendLeadID(buffer[:0], g.store.source(founder), g.store.ids.text(founder))
		ids.AppendBytes(buffer)
	}
	return ids.Finish()
}

// rows makes the columns of the leads: lead_id, those of the input, and the counts.
func (g *golden) rows(from, to int, ids *column.Text) column.Table {
	taken := g.take(from, to)
	for _, u := range g.unite {
		taken[u.name] = u.column(g, from, to, taken)
	}
	rows := column.NewTable(to-from).With("lead_id", ids).With("lead_kind", g.leadKinds(from, to))
	for _, name := range g.columnNames() {
		if name == "lead_kind" {
			rows = rows.With(name+contact.SuffixRaw, taken[name])
			continue
		}
		rows = rows.With(name, taken[name])
	}
	counts := column.NewNumberBuilder[int64](to - from)
	for lead := from; lead < to; lead++ {
		counts.Append(int64(len(g.leads.of(lead))))
	}
	rows = rows.With("record_count", counts.Finish())
	rows = rows.With("merge_confidence", g.confidence(from, to))
	return rows.With("person_key", g.personKeys(from, to))
}

// columnNames returns the names of the input's columns in the order of the output,
// each united column after the one that it adds to.
func (g *golden) columnNames() []string {
	names := make([]string, 0, len(g.store.names)+len(g.unite))
	for _, name := range g.store.names {
		if united := g.unitedInto(name); united == nil || !united.added {
			names = append(names, name)
		}
		for _, u := range g.unite {
			if u.added && u.from == name {
				names = append(names, u.name)
			}
		}
	}
	return names
}

func (g *golden) unitedInto(name string) *united {
	for _, u := range g.unite {
		if u.name == name {
			return u
		}
	}
	return nil
}

// take takes every column of the input from the surviving records.
func (g *golden) take(from, to int) map[string]column.Array {
	taken := map[string]column.Array{}
	base, refs := make([]column.Ref, to-from), make([]column.Ref, to-from)
	var several []int // leads of more than one record: only they have a choice
	for lead := from; lead < to; lead++ {
		records := g.ranked.of(lead)
		base[lead-from] = g.store.refs[records[0]]
		if len(records) > 1 {
			several = append(several, lead)
		}
	}
	units := g.survive.units
	survivors := make([]uint32, 0, len(several)*len(units)) // of each unit, lead by lead
	for _, lead := range several {
		for _, u := range units {
			survivors = append(survivors, g.survivor(u, lead))
		}
	}
	for i, u := range units {
		copy(refs, base)
		for k, lead := range several {
			refs[lead-from] = g.store.refs[survivors[k*len(units)+i]]
		}
		for _, f := range u.fields {
			taken[f.name] = g.columns[f.name].Take(refs)
		}
	}
	return taken
}

// survivor returns the record that a unit of a lead is taken from. The id of the
// source comes from the base record.
func (g *golden) survivor(u *unit, lead int) uint32 {
	records := g.ranked.of(lead)
	switch {
	case len(records) == 1 || u.name == "source_record_id":
		return records[0]
	case u.ranked:
		return g.survive.chooseRanked(u, records)
	}
	return g.survive.choose(u, records)
}

// confidence returns the probability of the weakest join that holds each lead
// together.
func (g *golden) confidence(from, to int) column.Array {
	values := column.NewNumberBuilder[float64](to - from)
	for lead := from; lead < to; lead++ {
		values.Append(probability(g.found.confidence[lead]))
	}
	return values.Finish()
}

// probability rounds to the precision that a model can have, which also prints
// short.
func probability(p float32) float64 { return math.Round(float64(p)*1e4) / 1e4 }
