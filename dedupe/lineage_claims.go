package dedupe

import (
	"cmp"
	"slices"
)

// vote is what one record says about where a lead continues.
type vote struct {
	cluster         uint32
	founding, stays bool // the record founded the lead; it was in the last run
}

// claims decides which cluster every lead of the history claims. A live or dormant
// lead claims one of the clusters that its records are in, one that was merged away
// one of those that its founding records are in. An erased lead claims none.
func (l *lineage) claims() {
	votes, starts := l.votes()
	l.claim = nones(len(l.history.status))
	for lead := range l.claim {
		own := votes[starts[lead]:starts[lead+1]]
		if len(own) == 0 || l.history.status[lead] == LeadErased {
			continue
		}
		l.claim[lead] = l.elect(own)
	}
}

// votes lists the votes for each lead of the history. Those for lead i are
// votes[starts[i]:starts[i+1]].
func (l *lineage) votes() (votes []vote, starts []uint32) {
	h := l.history
	starts = make([]uint32, len(h.status)+1)
	each := func(visit func(lead uint32, v vote)) {
		for _, r := range l.order {
			row := l.past[r]
			if row == none {
				continue
			}
			lead, home := h.lead[row], h.home[row]
			visit(lead, vote{l.cluster[r], home == lead, !h.gone[row]})
			if home != none && home != lead && h.status[home] == LeadRetired {
				visit(home, vote{l.cluster[r], true, !h.gone[row]})
			}
		}
	}
	each(func(lead uint32, _ vote) { starts[lead+1]++ })
	for i := range h.status {
		starts[i+1] += starts[i]
	}
	votes = make([]vote, starts[len(h.status)])
	next := slices.Clone(starts)
	each(func(lead uint32, v vote) {
		votes[next[lead]] = v
		next[lead]++
	})
	return votes, starts
}

// tally counts the votes for a cluster.
type tally struct {
	cluster              uint32
	founding, stays, all int
}

// elect returns the cluster with most founding votes. Ties are broken by most votes
// of records that were in the last run, then by most votes, then by the first
// record.
func (l *lineage) elect(votes []vote) uint32 {
	slices.SortFunc(votes, func(a, b vote) int { return cmp.Compare(a.cluster, b.cluster) })
	best := tally{cluster: none}
	for len(votes) > 0 {
		t := tally{cluster: votes[0].cluster}
		for t.all < len(votes) && votes[t.all].cluster == t.cluster {
			if votes[t.all].founding {
				t.founding++
			}
			if votes[t.all].stays {
				t.stays++
			}
			t.all++
		}
		votes = votes[t.all:]
		if best.cluster == none || l.prefers(t, best) {
			best = t
		}
	}
	return best.cluster
}

func (l *lineage) prefers(a, b tally) bool {
	if order := cmp.Or(cmp.Compare(a.founding, b.founding), cmp.Compare(a.stays, b.stays), cmp.Compare(a.all, b.all)); order != 0 {
		return order > 0
	}
	return l.clusterBefore(a.cluster, b.cluster)
}

func (l *lineage) clusterBefore(a, b uint32) bool {
	return l.store.before(l.store.founder(l.leads.of(int(a))), l.store.founder(l.leads.of(int(b))))
}
