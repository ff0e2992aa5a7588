package dedupe

import (
	"cmp"
	"slices"
	"strconv"

	"galena/internal/column"
	"galena/internal/match"
)

// lineage says which lead each of tonight's clusters of records continues, and what
// becomes of the leads in the history. It depends only on the clusters and the
// history, not on the order of rows.
//
// A lead continues in at most one cluster. It claims the cluster with most of its
// founding records; if several have equally many, the one with most of its records
// of last night. A cluster takes the id of the oldest lead that claims it; the
// other claimants are retired. A cluster that no lead claims is new or has split
// off. If it has most of the founding records of a lead that was merged away, that
// lead is back. Otherwise its id is made from the record that founds it.
type lineage struct {
	history *History
	store   *store
	leads   *clusters
	order   []uint32         // the records by their hashes; of twins only the first
	hashes  []match.Identity // of order
	past    []uint32         // per record: its row in the history, or none
	cluster []uint32         // per record: its cluster

	number  []uint32     // per cluster: the number of its lead; new leads follow those of the history
	claim   []uint32     // per lead of the history: the cluster that it claims, or none
	fresh   []uint32     // the clusters that found a lead, by its age
	founder []uint32     // per element of fresh
	ids     *column.Text // of the leads that fresh founds
	target  []uint32     // per lead of the history: where it leads to; itself unless retired
}

func newLineage(h *History, s *store, leads *clusters) *lineage {
	l := &lineage{history: h, store: s, leads: leads, cluster: leads.byRecord(s.records())}
	l.recognize()
	l.claims()
	l.inherit()
	l.found()
	l.redirect()
	return l
}

func compareHashes(a, b match.Identity) int {
	if a.Hi != b.Hi { // as for nearly all
		return cmp.Compare(a.Hi, b.Hi)
	}
	return cmp.Compare(a.Lo, b.Lo)
}

// recognize finds the records in the history.
func (l *lineage) recognize() {
	type hashed struct {
		hash   match.Identity
		record uint32
	}
	all := make([]hashed, l.store.records())
	var key []byte
	for r := range all {
		all[r].record = uint32(r)
		all[r].hash, key = recordHash(key, l.store.source(uint32(r)), l.store.ids.text(uint32(r)))
	}
	slices.SortFunc(all, func(a, b hashed) int {
		if order := compareHashes(a.hash, b.hash); order != 0 {
			return order
		}
		return cmp.Compare(a.record, b.record)
	})
	l.past, l.order = nones(len(all)), make([]uint32, 0, len(all))
	at := 0
	for i, x := range all {
		for at < len(l.history.hashes) && compareHashes(l.history.hashes[at], x.hash) < 0 {
			at++
		}
		if at < len(l.history.hashes) && l.history.hashes[at] == x.hash {
			l.past[x.record] = uint32(at)
		}
		if i == 0 || all[i-1].hash != x.hash {
			l.order, l.hashes = append(l.order, x.record), append(l.hashes, x.hash)
		}
	}
}

// nones returns a slice of n times none.
func nones(n int) []uint32 { return slices.Repeat([]uint32{none}, n) }

// inherit gives every claimed cluster the lead that it continues: the oldest live
// or dormant one, else the oldest one that was merged away.
func (l *lineage) inherit() {
	l.number = nones(l.leads.count())
	for _, retired := range []bool{false, true} {
		for lead, cluster := range l.claim { // the oldest first
			if cluster != none && l.number[cluster] == none && (l.history.status[lead] == LeadRetired) == retired {
				l.number[cluster] = uint32(lead)
			}
		}
	}
}

// found makes leads of the clusters that continue none, numbered in the order of
// their founding records.
func (l *lineage) found() {
	for cluster, number := range l.number {
		if number == none {
			l.fresh = append(l.fresh, uint32(cluster))
		}
	}
	founders := nones(len(l.number))
	for _, cluster := range l.fresh {
		founders[cluster] = l.store.founder(l.leads.of(int(cluster)))
	}
	slices.SortFunc(l.fresh, func(a, b uint32) int {
		switch {
		case a == b:
			return 0
		case l.store.before(founders[a], founders[b]):
			return -1
		}
		return 1
	})
	ids := column.NewTextBuilder(len(l.fresh), leadIDLength*len(l.fresh))
	given := match.NewDictionaryBuilder(len(l.fresh))
	var id []byte
	for i, cluster := range l.fresh {
		l.number[cluster] = uint32(len(l.history.status) + i)
		founder := founders[cluster]
		l.founder = append(l.founder, founder)
		source, record := l.store.source(founder), l.store.ids.text(founder)
		id = appendLeadID(id[:0], source, record)
		// The id may belong to a lead that this record founded before and that now
		// continues without it.
		for salt := 1; l.history.number(string(id)) != none || given.Find(string(id)) != 0; salt++ {
			id = appendLeadID(id[:0], source, record+"\x00"+strconv.Itoa(salt))
		}
		given.Code(string(id))
		ids.AppendBytes(id)
	}
	l.ids = ids.Finish()
}

// redirect finds where each lead of the history leads to after tonight: to itself
// if it is live or dormant, else to the lead that has most of its founding records,
// or where it led before if none of them is there.
func (l *lineage) redirect() {
	l.target = make([]uint32, len(l.history.status))
	for lead := range l.target {
		number, cluster := uint32(lead), l.claim[lead]
		switch {
		case cluster != none:
			l.target[lead] = l.number[cluster]
		case l.history.status[lead] == LeadRetired:
			l.target[lead] = l.history.target[lead]
		default:
			l.target[lead] = number
		}
	}
	for lead, to := range l.target {
		for to < uint32(len(l.target)) && l.target[to] != to {
			to = l.target[to]
		}
		l.target[lead] = to
	}
}

// id returns the id of the lead with that number.
func (l *lineage) id(number uint32) string {
	if known := len(l.history.status); int(number) >= known {
		return l.ids.Value(int(number) - known)
	}
	return l.history.ids.Value(int(number))
}
