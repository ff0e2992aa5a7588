package dedupe

import (
	"slices"

	"galena/internal/column"
)

// status returns what has become of the lead with that number.
func (l *lineage) status(number uint32) LeadStatus {
	known := uint32(len(l.history.status))
	switch {
	case number >= known:
		return LeadLive
	case l.claim[number] != none && l.number[l.claim[number]] == number:
		return LeadLive
	case l.target[number] != number:
		return LeadRetired
	case l.history.status[number] == LeadErased:
		return LeadErased
	}
	return LeadDormant
}

// leadsChanges returns tonight's changes of the table of leads: leads with another
// status, and new leads.
func (l *lineage) leadsChanges(day column.Days) column.Changes {
	known := uint32(len(l.history.status))
	var b leadsBuilder
	for number := range known {
		if status := l.status(number); status != l.history.status[number] {
			b.copy(l.history.leads, number, status)
			b.at(number, number)
		}
	}
	for i, founder := range l.founder {
		number := known + uint32(i)
		b.ids.Append(l.id(number))
		b.statuses.Append(string(LeadLive))
		b.founded.Append(day)
		b.sequences.Append(l.history.sequence + 1)
		b.sources.Append(l.store.source(founder))
		b.records.Append(l.store.ids.text(founder))
		b.at(column.Nowhere, number)
	}
	return b.finish()
}

// moves holds the places of rows that change.
type moves struct{ before, after []uint32 }

func (m *moves) at(before, after uint32) {
	m.before, m.after = append(m.before, before), append(m.after, after)
}

type leadsBuilder struct {
	moves
	ids, statuses, sources, records column.TextBuilder
	founded                         column.NumberBuilder[column.Days]
	sequences                       column.NumberBuilder[int64]
}

// copy adds a lead of the table before, with another status.
func (b *leadsBuilder) copy(before column.Table, number uint32, status LeadStatus) {
	b.ids.AppendFrom(before.Text("lead_id"), int(number))
	b.statuses.Append(string(status))
	founded, _ := before.Column("founded_as_of").(*column.Date)
	appendDay(&b.founded, founded, number)
	b.sequences.Append(before.Column("founded_sequence").(*column.Int).Value(int(number)))
	copyText(&b.sources, before.Column("founding_source_system"), int(number))
	copyText(&b.records, before.Column("founding_source_record_id"), int(number))
}

func (b *leadsBuilder) finish() column.Changes {
	rows := column.NewTable(len(b.after)).
		With("lead_id", b.ids.Finish()).
		With("status", b.statuses.Finish()).
		With("founded_as_of", b.founded.Finish()).
		With("founded_sequence", b.sequences.Finish()).
		With("founding_source_system", b.sources.Finish()).
		With("founding_source_record_id", b.records.Finish())
	return column.Changes{Rows: rows, Before: b.before, After: b.after}
}

// redirectsTable lists the retired ids, the oldest first.
func (l *lineage) redirectsTable() column.Table {
	var from, to column.TextBuilder
	for number, target := range l.target {
		if target != uint32(number) {
			from.Append(l.id(uint32(number)))
			to.Append(l.id(target))
		}
	}
	return column.NewTable(from.Len()).With("retired_id", from.Finish()).With("lead_id", to.Finish())
}

// recordsChanges returns tonight's changes of the table of records. The table
// holds, by their hashes, the records of tonight and those of earlier runs that are
// missing tonight.
func (l *lineage) recordsChanges(day column.Days) column.Changes {
	h := l.history
	var b recordsBuilder
	firstSeen, _ := h.records.Column("first_seen").(*column.Date)
	goneSince, _ := h.records.Column("gone_since").(*column.Date)
	at, after := uint32(0), uint32(0)
	absent := func(until uint32) {
		for ; at < until; at, after = at+1, after+1 {
			lead, home := l.target[h.lead[at]], h.home[at]
			if home != none {
				lead = l.target[home]
			}
			if h.gone[at] && lead == h.lead[at] {
				continue
			}
			since := day
			if h.gone[at] {
				since = goneSince.Value(int(at))
			}
			b.add(h.records.Text("source_system").Value(int(at)), h.records.Text("source_record_id").Value(int(at)),
				l.id(lead), l.homeID(home), dayAt(firstSeen, at, day))
			b.gone.Append(since)
			b.at(at, after)
		}
	}
	for i, r := range l.order {
		row, first := l.past[r], day
		if row != none {
			absent(row)
			at, first = row+1, dayAt(firstSeen, row, day)
		} else {
			behind, _ := slices.BinarySearchFunc(h.hashes[at:], l.hashes[i], compareHashes)
			absent(at + uint32(behind))
		}
		lead, home := l.number[l.cluster[r]], l.home(r)
		if row == none || h.gone[row] || lead != h.lead[row] || home != h.home[row] {
			b.add(l.store.source(r), l.store.ids.text(r), l.id(lead), l.homeID(home), first)
			b.gone.AppendNull()
			b.at(row, after)
		}
		after++
	}
	absent(uint32(len(h.hashes)))
	return b.finish()
}

// home returns the lead that a record is a founding record of, or none: the lead
// that it founds tonight, else the one that it founded before. A record that is not
// in the cluster claimed by that lead has left it for good. So all founding records
// of a lead that are present are together.
func (l *lineage) home(r uint32) uint32 {
	number, row := l.number[l.cluster[r]], l.past[r]
	switch {
	case number >= uint32(len(l.history.status)):
		return number
	case row == none || l.history.home[row] == none || l.claim[l.history.home[row]] != l.cluster[r]:
		return none
	}
	return l.history.home[row]
}

func (l *lineage) homeID(number uint32) string {
	if number == none {
		return ""
	}
	return l.id(number)
}

type recordsBuilder struct {
	moves
	sources, ids, leads, homes column.TextBuilder
	seen, gone                 column.NumberBuilder[column.Days]
}

func (b *recordsBuilder) add(source, id, lead, home string, seen column.Days) {
	b.sources.Append(source)
	b.ids.Append(id)
	b.leads.Append(lead)
	if home == "" {
		b.homes.AppendNull()
	} else {
		b.homes.Append(home)
	}
	b.seen.Append(seen)
}

func (b *recordsBuilder) finish() column.Changes {
	rows := column.NewTable(len(b.after)).
		With("source_system", b.sources.Finish()).
		With("source_record_id", b.ids.Finish()).
		With("lead_id", b.leads.Finish()).
		With("founding_lead_id", b.homes.Finish()).
		With("first_seen", b.seen.Finish()).
		With("gone_since", b.gone.Finish())
	return column.Changes{Rows: rows, Before: b.before, After: b.after}
}

func isDay(days *column.Date, row uint32) bool { return days != nil && days.IsValid(int(row)) }

// appendDay appends the day of a row, or a null.
func appendDay(to *column.NumberBuilder[column.Days], days *column.Date, row uint32) {
	if isDay(days, row) {
		to.Append(days.Value(int(row)))
	} else {
		to.AppendNull()
	}
}

// dayAt returns the day of a row, or otherwise if the table does not have it.
func dayAt(days *column.Date, row uint32, otherwise column.Days) column.Days {
	if isDay(days, row) {
		return days.Value(int(row))
	}
	return otherwise
}

// copyText appends the value of a row of a text column. It appends null if the
// column is no text column.
func copyText(to *column.TextBuilder, from column.Array, row int) {
	if text, ok := from.(*column.Text); ok {
		to.AppendFrom(text, row)
	} else {
		to.AppendNull()
	}
}
