package dedupe

import (
	"cmp"
	"slices"

	"galena/internal/column"
	"galena/internal/match"
)

// Event is something that can happen to a lead id.
type Event string

// The events. All but created and vanished name another lead, if there is one.
const (
	EventCreated  Event = "created"  // a lead made of new records
	EventJoined   Event = "joined"   // new records came to a lead
	EventMerged   Event = "merged"   // the id is retired: the other lead has its records now
	EventSplit    Event = "split"    // records of the other are now this lead, under a new or a formerly retired id
	EventMoved    Event = "moved"    // records of the other lead, which continues without them, are now this lead's
	EventVanished Event = "vanished" // no record of the lead is in the run
	EventReturned Event = "returned" // records of a vanished lead are in the run again
)

// happening is an event of tonight.
type happening struct {
	event   Event
	lead    uint32 // number of the lead that it happened to
	other   uint32 // number of the other lead, or none
	cluster uint32 // where it happened; none for vanished
	from    uint32 // number of the lead that the records belonged to; none for new records
	records int64
	record  uint32 // the first of these records
	edge    *match.Edge
}

// portion is the part of a cluster's records that belonged to one lead before.
type portion struct {
	lead    uint32 // none for new records
	records int64
	first   uint32
}

// happenings lists the events of tonight: those of new leads by age, then the
// others by event and lead numbers.
func (l *lineage) happenings(edges []match.Edge) []happening {
	known := uint32(len(l.history.status))
	var created, others []happening
	for cluster, number := range l.number {
		if l.isQuiet(cluster, number) {
			continue
		}
		portions := l.portions(uint32(cluster))
		if number >= known && len(portions) == 1 && portions[0].lead == none {
			created = append(created, happening{EventCreated, number, none, uint32(cluster), none, portions[0].records, portions[0].first, nil})
			continue
		}
		for _, p := range portions {
			if event, lead, other := l.event(uint32(cluster), number, p.lead); event != "" {
				others = append(others, happening{event, lead, other, uint32(cluster), p.lead, p.records, p.first, nil})
			}
		}
		if number < known && l.history.status[number] == LeadDormant {
			others = append(others, happening{EventReturned, number, none, uint32(cluster), number, int64(len(l.leads.of(cluster))), l.store.founder(l.leads.of(cluster)), nil})
		}
	}
	for lead, status := range l.history.status {
		if status == LeadLive && l.claim[lead] == none {
			others = append(others, happening{EventVanished, uint32(lead), none, none, none, 0, none, nil})
		}
	}
	slices.SortFunc(created, func(a, b happening) int { return cmp.Compare(a.lead, b.lead) })
	slices.SortFunc(others, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.event, b.event), cmp.Compare(a.lead, b.lead), cmp.Compare(a.other, b.other))
	})
	l.explain(others, edges)
	return append(created, others...)
}

// isQuiet reports whether a cluster continues, as most do, the lead that all its
// records belonged to.
func (l *lineage) isQuiet(cluster int, number uint32) bool {
	elsewhere := func(r uint32) bool { return l.before(r) != number }
	return !slices.ContainsFunc(l.leads.of(cluster), elsewhere) && l.history.status[number] == LeadLive
}

// portions groups the records of a cluster by the leads that they belonged to.
func (l *lineage) portions(cluster uint32) []portion {
	var portions []portion
	for _, r := range l.leads.of(int(cluster)) {
		lead := l.before(r)
		at := slices.IndexFunc(portions, func(p portion) bool { return p.lead == lead })
		if at < 0 {
			portions = append(portions, portion{lead, 1, r})
			continue
		}
		portions[at].records++
		if l.store.before(r, portions[at].first) {
			portions[at].first = r
		}
	}
	return portions
}

// before returns the lead that a record belonged to, or none.
func (l *lineage) before(r uint32) uint32 {
	if row := l.past[r]; row != none {
		return l.history.lead[row]
	}
	return none
}

// event returns what it means that the cluster of the lead number has records that
// belonged to the lead from, and to which lead it happened; "" for nothing.
func (l *lineage) event(cluster, number, from uint32) (event Event, lead, other uint32) {
	switch known := uint32(len(l.history.status)); {
	case from == number:
		return "", none, none
	case from == none:
		return EventJoined, number, none
	case number >= known || l.history.status[number] == LeadRetired:
		return EventSplit, number, from
	case l.claim[from] == cluster:
		return EventMerged, from, number
	}
	return EventMoved, number, from
}

// explain finds the strongest edge behind each event that joined records to others.
// Edges come by falling weight.
func (l *lineage) explain(events []happening, edges []match.Edge) {
	type key struct{ cluster, from uint32 }
	wanted := map[key]*happening{}
	for i, e := range events {
		if e.event == EventJoined || e.event == EventMerged || e.event == EventMoved {
			wanted[key{e.cluster, e.from}] = &events[i]
		}
	}
	for i, e := range edges {
		if len(wanted) == 0 {
			break
		}
		a, b := l.before(e.A), l.before(e.B)
		if a == b || l.cluster[e.A] != l.cluster[e.B] {
			continue
		}
		for _, k := range [2]key{{l.cluster[e.A], a}, {l.cluster[e.B], b}} {
			if event := wanted[k]; event != nil {
				event.edge = &edges[i]
				delete(wanted, k)
			}
		}
	}
}

// eventsTable lists the events of tonight.
func (l *lineage) eventsTable(day column.Days, edges []match.Edge) column.Table {
	var events, leads, others, records, partners column.TextBuilder
	all := l.happenings(edges)
	days, counts := column.NewNumberBuilder[column.Days](len(all)), column.NewNumberBuilder[int64](len(all))
	probabilities := column.NewNumberBuilder[float64](len(all))
	name := func(b *column.TextBuilder, r uint32) {
		if r == none {
			b.AppendNull()
			return
		}
		b.Append(l.store.source(r) + ":" + l.store.ids.text(r))
	}
	for _, e := range all {
		days.Append(day)
		events.Append(string(e.event))
		leads.Append(l.id(e.lead))
		if e.other == none {
			others.AppendNull()
		} else {
			others.Append(l.id(e.other))
		}
		counts.Append(e.records)
		record, partner := e.record, none
		if e.edge == nil {
			probabilities.AppendNull()
		} else {
			if record, partner = e.edge.A, e.edge.B; l.before(record) != e.from {
				record, partner = partner, record
			}
			probabilities.Append(probability(e.edge.Probability))
		}
		name(&records, record)
		name(&partners, partner)
	}
	return column.NewTable(len(all)).
		With("as_of", days.Finish()).
		With("event", events.Finish()).
		With("lead_id", leads.Finish()).
		With("other_lead_id", others.Finish()).
		With("records", counts.Finish()).
		With("record", records.Finish()).
		With("other_record", partners.Finish()).
		With("match_probability", probabilities.Finish())
}
