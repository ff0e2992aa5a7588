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
	parts   parts
	learned *learnedBatch // nil without a model
	events  []event
	buffer  []byte
}

// lead scores one lead.
func (w *scorer) lead(row int, identifiers []uint64, r *results) {
	supplied := w.store != nil
	f := w.fit.of(row)
	var engagement Points
	w.events = w.events[:0]
	if supplied {
		w.events = w.store.gather(identifiers, w.events)
		latestFirst(w.events)
		var scanned int
		if w.events, scanned = w.filter.people(w.events); scanned > 0 {
			w.scanned.Add(int64(scanned))
		}
		engagement = w.engager.score(row, w.events, w.lines)
	}
	w.total(row, f, engagement, supplied, r)
	w.learned.lead(row, w.lines)
	r.crossings = append(r.crossings, w.crossing(f))
	a := activityOf(w.events, w.kinds, w.asOf, w.asOf-microseconds(w.config.Tiers.Hot.TypesWithin), w.asOf-microseconds(w.config.Next.Contacts.Within))
	r.fits, r.engagements, r.activities = append(r.fits, f), append(r.engagements, engagement), append(r.activities, a)
	r.won = append(r.won, w.won.of(identifiers))

	before := w.past.of(w.lines.leads, row)
	r.ownRows.Append(int64(before.own))
	r.fromRows.Append(int64(before.from))
	kind := r.kinds.add(row, a.applied)
	own := r.sources.own(row)
	first := r.sources.add(row, kind, own, a.firstTouch, a.lastTouch, before)
	r.own = append(r.own, own)
	r.firstChannels = append(r.firstChannels, first.channel)
	appendInstant(r.firstAt, first.at, first.channel != 0 && first.at != 0)
	for _, e := range w.events {
		if channel := w.kinds[e.kind].channel; channel != 0 {
			r.touches = append(r.touches, touch{e.at, channel})
		}
	}
	r.touchEnds = append(r.touchEnds, uint32(len(r.touches)))
	appendPointsOrNull(r.fit, f.score, f.known)
	appendPointsOrNull(r.coverage, f.coverage, true)
	appendPointsOrNull(r.engagement, engagement, supplied)
	w.buffer = w.config.Grades.grade(f, engagement, supplied, w.buffer[:0])
	if len(w.buffer) == 0 {
		r.grade.AppendNull()
	} else {
		r.grade.AppendBytes(w.buffer)
	}
	tier, reason := w.config.Tiers.tierOf(a, engagement, w.asOf, supplied, w.buffer[:0])
	tier, reason = w.config.Tiers.hold(before.tier, tier, engagement, supplied, reason)
	w.buffer = reason
	r.tier.Append(tier)
	r.reason.AppendBytes(reason)
	if a.active.is {
		r.lastActive.Append(column.Micros(a.active.at))
	} else {
		r.lastActive.AppendNull()
	}
}

// crossing is when a lead that fits first did enough for an mql.
func (w *scorer) crossing(f fit) (m moment) {
	c := &w.config.Lifecycle.MQL
	if f.known && f.score >= c.Fit {
		m.at, m.is = w.engager.crossed(w.events, c.Engagement)
	}
	return m
}

// total is the mean of fit and engagement by their weights. Where one of them
// is unknown it is the other.
func (w *scorer) total(row int, f fit, engagement Points, supplied bool, r *results) {
	parts := &w.parts
	switch {
	case !f.known && !supplied:
		r.score.AppendNull()
		return
	case !supplied:
		parts = &onlyFit
	case !f.known:
		parts = &onlyEngagement
	}
	sum := parts.Fit + parts.Engagement
	score := (f.score*parts.Fit + engagement*parts.Engagement + sum/2) / sum
	ofFit := f.score.share(parts.Fit, sum)
	rules, proofs := &w.lines.rules, &w.lines.proofs
	w.lines.add(row, totalScore, rules.code(fitScore.String()), ofFit, proofs.code(parts.fitEvidence))
	w.lines.add(row, totalScore, rules.code(engagementScore.String()), score-ofFit, proofs.code(parts.engagementEvidence))
	r.score.Append(score.float())
}

// parts are weights with the evidence of the lines that apply them.
type parts struct {
	Weights
	fitEvidence, engagementEvidence string
}

func newParts(w Weights) parts {
	sum := w.Fit + w.Engagement
	return parts{w, fmt.Sprintf("weight %s of %s", w.Fit, sum), fmt.Sprintf("weight %s of %s", w.Engagement, sum)}
}

var (
	onlyFit        = newParts(Weights{Fit: whole})
	onlyEngagement = newParts(Weights{Engagement: whole})
)

func appendPointsOrNull(b *column.FloatBuilder, p Points, known bool) {
	if known {
		b.Append(p.float())
	} else {
		b.AppendNull()
	}
}

// results builds the columns that the stage adds.
type results struct {
	fit, coverage, engagement, score *column.FloatBuilder
	grade, tier, reason              *column.TextBuilder
	lastActive                       *column.TimeBuilder
	kinds                            *leadKinds
	sources                          *sources

	// What later rules need of each lead.
	fits        []fit
	engagements []Points
	crossings   []moment
	activities  []activity
	won         []shown

	// The touches of all leads; those of lead i end at touchEnds[i].
	touches       []touch
	touchEnds     []uint32
	own           []touch
	firstChannels []uint16
	firstAt       *column.TimeBuilder // null where the first channel is not dated

	ownRows, fromRows column.IntBuilder // earlier.own and earlier.from
}

func newResults(rows column.Table, channels *channelTable) *results {
	n := rows.Rows()
	numbers := func() *column.FloatBuilder { return column.NewNumberBuilder[float64](n) }
	texts := func(each int) *column.TextBuilder { return column.NewTextBuilder(n, each*n) }
	return &results{
		kinds: newLeadKinds(rows), sources: newSources(channels, rows),
		fits: make([]fit, 0, n), engagements: make([]Points, 0, n), crossings: make([]moment, 0, n), activities: make([]activity, 0, n), won: make([]shown, 0, n),
		fit: numbers(), coverage: numbers(), engagement: numbers(), score: numbers(),
		grade: texts(2), tier: texts(4), reason: texts(24), lastActive: column.NewNumberBuilder[column.Micros](n), firstAt: column.NewNumberBuilder[column.Micros](n),
	}
}

// into adds the columns.
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
		With("channel", r.sources.channel.Finish()).
		With("motion", r.sources.motion.Finish()).
		With("latest_channel", r.sources.newestOut.Finish()).
		With("last_active_at", r.lastActive.Finish())
}
