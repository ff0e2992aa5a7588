package score

import (
	"slices"
	"strconv"
)

// The tiers.
const (
	hot  = "hot"
	warm = "warm"
	cold = "cold"
)

// activity is what a lead's events say besides points.
type activity struct {
	active, intent   moment // the latest active or intent event; the latest intent event
	recentTypes      int    // distinct types of the former within tiers.hot.types_within
	stage            stage  // the furthest that an event shows, lead if none does
	onlySubscription bool   // it subscribed to something, and did nothing else
	applied          bool   // for work

	firstTouch, lastTouch touch
}

// moment is a time and what happened then; the zero moment is never.
type moment struct {
	at   int64
	kind string
	is   bool
}

// of reads a lead's events, latest first.
func activityOf(events []event, kinds []eventKind, since int64) activity {
	a := activity{stage: lead}
	subscribed, more := false, false
	var types []string
	for _, e := range events {
		kind := &kinds[e.kind]
		a.applied = a.applied || kind.applied
		if t := (touch{e.at, kind.channel}); kind.channel != 0 {
			if t.earlier(a.firstTouch) {
				a.firstTouch = t
			}
			if a.lastTouch.channel == 0 || a.lastTouch.earlier(t) {
				a.lastTouch = t
			}
		}
		switch {
		case kind.stage == subscriber:
			subscribed = true
		case kind.stage > subscriber:
			a.stage, more = further(a.stage, kind.stage), true
		case kind.class == active || kind.class == intent || kind.class == outcome:
			more = true
		}
		if kind.class != active && kind.class != intent {
			continue
		}
		a.active.see(e.at, kind.name)
		if kind.class == intent {
			a.intent.see(e.at, kind.name)
		}
		if e.at >= since && !slices.Contains(types, kind.name) {
			types = append(types, kind.name)
		}
	}
	a.recentTypes, a.onlySubscription = len(types), subscribed && !more
	return a
}

// see keeps the latest moment; of several at one time, the first by name.
func (m *moment) see(at int64, kind string) {
	if !m.is || at > m.at || at == m.at && kind < m.kind {
		*m = moment{at, kind, true}
	}
}

// tierOf decides the tier. The reason is for programs: a code, then what it is
// about, separated by colons. It appends to dst.
func (c *Tiers) tierOf(a activity, engagement Points, asOf int64, supplied bool, dst []byte) (tier string, reason []byte) {
	switch {
	case !supplied:
		return cold, append(dst, "no_events_supplied"...)
	case a.intent.is && asOf-a.intent.at <= microseconds(c.Hot.IntentWithin):
		return hot, a.intent.appendReason(dst, "intent_event:")
	case engagement >= c.Hot.Engagement && a.recentTypes >= c.Hot.DistinctTypes:
		dst = appendPoints(append(dst, "engagement:"...), engagement)
		return hot, append(strconv.AppendInt(append(dst, ':'), int64(a.recentTypes), 10), "_types"...)
	case engagement >= c.Warm.Engagement:
		return warm, appendPoints(append(dst, "engagement:"...), engagement)
	case a.active.is && asOf-a.active.at <= microseconds(c.Warm.ActiveWithin):
		return warm, a.active.appendReason(dst, "active_event:")
	case a.active.is:
		return cold, appendDay(append(dst, "inactive_since:"...), a.active.at)
	}
	return cold, append(dst, "no_engagement_observed"...)
}

func (m moment) appendReason(dst []byte, code string) []byte {
	return appendDay(append(append(append(dst, code...), m.kind...), ':'), m.at)
}

// grade appends the letter of fit and the digit of engagement, leaving out
// what is not known.
func (c *Grades) grade(f fit, engagement Points, supplied bool, dst []byte) []byte {
	if f.known {
		dst = append(dst, 'A'+byte(rank(c.Fit, f.score)))
	}
	if supplied {
		dst = append(dst, '1'+byte(rank(c.Engagement, engagement)))
	}
	return dst
}

// rank counts the thresholds that the score misses.
func rank(thresholds []Points, score Points) int {
	missed := 0
	for _, threshold := range thresholds {
		if score < threshold {
			missed++
		}
	}
	return missed
}
