package score

import (
	"slices"
	"sync"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// overview is what the leads of a run say together: which channels led to customers, where
// leads are, and how long they take. Leads of another kind than customer, such as candidates,
// are left out.
type overview struct {
	mu sync.Mutex
	counts
}

type counts struct {
	credits *credits
	funnel  *funnel
	effects effects
	latest  []int64 // of the lead at hand: its latest touch by each channel
	touches []touch // of the lead at hand
}

func newCounts(channels int) counts {
	return counts{credits: newCredits(channels), funnel: newFunnel(), effects: newEffects(channels), latest: make([]int64, channels)}
}

// sessions drops from touches, which are in order, each that comes less than within
// (microseconds) after one by the same channel.
func (c *counts) sessions(touches []touch, within int64) []touch {
	for _, t := range touches {
		c.latest[t.channel] = notReached
	}
	return slices.DeleteFunc(touches, func(t touch) bool {
		before := c.latest[t.channel]
		c.latest[t.channel] = t.at
		return before != notReached && t.at-before < within
	})
}

// take adds the counts of a batch.
func (o *overview) take(c counts) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.credits.merge(c.credits)
	o.funnel.merge(c.funnel)
	o.effects.merge(c.effects)
}

// pathOf returns the path of a lead over channels: its own first touch and those of its events,
// up to the purchase or to as_of, within the lookback. converted reports whether it bought.
func (s *Stage) pathOf(own touch, dated bool, touches []touch, steps []step) (p path, converted bool) {
	c := &s.config.Attribution
	p = path{lead: notReached, deal: notReached, converted: s.asOf}
	if dated {
		p.lead = own.at // when its record was created
	}
	for _, step := range steps {
		switch {
		case step.stage == customer:
			converted = true
			if step.dated {
				p.converted = step.at
			}
		case step.stage == opportunity && step.dated:
			p.deal = step.at
		case step.stage == lead && step.dated && !dated:
			p.lead = step.at
		}
	}
	if len(touches) == 0 { // most leads have no events
		if !dated {
			own.at = p.converted
		}
		if own.channel != 0 && own.at <= p.converted {
			p.touches = append(touches, own)
		}
		return p, converted
	}
	slices.SortFunc(touches, func(a, b touch) int {
		switch {
		case a == b:
			return 0
		case a.earlier(b):
			return -1
		}
		return 1
	})
	if own.channel != 0 {
		at, _ := slices.BinarySearchFunc(touches, own, func(t, own touch) int {
			if dated && t.at < own.at {
				return -1
			}
			return 1
		})
		if !dated {
			own.at = touches[0].at
		}
		touches = slices.Insert(touches, at, own)
	}
	touches = slices.DeleteFunc(touches, func(t touch) bool { return t.at > p.converted })
	since := p.converted - microseconds(c.Lookback)
	if from := slices.IndexFunc(touches, func(t touch) bool { return t.at >= since }); from >= 0 {
		touches = touches[from:]
	} else if len(touches) > 0 {
		touches = touches[len(touches)-1:]
	}
	p.touches = touches
	return p, converted
}

// see counts a lead.
func (s *Stage) see(c *counts, r *results, row int, steps []step) {
	if r.kinds.of[row] != contact.Customer {
		return
	}
	c.touches = append(append(c.touches[:0], pipeline.Part(r.touches, r.touchEnds, row)...), touch{}) // room for the lead's own
	_, dated := r.sources.created(row)
	p, converted := s.pathOf(r.own[row], dated, c.touches[:len(c.touches)-1], steps)
	p.touches = c.sessions(p.touches, microseconds(s.config.Attribution.Session))
	c.credits.see(p, converted, &s.config.Attribution, s.channels.direct)
	c.funnel.see(steps, s.asOf)
	c.effects.see(r.firstChannels[row], steps, s.asOf)
}

// Overview returns the tables attribution, funnel and channels. All leads must have passed.
func (s *Stage) Overview() []pipeline.Side {
	o := &s.overview
	return []pipeline.Side{
		{Name: "attribution", Rows: o.credits.table(s.channels.names)},
		{Name: "funnel", Rows: o.funnel.table()},
		{Name: "channels", Rows: o.effects.table(s.channels.names, s.config.Channels.Spend)},
	}
}

// table has a row for each model and channel with a credit: channels in alphabetical order,
// then the conversions that no channel led to.
func (c *credits) table(names []string) column.Table {
	var model, channel column.TextBuilder
	micros, conversions := column.NewNumberBuilder[int64](0), column.NewNumberBuilder[float64](0)
	rows := 0
	add := func(name string, by []int64) {
		for at := range by {
			i := (at + 1) % len(by)
			if by[i] == 0 {
				continue
			}
			rows++
			model.Append(name)
			channel.AppendGiven(names[i])
			micros.Append(by[i])
			conversions.Append(float64(by[i]) / float64(million))
		}
	}
	for i := range models {
		add(models[i].name, c.byModel[i])
	}
	add(markovModel, c.chain.markov(c.conversions))
	return column.NewTable(rows).With("model", model.Finish()).With("channel", channel.Finish()).
		With("credit_micros", micros.Finish()).With("conversions", conversions.Finish())
}
