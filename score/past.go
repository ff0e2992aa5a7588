package score

import (
	"context"
	"fmt"
	"sync"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// TableScores is the table that a state keeps from run to run: where each lead stood when it
// was last scored. docs/identity.md describes its columns.
const TableScores = "scores"

// past is what earlier runs said of leads, and what this one says for the next. It is nil in a
// run without a state.
type past struct {
	rows                 column.Table
	numbers              *match.DictionaryBuilder // row numbers by lead id, from 1
	tier, channel, owner *column.Text
	channelAt            *column.Time
	heirs                func() map[string]int // for leads without a row: the row of the oldest id merged into them

	// What Keep has seen, in the order of leads.
	replaced []column.Ref // by row of rows: what replaces it; Table 0 is rows itself
	added    []column.Ref
	kept     []column.Table
}

// Remember makes Prepare read the table of a state, which is empty in the first run. redirects
// returns the redirects of retired ids, oldest first; it is called once leads come in.
func (s *Stage) Remember(read func(context.Context) (column.Table, error), redirects func() column.Table) {
	s.remember = func(ctx context.Context) error {
		rows, err := read(ctx)
		if err == nil {
			s.past, err = newPast(rows, redirects)
		}
		return err
	}
}

func newPast(rows column.Table, redirects func() column.Table) (*past, error) {
	p := &past{rows: rows, numbers: match.NewDictionaryBuilder(rows.Rows())}
	p.heirs = sync.OnceValue(func() map[string]int { return p.inherited(redirects()) })
	if rows.Rows() == 0 {
		p.rows = column.Table{} // a table without rows may have columns of any kind
		return p, nil
	}
	ids, at := rows.Text("lead_id"), false
	p.tier, p.channel, p.owner = rows.Text("tier"), rows.Text("first_channel"), rows.Text("owner")
	if p.channelAt, at = rows.Column("first_channel_at").(*column.Time); !at || ids == nil || p.tier == nil || p.channel == nil || p.owner == nil {
		return nil, fmt.Errorf("the table %s of the state lacks a column", TableScores)
	}
	p.replaced = make([]column.Ref, rows.Rows())
	for row := range rows.Rows() {
		if code := p.numbers.Code(ids.Value(row)); int(code) != row+1 {
			return nil, fmt.Errorf("the table %s of the state: row %d has a lead_id that is empty or stands there twice", TableScores, row+1)
		}
		p.replaced[row].Row = uint32(row)
	}
	return p, nil
}

// inherited finds, for leads without a row, those of the ids that were merged into them.
func (p *past) inherited(redirects column.Table) map[string]int {
	heirs := map[string]int{}
	from, to := redirects.Text("retired_id"), redirects.Text("lead_id")
	for i := range redirects.Rows() {
		row, lead := p.numbers.Find(from.Value(i)), to.Value(i)
		if _, taken := heirs[lead]; row != 0 && !taken && p.numbers.Find(lead) == 0 {
			heirs[lead] = int(row) - 1
		}
	}
	return heirs
}

// earlier is what the last run said of a lead; the zero value is nothing.
type earlier struct {
	tier    string
	channel string
	at      int64 // time of the channel; 0 if it has no date
	owner   string
	// own is the lead's row, and from the row that these values are from, which may be
	// inherited. Both count from 1; 0 is none.
	own, from uint32
}

// of returns what was said of a lead.
func (p *past) of(ids *column.Text, lead int) earlier {
	if p == nil || ids == nil {
		return earlier{}
	}
	own := p.numbers.Find(ids.Value(lead))
	row := int(own) - 1
	if row < 0 {
		heir, ok := p.heirs()[ids.Value(lead)]
		if !ok {
			return earlier{}
		}
		row = heir
	}
	e := earlier{tier: p.tier.Value(row), own: own, from: uint32(row) + 1}
	e.channel, _ = given(p.channel, row)
	e.owner, _ = given(p.owner, row)
	if p.channelAt.IsValid(row) {
		e.at = int64(p.channelAt.Value(row))
	}
	return e
}

// side is what the next run is to know about a batch of leads. It goes with the batch until Keep.
func (p *past) side(in pipeline.Batch, r *results) []pipeline.Side {
	if p == nil {
		return nil
	}
	rows := column.NewTable(in.Rows.Rows())
	for _, c := range [][2]string{{"lead_id", "lead_id"}, {"tier", "tier"}, {"lifecycle_stage", "lifecycle_stage"}, {"first_channel", "channel"}} {
		rows = rows.With(c[0], in.Rows.Column(c[1]))
	}
	rows = rows.With("first_channel_at", r.firstAt.Finish()).With(ownRow, r.ownRows.Finish()).With(fromRow, r.fromRows.Finish())
	return []pipeline.Side{{Name: TableScores, Rows: rows}}
}

// Columns that carry earlier.own and earlier.from from side to keep.
const ownRow, fromRow = "own_row", "from_row"

// Keep removes from a routed batch what the next run must know of its leads, and remembers it.
// Batches must come in order, from one goroutine.
func (s *Stage) Keep(b pipeline.Batch) pipeline.Batch {
	p := s.past
	if p == nil {
		return b
	}
	var sides []pipeline.Side
	for _, side := range b.Side {
		if side.Name == TableScores {
			p.keep(side.Rows, b.Rows.Text("assigned_owner"))
		} else {
			sides = append(sides, side)
		}
	}
	b.Side = sides
	return b
}

// keep keeps the rows of leads that are new or have changed. A lead that needs no owner now
// keeps the one it had.
func (p *past) keep(rows column.Table, assigned *column.Text) {
	owners := column.NewTextBuilder(rows.Rows(), 8*rows.Rows())
	own, from := rows.Column(ownRow).(*column.Int).Int64Values(), rows.Column(fromRow).(*column.Int).Int64Values()
	for row := range rows.Rows() {
		owner, ok := given(assigned, row)
		if !ok && from[row] != 0 {
			owner, _ = given(p.owner, int(from[row])-1)
		}
		owners.AppendGiven(owner)
	}
	rows = rows.With("owner", owners.Finish())
	same := sameRows(p.rows, rows)
	var changed []column.Ref
	for row := range rows.Rows() {
		number := own[row]
		if number != 0 && same(int(number)-1, row) {
			continue
		}
		ref := column.Ref{Table: uint32(len(p.kept) + 1), Row: uint32(len(changed))}
		changed = append(changed, column.Ref{Row: uint32(row)})
		if number != 0 {
			p.replaced[number-1] = ref
		} else {
			p.added = append(p.added, ref)
		}
	}
	if len(changed) > 0 {
		p.kept = append(p.kept, column.TakeRows([]column.Table{rows}, changed))
	}
}

// remembered are the columns of the table, in their order.
var remembered = [...]string{"lead_id", "tier", "lifecycle_stage", "first_channel", "first_channel_at", "owner"}

// sameRows returns a function that reports whether a row of one table equals a row of the other.
func sameRows(before, now column.Table) func(row, other int) bool {
	var texts [][2]*column.Text
	for _, name := range remembered {
		if text := now.Text(name); text != nil {
			texts = append(texts, [2]*column.Text{before.Text(name), text})
		}
	}
	was, _ := before.Column("first_channel_at").(*column.Time)
	at, _ := now.Column("first_channel_at").(*column.Time)
	return func(row, other int) bool {
		for _, text := range texts {
			a, b := text[0], text[1]
			if a == nil || a.IsNull(row) != b.IsNull(other) || a.IsValid(row) && a.Value(row) != b.Value(other) {
				return false
			}
		}
		return was != nil && was.IsNull(row) == at.IsNull(other) && (was.IsNull(row) || was.Value(row) == at.Value(other))
	}
}

// Scores returns how the table changes for the next run, once all leads are kept. Earlier rows
// stay in their order, and as they were if their leads were not in this run; the rows of new
// leads follow. There must be a state.
func (s *Stage) Scores() column.Changes {
	p := s.past
	var refs []column.Ref
	var out column.Changes
	for row, ref := range p.replaced {
		if ref.Table != 0 {
			refs, out.Before, out.After = append(refs, ref), append(out.Before, uint32(row)), append(out.After, uint32(row))
		}
	}
	for i, ref := range p.added {
		refs, out.Before, out.After = append(refs, ref), append(out.Before, column.Nowhere), append(out.After, uint32(len(p.replaced)+i))
	}
	out.Rows = column.NewTable(len(refs))
	for _, name := range remembered {
		arrays := []column.Array{nil} // refs has no earlier row
		for _, rows := range p.kept {
			arrays = append(arrays, rows.Column(name))
		}
		out.Rows = out.Rows.With(name, column.Take(arrays, refs))
	}
	return out
}
