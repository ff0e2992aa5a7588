package score

import "slices"

// activity is what a lead's events say, apart from points.
type activity struct {
	active, intent moment // the latest active or intent event, and the latest intent event
	recentTypes    int    // distinct types of active and intent events within tiers.hot.types_within
	applied        bool   // for work
	contacts       int    // times we contacted the lead within next.contacts.within

	// Within 90 days: days with an active or intent event, intent events, and views of key pages.
	activeDays, intents, keyPages int

	firstTouch, lastTouch touch

	// reached holds, for each stage that events show, the first event that shows it; for mql
	// the first intent event, for lead the first event that shows more than a subscription.
	reached [disqualified + 1]moment
}

// moment is a time and the number of the kind of event that happened then; the zero moment is
// never. There are many activities, so moments hold numbers and not names.
type moment struct {
	at   int64
	kind uint32
	is   bool
}

// see keeps the latest moment; of several at the same time, the one with the first name.
func (m *moment) see(at int64, kind uint32, kinds []eventKind) {
	if !m.is || at > m.at || at == m.at && kinds[kind].name < kinds[m.kind].name {
		*m = moment{at, kind, true}
	}
}

// seeFirst keeps the earliest moment; of several at the same time, the one with the first name.
func (m *moment) seeFirst(at int64, kind uint32, kinds []eventKind) {
	if !m.is || at < m.at || at == m.at && kinds[kind].name < kinds[m.kind].name {
		*m = moment{at, kind, true}
	}
}

// activities are allocated many at a time; a batch keeps those of all its leads.
type activities []activity

func (a *activities) next() *activity {
	const many = 64
	if len(*a) == 0 {
		*a = make([]activity, many)
	}
	first := &(*a)[0]
	*a = (*a)[1:]
	return first
}

// read reads a lead's events, latest first.
func (a *activity) read(events []event, kinds []eventKind, asOf, typesSince, contactsSince int64) {
	types := make([]string, 0, 16) // on the stack: few leads have more types
	lastDay := int64(-1 << 62)
	for _, e := range events {
		kind := &kinds[e.kind]
		a.applied = a.applied || kind.applied
		if kind.isContact && e.at >= contactsSince {
			a.contacts++
		}
		a.reach(e, kinds)
		a.touched(touch{e.at, kind.channel})
		if kind.class != active && kind.class != intent {
			continue
		}
		a.active.see(e.at, e.kind, kinds)
		if e.at >= typesSince && !slices.Contains(types, kind.name) {
			types = append(types, kind.name)
		}
		recent := asOf-e.at <= 90*day
		if kind.class == intent {
			a.intent.see(e.at, e.kind, kinds)
		}
		if !recent {
			continue
		}
		if kind.class == intent {
			a.intents++
		}
		if kind.keyPage {
			a.keyPages++
		}
		if today := floorDay(e.at); today != lastDay {
			lastDay = today
			a.activeDays++
		}
	}
	a.recentTypes = len(types)
}

// reach notes which stages an event shows.
func (a *activity) reach(e event, kinds []eventKind) {
	see := func(s stage) { a.reached[s].seeFirst(e.at, e.kind, kinds) }
	kind := &kinds[e.kind]
	switch {
	case kind.stage != noStage:
		see(kind.stage)
		if kind.stage > subscriber {
			see(lead)
		}
	case kind.class == active || kind.class == intent || kind.class == outcome:
		see(lead)
	}
	if kind.class == intent {
		see(mql)
	}
}

func (a *activity) touched(t touch) {
	if t.channel == 0 {
		return
	}
	if t.earlier(a.firstTouch) {
		a.firstTouch = t
	}
	if a.lastTouch.channel == 0 || a.lastTouch.earlier(t) {
		a.lastTouch = t
	}
}
