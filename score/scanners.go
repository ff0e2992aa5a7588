package score

import (
	"strings"

	"galena/internal/config"
)

// Bots says which events no person made. They are kept and counted, but give no points.
type Bots struct {
	Delivered   []string        `yaml:"delivered" doc:"types of events that say that a message arrived"`
	Clicks      []string        `yaml:"clicks" doc:"types of events that say that a link in a message was clicked"`
	ClickWithin config.Duration `yaml:"click_within" default:"5s" doc:"a click this soon after its message arrived was made by a mail scanner; 0: no click is taken for one"`
	LinksAtOnce int             `yaml:"links_at_once" default:"3" doc:"this many clicks in one message within a second were made by a mail scanner; 0: no number of clicks is taken for one"`
	Agents      []string        `yaml:"agents" doc:"words in user_agent that show a program"`
}

// botAgent reports whether a user agent is that of a program, by its own words.
func (b *Bots) botAgent(agent string) bool {
	agent = strings.ToLower(agent)
	for _, word := range b.Agents {
		if strings.Contains(agent, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

// scannerFilter drops the clicks of mail scanners. It belongs to one goroutine.
type scannerFilter struct {
	*Bots
	within  int64 // microseconds
	kinds   []eventKind
	scanned []bool
}

func (s *Stage) filter() scannerFilter {
	bots := &s.config.Events.Bots
	return scannerFilter{Bots: bots, kinds: s.kinds, within: microseconds(bots.ClickWithin)}
}

// people drops from a lead's events, in place, the clicks that its mail scanner made, and
// returns their number. Events come latest first.
func (f *scannerFilter) people(events []event) (kept []event, dropped int) {
	f.scanned = f.scanned[:0]
	for i, e := range events {
		scanned := f.kinds[e.kind].isClick && f.isScanner(events, i)
		f.scanned = append(f.scanned, scanned)
		if scanned {
			dropped++
		}
	}
	if dropped == 0 {
		return events, 0
	}
	kept = events[:0]
	for i, e := range events {
		if !f.scanned[i] {
			kept = append(kept, e)
		}
	}
	return kept, dropped
}

// isScanner reports whether a scanner made the i-th event, which is a click: it came too soon
// after the message, or is one of too many at once.
func (f *scannerFilter) isScanner(events []event, i int) bool {
	const second = 1_000_000
	click, together := events[i], 1
	for j := i - 1; j >= 0 && events[j].at-click.at <= second; j-- {
		if f.kinds[events[j].kind].isClick && events[j].message == click.message {
			together++
		}
	}
	for j := i + 1; j < len(events); j++ {
		age := click.at - events[j].at
		if age > max(second, f.within) {
			break
		}
		if events[j].message != click.message {
			continue
		}
		switch kind := &f.kinds[events[j].kind]; {
		case kind.isDelivery && f.within > 0 && age <= f.within:
			return true
		case kind.isClick && age <= second:
			together++
		}
	}
	return f.LinksAtOnce > 0 && together >= f.LinksAtOnce
}
