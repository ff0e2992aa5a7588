package score

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/column"
)

// step is a stage that a lead has reached, as something shows.
type step struct {
	stage stage
	at    int64
	dated bool   // at is known
	rule  string // what shows it
}

// reason returns why a lead is disqualified.
func (s step) reason() string {
	if s.rule == "source" {
		return "source_status"
	}
	return strings.TrimPrefix(s.rule, "disqualify:")
}

// progress finds how far the leads of a batch have got. A lead only moves forward: its stage is
// the furthest that its events, its scores, its own columns or the outcomes show, and its
// history is the way there, in the order and with the dates of the evidence. The only ways back
// are to be recycled and to be disqualified.
type progress struct {
	*Lifecycle
	asOf                       int64
	supplied                   bool // events were supplied
	source                     *sourceStages
	created, updated           func(row int) (int64, bool)
	contacted, called, touched func(row int) (int64, bool) // first contact, last contact, last activity
	converted                  func(row int) (int64, bool)
	steps                      []step
	kinds                      []eventKind
	rules                      []string // by kind of event: the rule of a step that it shows; "" until shownBy is asked for it
}

func newProgress(c *Lifecycle, rows column.Table, asOf int64, supplied bool, kinds []eventKind) *progress {
	at := func(name string) func(int) (int64, bool) {
		read := instants(rows.Column(name))
		return func(row int) (int64, bool) { micros, ok := read(row); return micros, ok && micros <= asOf }
	}
	return &progress{
		Lifecycle: c, asOf: asOf, supplied: supplied, source: newSourceStages(rows),
		created: at("created_at"), updated: at("updated_at"), contacted: at("first_contacted_at"), called: at("last_contacted_at"),
		touched: at("last_activity_at"), converted: at("converted_at"), kinds: kinds, rules: make([]string, len(kinds)),
	}
}

// judged is what the other rules say about a lead.
type judged struct {
	fit           fit
	crossed       moment // when a lead that fits first did enough for an mql
	activity      *activity
	won           shown
	bantQualified bool
	disqualified  string // the reason; "" for none
}

// of returns the history of a lead; its last step is the stage that it is in. The slice is
// valid until the next call.
func (p *progress) of(row int, j judged) []step {
	p.steps = p.steps[:0]
	p.add(lead, p.created, row, "created")
	if p.SourceStage != "source" || !p.saysOf(row) {
		p.computed(row, j)
	}
	if p.SourceStage != "computed" {
		p.given(row)
	}
	if j.won.stage != noStage {
		p.steps = append(p.steps, step{j.won.stage, j.won.at, j.won.dated, "outcome"})
	}
	if j.disqualified != "" {
		p.add(disqualified, p.updated, row, "disqualify:"+j.disqualified)
	}
	p.requalify(j.activity)
	p.walk()
	p.recycle(row, j.activity)
	return p.steps
}

// add adds a step that a column dates.
func (p *progress) add(s stage, at func(int) (int64, bool), row int, rule string) {
	micros, ok := at(row)
	p.steps = append(p.steps, step{s, micros, ok, rule})
}

// computed adds what events and scores show.
func (p *progress) computed(row int, j judged) {
	onlySubscribed := j.activity.reached[subscriber].is && !j.activity.reached[lead].is
	if onlySubscribed {
		p.steps = p.steps[:0] // not a lead yet
	}
	for i := range j.activity.reached {
		m, s := &j.activity.reached[i], stage(i)
		if !m.is || s == mql && j.fit.known && j.fit.score < p.MQL.IntentFit {
			continue
		}
		p.steps = append(p.steps, step{s, m.at, true, p.shownBy(m.kind)})
	}
	if j.crossed.is || p.MQL.Engagement <= 0 && j.fit.known && j.fit.score >= p.MQL.Fit {
		p.steps = append(p.steps, step{mql, j.crossed.at, j.crossed.is, "score"})
	}
	if j.bantQualified {
		p.add(sql, p.updated, row, "bant")
	}
}

// shownBy returns the rule of a step that an event of a kind shows.
func (p *progress) shownBy(kind uint32) string {
	rule := &p.rules[kind]
	if *rule == "" {
		*rule = "event:" + p.kinds[kind].name
	}
	return *rule
}

// saysOf reports whether the source names a stage for the row.
func (p *progress) saysOf(row int) bool {
	return p.source.of(row) != noStage || p.source.isConverted(row)
}

// given adds what the source says. A lead that the source calls converted is an opportunity
// until an outcome says that it bought.
func (p *progress) given(row int) {
	if p.source.isConverted(row) {
		p.add(opportunity, p.converted, row, "source:is_converted")
	}
	s := p.source.of(row)
	at := p.updated
	switch s {
	case noStage:
		return
	case sal:
		at = p.contacted
	case opportunity, customer:
		at = p.converted
	case lead:
		at = p.created
	}
	if _, dated := at(row); !dated {
		at = p.updated
	}
	p.add(s, at, row, "source")
}

// requalify removes a disqualification by the source that is older than the lead's latest
// intent event.
func (p *progress) requalify(a *activity) {
	if !a.intent.is {
		return
	}
	p.steps = slices.DeleteFunc(p.steps, func(s step) bool {
		return s.stage == disqualified && s.dated && s.at < a.intent.at && s.rule == "source"
	})
}

// walk keeps the steps that lead forward, in the order of their dates; those without a date come last.
func (p *progress) walk() {
	slices.SortFunc(p.steps, func(a, b step) int {
		if a.dated != b.dated {
			if a.dated {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.stage, b.stage), cmp.Compare(a.rule, b.rule))
	})
	bought := slices.ContainsFunc(p.steps, func(s step) bool { return s.stage == customer })
	now, kept := noStage, p.steps[:0]
	for _, s := range p.steps {
		if s.stage > now && now != customer && (s.stage != disqualified || !bought) {
			kept, now = append(kept, s), s.stage
		}
	}
	p.steps = kept
	if len(kept) == 0 {
		p.steps = append(p.steps, step{stage: lead, rule: "record"})
	}
}

// recycle sends back a lead that was on its way and has done nothing for long.
func (p *progress) recycle(row int, a *activity) {
	last := p.steps[len(p.steps)-1]
	if !p.supplied || last.stage < mql || last.stage > sql {
		return
	}
	latest, known := last.at, last.dated
	see := func(at int64, ok bool) {
		if ok && (!known || at > latest) {
			latest, known = at, true
		}
	}
	see(a.active.at, a.active.is)
	see(p.called(row))
	see(p.touched(row))
	if after := latest + microseconds(p.RecycleAfter); known && after <= p.asOf {
		p.steps = append(p.steps, step{recycled, after, true, "inactive"})
	}
}
