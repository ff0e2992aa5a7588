package dedupe

import (
	"time"

	"galena/internal/column"
)

// Ledger is what a run adds to the history of lead ids.
type Ledger struct {
	// Records, Leads and Redirects take the place of the tables of the state.
	Records, Leads, Redirects column.Table
	// Events are those of the run alone, for the end of the table of events.
	Events column.Table
}

// Remember makes Gather give the leads the ids that they had in earlier runs.
// It must be called before Gather.
func (d *Deduper) Remember(h *History) { d.history = h }

// Redirects returns where retired ids lead to, the oldest first, once Gather has
// returned. There must be a history.
func (d *Deduper) Redirects() column.Table { return d.lineage.redirectsTable() }

// Ledger returns what the next run must know, once Gather has returned. There
// must be a history.
func (d *Deduper) Ledger(asOf time.Time) Ledger {
	day := column.Days(asOf.Unix() / (24 * 60 * 60))
	return Ledger{
		Records: d.lineage.recordsTable(day), Leads: d.lineage.leadsTable(day), Redirects: d.lineage.redirectsTable(),
		Events: d.lineage.eventsTable(day, d.found.edges),
	}
}

// Count returns how many events of each kind there were.
func (l Ledger) Count() map[string]int64 {
	counts := map[string]int64{}
	events := l.Events.Text("event")
	for i := range events.Len() {
		counts[events.Value(i)]++
	}
	return counts
}
