package score

// worth returns the engagement that events, latest first, were worth at an instant. None of
// them may be after it.
func (g *engager) worth(events []event, asOf int64) Points {
	g.tally(events, asOf)
	for i := range g.rules {
		if t := &g.tallies[i]; t.count > 0 {
			g.rules[i].closeWindow(t)
			g.sums[g.rules[i].group] += t.sum + t.cut
		}
	}
	var total Points
	for i, group := range g.groups {
		total += min(g.sums[i], group.cap)
	}
	return total.within(0, hundred)
}

// crossed returns when engagement first reached a threshold, replayed from the events, latest
// first. Engagement rises only with an event, so only their instants are tried. It counts even
// if the engagement has faded since.
func (g *engager) crossed(events []event, threshold Points) (at int64, ok bool) {
	var most Points // upper bound: no decay, no caps
	for i := len(events) - 1; i >= 0; i-- {
		gained := g.most(events[i])
		most += gained
		last := i == 0 || events[i-1].at > events[i].at // of the events at its instant
		if last && most >= threshold && g.worth(events[i:], events[i].at) >= threshold {
			return events[i].at, true
		}
	}
	return 0, false
}

// most returns what an event gives on its day if no cap is reached.
func (g *engager) most(e event) (points Points) {
	for _, rule := range g.kinds[e.kind].rules {
		points += max(g.rules[rule].Points, 0)
	}
	return points
}
