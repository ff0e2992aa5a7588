package score

import (
	"fmt"

	"galena/internal/column"
)

// scorer scores the leads of one batch.
type scorer struct {
	*Stage
	fit     *fitBatch
	engager *engager
	lines   *lines
	filter  scannerFilter
	totals  totals
	learned *learnedBatch // nil if there is no model
	events  []event
	idle    activity // the activity of a lead without events

	activities activities // for further leads
	buffer     []byte
}

// lead scores the lead with those identifiers and those events.
func (w *scorer) lead(row int, identifiers []uint64, done []run, r *results) {
	supplied := w.store != nil
	f := w.fit.of(row)
	engagement, crossing, a := w.done(row, done, f)
	w.total(row, f, engagement, supplied, r)
	w.learned.lead(row, w.lines)
	r.crossings = append(r.crossings, crossing)
	r.fits, r.engagements, r.activities = append(r.fits, f), append(r.engagements, engagement), append(r.activities, a)
	r.won = append(r.won, w.won.of(identifiers))

	before := w.past.of(w.lines.leads, row)
	if w.past != nil {
		r.ownRows.Append(int64(before.own))
		r.fromRows.Append(int64(before.from))
	}
	kind := r.kinds.add(row, a.applied)
	own := r.sources.own(row)
	first := r.sources.add(row, kind, own, a.firstTouch, a.lastTouch, before)
	r.own = append(r.own, own)
	r.firstChannels = append(r.firstChannels, first.channel)
	r.firstAt.AppendIf(column.Micros(first.at), first.channel != 0 && first.at != 0)
	for _, e := range w.events {
		if channel := w.kinds[e.kind].channel; channel != 0 {
			r.touches = append(r.touches, touch{e.at, channel})
		}
	}
	r.touchEnds = append(r.touchEnds, uint32(len(r.touches)))
	r.fit.AppendIf(f.score.float(), f.known)
	r.coverage.Append(f.coverage.float())
	r.engagement.AppendIf(engagement.float(), supplied)
	w.buffer = w.config.Grades.grade(f, engagement, supplied, w.buffer[:0])
	if len(w.buffer) == 0 {
		r.grade.AppendNull()
	} else {
		r.grade.AppendBytes(w.buffer)
	}
	tier, reason := w.config.Tiers.tierOf(a, w.kinds, engagement, w.asOf, supplied, w.buffer[:0])
	tier, reason = w.config.Tiers.hold(before.tier, tier, engagement, supplied, reason)
	w.buffer = reason
	r.tier.Append(tier)
	r.reason.AppendBytes(reason)
	r.lastActive.AppendIf(column.Micros(a.active.at), a.active.is)
}

// done scores the events of a lead. Most leads have none.
func (w *scorer) done(row int, runs []run, f fit) (engagement Points, crossing moment, a *activity) {
	w.events = w.events[:0]
	if len(runs) == 0 {
		return 0, w.crossing(f), &w.idle
	}
	w.events = w.store.gather(runs, w.events)
	latestFirst(w.events)
	var scanned int
	if w.events, scanned = w.filter.people(w.events); scanned > 0 {
		w.scanned.Add(int64(scanned))
	}
	engagement = w.engager.score(row, w.events, w.lines)
	a = w.activities.next()
	a.read(w.events, w.kinds, w.asOf, w.asOf-microseconds(w.config.Tiers.Hot.TypesWithin), w.asOf-microseconds(w.config.Next.Contacts.Within))
	return engagement, w.crossing(f), a
}

// crossing returns when a lead that fits first did enough for an mql.
func (w *scorer) crossing(f fit) (m moment) {
	c := &w.config.Lifecycle.MQL
	if f.known && f.score >= c.Fit {
		m.at, m.is = w.engager.crossed(w.events, c.Engagement)
	}
	return m
}

// total writes the mean of fit and engagement by their weights. If one of them is unknown, the
// score is the other.
func (w *scorer) total(row int, f fit, engagement Points, supplied bool, r *results) {
	parts := &w.totals.both
	switch {
	case !f.known && !supplied:
		r.score.AppendNull()
		return
	case !supplied:
		parts = &w.totals.onlyFit
	case !f.known:
		parts = &w.totals.onlyEngagement
	}
	sum := parts.Fit + parts.Engagement
	score := (f.score*parts.Fit + engagement*parts.Engagement + sum/2) / sum
	ofFit := f.score.share(parts.Fit, sum)
	w.lines.add(row, totalScore, w.totals.fit, ofFit, parts.fitEvidence)
	w.lines.add(row, totalScore, w.totals.engagement, score-ofFit, parts.engagementEvidence)
	r.score.Append(score.float())
}

// totals are the means that a score can be, with the numbers of their lines.
type totals struct {
	both, onlyFit, onlyEngagement parts
	fit, engagement               uint32 // rule names of the lines
}

// parts are weights, with the evidence of the lines that apply them.
type parts struct {
	Weights
	fitEvidence, engagementEvidence uint32
}

func newTotals(w Weights, out *lines) totals {
	with := func(w Weights) parts {
		sum := w.Fit + w.Engagement
		return parts{w, out.proofs.code(fmt.Sprintf("weight %s of %s", w.Fit, sum)), out.proofs.code(fmt.Sprintf("weight %s of %s", w.Engagement, sum))}
	}
	return totals{
		both: with(w), onlyFit: with(Weights{Fit: whole}), onlyEngagement: with(Weights{Engagement: whole}),
		fit: out.rules.code(fitScore.String()), engagement: out.rules.code(engagementScore.String()),
	}
}

// results builds the columns that the stage adds.
type results struct {
	fit, coverage, engagement, score *column.FloatBuilder
	grade, tier, reason              *column.TextBuilder
	lastActive                       *column.TimeBuilder
	kinds                            *leadKinds
	sources                          *sources

	// What later rules need to know about each lead.
	fits        []fit
	engagements []Points
	crossings   []moment
	activities  []*activity
	won         []shown

	// The touches of all leads; those of lead i end at touchEnds[i].
	touches       []touch
	touchEnds     []uint32
	own           []touch
	firstChannels []uint16
	firstAt       *column.TimeBuilder // null if the first channel has no date

	ownRows, fromRows column.IntBuilder // earlier.own and earlier.from
}

func newResults(rows column.Table, channels *channelTable) *results {
	n := rows.Rows()
	numbers := func() *column.FloatBuilder { return column.NewNumberBuilder[float64](n) }
	texts := func(each int) *column.TextBuilder { return column.NewTextBuilder(n, each*n) }
	return &results{
		kinds: newLeadKinds(rows), sources: newSources(channels, rows),
		fits: make([]fit, 0, n), engagements: make([]Points, 0, n), crossings: make([]moment, 0, n), activities: make([]*activity, 0, n), won: make([]shown, 0, n),
		own: make([]touch, 0, n), firstChannels: make([]uint16, 0, n), touchEnds: make([]uint32, 0, n),
		fit: numbers(), coverage: numbers(), engagement: numbers(), score: numbers(),
		grade: texts(2), tier: texts(4), reason: texts(24), lastActive: column.NewNumberBuilder[column.Micros](n), firstAt: column.NewNumberBuilder[column.Micros](n),
	}
}

// into adds the columns to rows.
func (r *results) into(rows column.Table) column.Table {
	return rows.
		With("lead_kind", r.kinds.out.Finish()).
		With("fit_score", r.fit.Finish()).
		With("fit_coverage", r.coverage.Finish()).
		With("engagement_score", r.engagement.Finish()).
		With("score", r.score.Finish()).
		With("grade", r.grade.Finish()).
		With("tier", r.tier.Finish()).
		With("tier_reason", r.reason.Finish()).
		With("channel", column.Spelt(r.sources.firsts, r.sources.names)).
		With("motion", r.sources.motion.Finish()).
		With("latest_channel", column.Spelt(r.sources.latests, r.sources.names)).
		With("last_active_at", r.lastActive.Finish())
}
