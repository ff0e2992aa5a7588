package dedupe

import (
	"galena/internal/column"
	"galena/internal/consent"
)

// evidenceTable is consent.parquet: one row for each piece of evidence and channel.
// It names people by lead and by the SHA-256 of the identifier.
type evidenceTable struct {
	c *consenting

	leads, kinds, identifiers, channels, purposes, statuses column.TextBuilder
	bases, sources, files, evidence                         column.TextBuilder
	lines                                                   *column.IntBuilder
	observed, expires                                       *column.TimeBuilder
	rows                                                    int
}

// The values of column evidence where no column is named.
const (
	evidenceEvent  = "event"
	evidenceList   = "list"
	evidenceColumn = "column" // of remembered evidence
)

func newEvidenceTable(c *consenting) *evidenceTable {
	return &evidenceTable{
		c: c, lines: column.NewNumberBuilder[int64](0),
		observed: column.NewNumberBuilder[column.Micros](0), expires: column.NewNumberBuilder[column.Micros](0),
	}
}

func (t *evidenceTable) append(e evidence, lead string) {
	digest := consent.Digest(e.identifier.key)
	for channel := range e.channels.Each {
		t.rows++
		t.leads.Append(lead)
		t.kinds.Append(string(e.identifier.kind))
		t.identifiers.Append(digest)
		t.channels.Append(channel.String())
		t.purposes.Append(t.c.purpose(e))
		t.statuses.Append(e.status.String())
		appendOrNull(&t.bases, string(e.basis))
		t.origin(e)
		t.times(e)
	}
}

// origin appends where the evidence comes from.
func (t *evidenceTable) origin(e evidence) {
	if e.column != "" {
		file := t.c.store.file(e.record)
		t.sources.Append(file.Source)
		t.files.Append(file.Path)
		t.lines.Append(t.c.store.line(e.record))
		t.evidence.Append(e.column)
		return
	}
	entry := t.c.lists.Entry(e.entry)
	list := t.c.lists.Lists[entry.List]
	t.sources.Append(list.Name)
	appendOrNull(&t.files, list.Path)
	if entry.Line > 0 {
		t.lines.Append(entry.Line)
	} else {
		t.lines.AppendNull()
	}
	t.evidence.Append(evidenceOf(list))
}

// evidenceOf returns what an entry of a list counts as.
func evidenceOf(list consent.List) string {
	if list.Events {
		return evidenceEvent
	}
	return evidenceList
}

func (t *evidenceTable) times(e evidence) {
	switch {
	case e.at == consent.Undated:
		t.observed.AppendNull()
		t.expires.AppendNull()
	case e.status == consent.Implied:
		t.observed.AppendNull()
		t.expires.Append(column.Micros(e.at))
	default:
		t.observed.Append(column.Micros(e.at))
		t.expires.AppendNull()
	}
}

func (t *evidenceTable) finish() column.Table {
	return column.NewTable(t.rows).
		With("lead_id", t.leads.Finish()).
		With("identifier_kind", t.kinds.Finish()).
		With("identifier_sha256", t.identifiers.Finish()).
		With("channel", t.channels.Finish()).
		With("purpose", t.purposes.Finish()).
		With("status", t.statuses.Finish()).
		With("basis", t.bases.Finish()).
		With("source_system", t.sources.Finish()).
		With("file", t.files.Finish()).
		With("line", t.lines.Finish()).
		With("evidence", t.evidence.Finish()).
		With("observed_at", t.observed.Finish()).
		With("expires_at", t.expires.Finish())
}
