package dedupe

import (
	"context"
	"time"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// StateTable is what becomes of a table of the state.
type StateTable struct {
	Name string
	column.Changes
	Anew bool // Rows replaces the whole table
}

// Ledger is what a run adds to the history of lead ids.
type Ledger struct {
	// Tables holds the changes of records, leads and redirects.
	Tables []StateTable
	// Redirects says where retired ids lead to, the oldest first.
	Redirects column.Table
	// Events are those of this run only, to be appended to the table of events.
	Events column.Table
}

// Remember makes Gather give leads the ids that they had in earlier runs. Prepare
// reads the history.
func (d *Deduper) Remember(read func(context.Context) (*History, error)) { d.past.history = read }

// past says how to read what earlier runs left; a nil function stands for nothing.
type past struct {
	history func(context.Context) (*History, error)
	kept    func(context.Context) (*Kept, error)
	ready   chan struct{} // closed once it has been read
}

func (p past) isNone() bool { return p.history == nil && p.kept == nil }

// Prepare implements pipeline.Preparer. It reads what earlier runs left while
// tonight's records are being read. Gather waits for it.
func (d *Deduper) Prepare(ctx context.Context, _ pipeline.Workers) (err error) {
	if d.past.isNone() {
		return nil
	}
	if d.past.history != nil {
		if d.history, err = d.past.history(ctx); err != nil {
			return err
		}
	}
	if d.past.kept != nil {
		if d.keeping.past, err = d.past.kept(ctx); err != nil {
			return err
		}
	}
	close(d.past.ready)
	return nil
}

// awaitPast returns once Prepare has returned.
func (d *Deduper) awaitPast(ctx context.Context) error {
	if d.past.isNone() {
		return nil
	}
	select {
	case <-d.past.ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Redirects returns where retired ids lead to, the oldest first, once Gather has
// returned. There must be a history.
func (d *Deduper) Redirects() column.Table { return d.lineage.redirectsTable() }

// Ledger returns what the next run must know, once Gather has returned. There
// must be a history.
func (d *Deduper) Ledger(asOf time.Time) Ledger {
	day := column.Days(asOf.Unix() / (24 * 60 * 60))
	redirects := d.Redirects()
	return Ledger{
		Tables: []StateTable{
			{Name: TableRecords, Changes: d.lineage.recordsChanges(day)},
			{Name: TableLeads, Changes: d.lineage.leadsChanges(day)},
			{Name: TableRedirects, Changes: column.Changes{Rows: redirects}, Anew: true},
		},
		Redirects: redirects,
		Events:    d.lineage.eventsTable(day, d.found.edges),
	}
}

// Count returns the number of events of each kind.
func (l Ledger) Count() map[string]int64 {
	counts := map[string]int64{}
	events := l.Events.Text("event")
	for i := range events.Len() {
		counts[events.Value(i)]++
	}
	return counts
}
