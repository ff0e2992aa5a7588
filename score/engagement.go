package score

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"galena/internal/config"
)

// engagementPlan is the engagement rules, prepared for events.
type engagementPlan struct {
	rules  []engagementPlanRule
	groups []group
}

type engagementPlanRule struct {
	EngagementRule
	group               int
	capLine             string // rule name of the line that applies the cap
	halfLife, capWindow int64  // microseconds
	once, perDay        bool   // what Count says
}

func newEngagementPlan(c Engagement) *engagementPlan {
	p := &engagementPlan{}
	index := newGroups(&p.groups, c.Caps)
	for _, rule := range c.Rules {
		halfLife := rule.HalfLife
		if halfLife == 0 {
			halfLife = c.HalfLife
		}
		p.rules = append(p.rules, engagementPlanRule{
			EngagementRule: rule, group: index(rule.Group), capLine: "cap:" + rule.Name,
			halfLife: microseconds(halfLife), capWindow: microseconds(rule.CapWindow),
			once: rule.Count == "once", perDay: rule.Count == "per_day",
		})
	}
	return p
}

func microseconds(d config.Duration) int64 { return time.Duration(d).Microseconds() }

const day int64 = 24 * 60 * 60 * 1_000_000

// tally is what a rule has given a lead so far, counting back from its latest event.
type tally struct {
	count    int
	latest   int64 // time of the first event counted
	lastDay  int64 // day of the event counted last, if the rule counts per day
	window   int64 // the cap window that is open
	inWindow Points
	sum      Points // before caps
	cut      Points // by the cap of the rule, in closed windows
}

// engager scores leads one after the other. It belongs to one goroutine.
type engager struct {
	*engagementPlan
	kinds   []eventKind
	asOf    int64
	tallies []tally
	sums    []Points // of the groups
	buffer  []byte
}

func newEngager(p *engagementPlan, kinds []eventKind, asOf int64) *engager {
	return &engager{engagementPlan: p, kinds: kinds, asOf: asOf, tallies: make([]tally, len(p.rules)), sums: make([]Points, len(p.groups))}
}

// latestFirst sorts events for score. Events at the same time are worth the same, so their
// order does not matter.
func latestFirst(events []event) {
	slices.SortFunc(events, func(a, b event) int { return cmp.Compare(b.at, a.at) })
}

// score adds up the points of a lead's events, latest first, and writes its lines: one per
// rule, then the caps of rules, of groups, and of the total.
func (g *engager) score(row int, events []event, out *lines) Points {
	g.tally(events, g.asOf)
	for i := range g.rules {
		rule, t := &g.rules[i], &g.tallies[i]
		if t.count == 0 {
			continue
		}
		rule.closeWindow(t)
		g.sums[rule.group] += t.sum + t.cut
		if t.sum != 0 { // most events are so old that they give nothing
			out.add(row, engagementScore, out.rules.code(rule.Name), t.sum, out.proofs.number(g.evidence(t)))
		}
		if t.cut != 0 {
			out.add(row, engagementScore, out.rules.code(rule.capLine), t.cut, out.proofs.codeOf(g.limit(rule.Cap)))
		}
	}
	var total Points
	for i, group := range g.groups {
		capped := min(g.sums[i], group.cap)
		if capped != g.sums[i] {
			out.add(row, engagementScore, out.rules.code(group.line), capped-g.sums[i], out.proofs.codeOf(g.limit(group.cap)))
		}
		total += capped
	}
	clamped := total.within(0, hundred)
	if clamped != total {
		out.add(row, engagementScore, out.rules.code("clamp"), clamped-total, out.proofs.codeOf(g.limit(clamped)))
	}
	return clamped
}

// tally counts events, latest first, with what they were worth at an instant.
func (g *engager) tally(events []event, asOf int64) {
	clear(g.tallies)
	clear(g.sums)
	for _, e := range events {
		for _, rule := range g.kinds[e.kind].rules {
			g.rules[rule].count(&g.tallies[rule], e.at, asOf-e.at)
		}
	}
}

// count adds an event, unless the rule has counted enough already.
func (r *engagementPlanRule) count(t *tally, at, age int64) {
	window := age / r.capWindow
	switch {
	case t.count == 0:
		t.latest, t.window = at, window
	case r.once, r.perDay && floorDay(at) == t.lastDay:
		return
	}
	if window != t.window {
		r.closeWindow(t)
		t.window = window
	}
	if r.perDay {
		t.lastDay = floorDay(at)
	}
	points := decayed(r.Points, age, r.halfLife)
	t.count++
	t.sum += points
	t.inWindow += points
}

// closeWindow applies the cap to what the open window gave, whatever its sign: a rule that
// takes points away has a limit, too.
func (r *engagementPlanRule) closeWindow(t *tally) {
	if r.Cap > 0 {
		t.cut += t.inWindow.within(-r.Cap, r.Cap) - t.inWindow
	}
	t.inWindow = 0
}

// floorDay numbers UTC days.
func floorDay(at int64) int64 {
	if at < 0 {
		return (at - day + 1) / day
	}
	return at / day
}

// evidence returns text such as "3 events, latest 2026-01-20".
func (g *engager) evidence(t *tally) []byte {
	out := strconv.AppendInt(g.buffer[:0], int64(t.count), 10)
	if t.count == 1 {
		out = append(out, " event, "...)
	} else {
		out = append(out, " events, latest "...)
	}
	g.buffer = appendDay(out, t.latest)
	return g.buffer
}

func (g *engager) limit(at Points) []byte {
	g.buffer = appendPoints(append(g.buffer[:0], "limit "...), at)
	return g.buffer
}

// appendDay appends the UTC day as 2006-01-02.
func appendDay(dst []byte, at int64) []byte {
	year, month, day := time.UnixMicro(at).UTC().Date()
	if year < 1000 || year > 9999 {
		return time.UnixMicro(at).UTC().AppendFormat(dst, time.DateOnly)
	}
	dst = append(strconv.AppendInt(dst, int64(year), 10), '-', '0'+byte(month/10), '0'+byte(month%10), '-')
	return append(dst, '0'+byte(day/10), '0'+byte(day%10))
}
