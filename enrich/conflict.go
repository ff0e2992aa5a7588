package enrich

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// Values of on_conflict besides keep: what happens to a lead's value when a step has another.
const (
	conflictReplace = "replace"
	conflictNewer   = "newer"
)

// replacer is a step that can be configured to overwrite values of leads.
type replacer interface {
	// replaces reports whether the step's values may overwrite those of leads.
	replaces() bool
}

func (t *Table) replaces() bool    { return writesOver(t.OnConflict) }
func (m *MMDB) replaces() bool     { return writesOver(m.OnConflict) }
func (p *Provider) replaces() bool { return writesOver(p.OnConflict) }

func writesOver(policy string) bool { return policy == conflictReplace || policy == conflictNewer }

// ComparesDays reports whether a step keeps the newer of two values, for which it needs
// pipeline.Keys.Changed.
func (c Config) ComparesDays() bool {
	return slices.ContainsFunc(c, func(s Step) bool {
		return s.Table != nil && s.Table.OnConflict == conflictNewer || s.MMDB != nil && s.MMDB.OnConflict == conflictNewer ||
			s.Provider != nil && s.Provider.OnConflict == conflictNewer
	})
}

// wins returns which leads' values a step may overwrite; nil means none. observed is the
// instant of the step's value for a lead; changed is when each lead was last changed.
func wins(policy string, observed func(row int) int64, changed []int64) func(row int) bool {
	switch policy {
	case conflictReplace:
		return func(int) bool { return true }
	case conflictNewer:
		return func(row int) bool {
			return row < len(changed) && changed[row] != pipeline.NeverDated && observed(row) > changed[row]
		}
	}
	return nil
}

// unlessFixed returns wins for a column that may be overwritten, nil for a fixed one.
func unlessFixed(name string, wins func(row int) bool) func(row int) bool {
	if isFixed(name) {
		return nil
	}
	return wins
}

// checkTaken reports columns that the table may not fill, or may not overwrite.
func (t *Table) checkTaken(report *config.Report) {
	for _, entry := range t.Take {
		switch {
		case isGalenas(entry.Key):
			report.Add(entry.At.Problem("%s is made by galena and cannot be taken from a table", entry.Key))
		case t.replaces() && isFixed(entry.Key):
			report.Add(entry.At.Problem("%s says who the lead is or whether it may be contacted, and is never written over; only on_conflict: keep may take it from a table", entry.Key))
		}
	}
}

// isGalenas reports whether a column follows from matching and consent: what a
// table said of it could make somebody contactable who refused.
func isGalenas(name string) bool {
	switch name {
	case "lead_id", "run_id", "record_count", "merge_confidence", "person_key", "refused_purposes":
		return true
	}
	return strings.HasPrefix(name, "contactable_")
}

// isFixed reports whether an existing value of a column stays, whatever the config says.
func isFixed(name string) bool {
	c, _ := contact.ColumnByName(name)
	return c.Fixed != ""
}

// observed returns the instant of the table row that each lead matched: the row's own day if
// the table is dated, else the file's as_of, else unknown.
func (t *tableStep) observed(found *matches) func(row int) int64 {
	if t.Dated.Value != "" {
		days, ok := found.take(len(t.Take)).(*column.Date)
		return func(row int) int64 {
			if !ok || days.IsNull(row) {
				return unknown
			}
			return int64(days.Value(row)) * microsPerDay
		}
	}
	at := int64(unknown)
	if !t.AsOf.IsZero() {
		at = t.AsOf.UnixMicro()
	}
	return func(int) int64 { return at }
}
