package dedupe

import (
	"slices"

	"galena/internal/column"
)

// status returns what has become of a lead by its number.
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

// leadsTable is the table of leads after tonight.
func (l *lineage) leadsTable(day column.Days) column.Table {
	known, n := len(l.history.status), len(l.history.status)+len(l.fresh)
	ids, statuses := column.NewTextBuilder(n, leadIDLength*n), column.NewTextBuilder(n, 5*n)
	sources, records := column.NewTextBuilder(n, 8*n), column.NewTextBuilder(n, 12*n)
	days, sequences := column.NewNumberBuilder[column.Days](n), column.NewNumberBuilder[int64](n)
	for number := range uint32(n) {
		ids.Append(l.id(number))
		statuses.Append(string(l.status(number)))
	}
	if known > 0 {
		before := l.history.leads
		copyText(sources, before.Column("founding_source_system"), known)
		copyText(records, before.Column("founding_source_record_id"), known)
		founded, _ := before.Column("founded_as_of").(*column.Date)
		for i := range known {
			appendDay(days, founded, uint32(i))
			sequences.Append(before.Column("founded_sequence").(*column.Int).Value(i))
		}
	}
	for _, founder := range l.founder {
		sources.Append(l.store.source(founder))
		records.Append(l.store.ids.text(founder))
		days.Append(day)
		sequences.Append(l.history.sequence + 1)
	}
	return column.NewTable(n).
		With("lead_id", ids.Finish()).
		With("status", statuses.Finish()).
		With("founded_as_of", days.Finish()).
		With("founded_sequence", sequences.Finish()).
		With("founding_source_system", sources.Finish()).
		With("founding_source_record_id", records.Finish())
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

// recordsTable is the table of records after tonight: those of tonight and those
// of before that are not there any more, by their hashes.
func (l *lineage) recordsTable(day column.Days) column.Table {
	h := l.history
	n := len(l.order) + len(h.hashes)
	b := recordsBuilder{
		sources: column.NewTextBuilder(n, 8*n), ids: column.NewTextBuilder(n, 12*n),
		leads: column.NewTextBuilder(n, leadIDLength*n), homes: column.NewTextBuilder(n, leadIDLength*n),
		seen: column.NewNumberBuilder[column.Days](n), gone: column.NewNumberBuilder[column.Days](n),
	}
	firstSeen, _ := h.records.Column("first_seen").(*column.Date)
	goneSince, _ := h.records.Column("gone_since").(*column.Date)
	at := uint32(0)
	absent := func(until uint32) {
		for ; at < until; at++ {
			since := day
			if isDay(goneSince, at) {
				since = goneSince.Value(int(at))
			}
			lead, home := l.target[h.lead[at]], h.home[at]
			if home != none {
				lead = l.target[home]
			}
			b.add(h.records.Text("source_system").Value(int(at)), h.records.Text("source_record_id").Value(int(at)),
				l.id(lead), l.homeID(home), dayAt(firstSeen, at, day))
			b.gone.Append(since)
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
		b.add(l.store.source(r), l.store.ids.text(r), l.id(l.number[l.cluster[r]]), l.homeID(l.home(r)), first)
		b.gone.AppendNull()
	}
	absent(uint32(len(h.hashes)))
	return b.finish()
}

// home returns the lead that a record is a founding record of, or none: the one
// that it founds tonight, else the one that it founded before. A record that goes
// where that lead does not has left it for good, so that all founding records of
// a lead that are there are together.
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
	sources, ids, leads, homes *column.TextBuilder
	seen, gone                 *column.NumberBuilder[column.Days]
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

func (b *recordsBuilder) finish() column.Table {
	return column.NewTable(b.sources.Len()).
		With("source_system", b.sources.Finish()).
		With("source_record_id", b.ids.Finish()).
		With("lead_id", b.leads.Finish()).
		With("founding_lead_id", b.homes.Finish()).
		With("first_seen", b.seen.Finish()).
		With("gone_since", b.gone.Finish())
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

// dayAt returns the day of a row, or another where the table does not have it.
func dayAt(days *column.Date, row uint32, otherwise column.Days) column.Days {
	if isDay(days, row) {
		return days.Value(int(row))
	}
	return otherwise
}

// copyText appends the first values of a column of text, nulls for a column that
// is none.
func copyText(to *column.TextBuilder, from column.Array, n int) {
	text, ok := from.(*column.Text)
	for i := range n {
		if ok {
			to.AppendFrom(text, i)
		} else {
			to.AppendNull()
		}
	}
}
