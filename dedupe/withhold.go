package dedupe

import (
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/pipeline"
)

// withheld holds the leads that a list keeps out of the output (process: never).
// They keep their ids, so that they are the same leads should they come back. Their
// rows are counted as suppressed.
type withheld struct {
	by      map[int]string // by lead: name of the list
	records int64
	byFile  map[*pipeline.File]int64
}

// withhold finds the leads that lists keep out of the output.
func (g *golden) withhold(ctx context.Context, workers pipeline.Workers) (*withheld, error) {
	out := &withheld{by: map[int]string{}, byFile: map[*pipeline.File]int64{}}
	if g.consent.lists == nil || !slices.ContainsFunc(g.consent.lists.Lists, func(l consent.List) bool { return l.Drop }) {
		return out, nil
	}
	named := make([]string, g.leads.count())
	err := workers.Each(ctx, g.parts(), func(_ context.Context, part int) error {
		from, to := g.bounds(part)
		g.consent.dropped(g, from, to, g.leadIDs(from, to), named)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for lead, name := range named {
		if name == "" {
			continue
		}
		out.by[lead] = name
		for _, r := range g.leads.of(lead) {
			out.records++
			out.byFile[g.store.file(r)]++
		}
	}
	return out, nil
}

// dropped fills in, for each lead, the list that keeps it out. Like judge, it works
// on a copy of c.
func (c consenting) dropped(g *golden, from, to int, ids *column.Text, named []string) {
	for lead := from; lead < to; lead++ {
		records := g.leads.of(lead)
		if person := g.found.person[lead]; person != nil {
			records = person
		}
		c.evidence = c.evidence[:0]
		for _, r := range records {
			c.evidence = c.listed(c.evidence, r)
		}
		for _, e := range c.listedLead(c.evidence, ids.Value(lead-from), records[0]) {
			if list := c.lists.Lists[c.lists.Entry(e.entry).List]; list.Drop && (named[lead] == "" || list.Name < named[lead]) {
				named[lead] = list.Name
			}
		}
	}
}

// without takes the withheld leads out of a part, and adds the account of their
// records.
func (w *withheld) without(g *golden, b pipeline.Batch, from, to int) pipeline.Batch {
	if w == nil || len(w.by) == 0 {
		return b
	}
	var refs []column.Ref
	gone := map[string]bool{}
	account := newWithheldTable()
	keys := pipeline.Keys{Ends: []uint32{}}
	ids := b.Rows.Text("lead_id")
	for lead := from; lead < to; lead++ {
		if name, is := w.by[lead]; is {
			gone[ids.Value(lead-from)] = true
			for _, r := range g.leads.of(lead) {
				account.add(g.store.file(r).Path, g.store.line(r), "suppressed", name)
			}
			continue
		}
		refs = append(refs, column.Ref{Row: uint32(lead - from)})
		keys.Identifiers = append(keys.Identifiers, b.Keys.Of(lead-from)...)
		keys.Ends = append(keys.Ends, uint32(len(keys.Identifiers)))
		if b.Keys.Changed != nil {
			keys.Changed = append(keys.Changed, b.Keys.Changed[lead-from])
		}
	}
	b.Side = append(b.Side, pipeline.Side{Name: withheldName, Rows: account.finish()})
	if len(gone) == 0 {
		return b
	}
	b.Rows, b.Keys = column.TakeRows([]column.Table{b.Rows}, refs), keys
	for i, side := range b.Side {
		if leads := side.Rows.Text("lead_id"); leads != nil {
			var kept []column.Ref
			for row := range leads.Len() {
				if !gone[leads.Value(row)] {
					kept = append(kept, column.Ref{Row: uint32(row)})
				}
			}
			b.Side[i].Rows = column.TakeRows([]column.Table{side.Rows}, kept)
		}
	}
	return b
}

// review removes pairs of withheld records from the table for people.
func (w *withheld) review(g *golden, pairs column.Table) column.Table {
	if len(w.by) == 0 || pairs.Rows() == 0 {
		return pairs
	}
	gone := map[[2]string]bool{}
	for lead := range w.by {
		for _, r := range g.leads.of(lead) {
			gone[[2]string{g.store.source(r), g.store.ids.text(r)}] = true
		}
	}
	var kept []column.Ref
	at := func(name string, row int) string { return pairs.Text(name).Value(row) }
	for row := range pairs.Rows() {
		if !gone[[2]string{at("source_a", row), at("record_a", row)}] && !gone[[2]string{at("source_b", row), at("record_b", row)}] {
			kept = append(kept, column.Ref{Row: uint32(row)})
		}
	}
	return column.TakeRows([]column.Table{pairs}, kept)
}

// withheldName is the table of the records that are in no lead of the output.
const withheldName = "withheld"

// withheldTable says of records that they were kept out, and why, and nothing else.
type withheldTable struct {
	files, whys, lists column.TextBuilder
	lines              *column.IntBuilder
	rows               int
}

func newWithheldTable() *withheldTable {
	return &withheldTable{lines: column.NewNumberBuilder[int64](0)}
}

func (t *withheldTable) add(file string, line int64, why, list string) {
	t.rows++
	t.files.Append(file)
	t.lines.Append(line)
	t.whys.Append(why)
	appendOrNull(&t.lists, list)
}

func (t *withheldTable) finish() column.Table {
	return column.NewTable(t.rows).
		With("file", t.files.Finish()).
		With("line", t.lines.Finish()).
		With("why", t.whys.Finish()).
		With("list", t.lists.Finish())
}
