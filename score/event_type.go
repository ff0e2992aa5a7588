package score

import (
	"slices"
	"strings"
	"sync"
)

// class is what a type of events says about a lead.
type class uint8

const (
	passive class = iota
	active
	intent
	negative
	outcome
)

// eventKind is what many events have in common: the type, what it means, and the rules that
// give points for it.
type eventKind struct {
	name  string // folded
	class class
	stage stage // that the event shows; subscriber: only a subscription
	// applied says that the lead applied for work.
	applied             bool
	channel             uint16 // by which the event came; 0: it is no touch
	keyPage             bool   // see Classes.KeyPages
	isClick, isDelivery bool   // of a message
	isContact           bool   // we contacted the lead
	bot                 bool   // a program made it
	rules               []uint16
}

// eventKinds numbers the kinds of events found. The numbers depend on the order in which files
// are read, so results must not depend on them.
type eventKinds struct {
	mu      sync.Mutex
	numbers map[string]uint32
	list    []eventKind
}

// number returns the number of the kind with that key. It calls make if the kind is new.
func (k *eventKinds) number(key []byte, make func() eventKind) uint32 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if number, ok := k.numbers[string(key)]; ok {
		return number
	}
	number := uint32(len(k.list))
	k.numbers[string(key)] = number
	k.list = append(k.list, make())
	return number
}

// foldType returns the form in which types of events are compared: lower case, with underscores
// for spaces, hyphens and dots.
func foldType(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return '_'
		}
		return r
	}, foldValue(name))
}

// typeTable says what types of events mean.
type typeTable struct {
	channels                              *channelTable
	applied, clicks, deliveries, keyPages map[string]bool
	contacts                              map[string]bool
	classes                               map[string]class
	stages                                map[string]stage
	rules                                 map[string][]uint16 // rules that name the type
	open                                  []uint16            // rules for all types
}

func newTypeTable(c Config, channels *channelTable) *typeTable {
	t := &typeTable{channels: channels, classes: map[string]class{}, stages: map[string]stage{}, rules: map[string][]uint16{}}
	for i, names := range [][]string{passive: c.Events.Passive, active: c.Events.Active, intent: c.Events.Intent, negative: c.Events.Negative, outcome: c.Events.Outcome} {
		for _, name := range names {
			// A type in two classes belongs to the later one, which says more.
			t.classes[foldType(name)] = max(t.classes[foldType(name)], class(i))
		}
	}
	t.applied, t.clicks, t.deliveries = typeSet(c.Events.Application), typeSet(c.Events.Bots.Clicks), typeSet(c.Events.Bots.Delivered)
	t.keyPages, t.contacts = typeSet(c.Events.KeyPages), typeSet(c.Next.Contacts.Events)
	for _, entry := range c.Lifecycle.Events {
		for _, name := range entry.Value {
			t.stages[foldType(name)] = max(t.stages[foldType(name)], stageOf(entry.Key))
		}
	}
	for i, rule := range c.Engagement.Rules {
		if len(rule.Events) == 0 {
			t.open = append(t.open, uint16(i))
		}
		for _, name := range rule.Events {
			if folded := foldType(name); !slices.Contains(t.rules[folded], uint16(i)) {
				t.rules[folded] = append(t.rules[folded], uint16(i))
			}
		}
	}
	return t
}

// candidates returns the rules that may give points for events of a type, in order.
func (t *typeTable) candidates(name string) []uint16 {
	rules := slices.Concat(t.rules[name], t.open)
	slices.Sort(rules)
	return rules
}

// kind returns the kind of events of a type, a channel and some rules.
func (t *typeTable) kind(name string, channel uint16, rules []uint16) eventKind {
	return eventKind{
		name: name, class: t.classes[name], stage: t.stages[name], rules: rules, applied: t.applied[name], channel: channel,
		keyPage: t.keyPages[name], isClick: t.clicks[name], isDelivery: t.deliveries[name], isContact: t.contacts[name],
	}
}

func typeSet(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[foldType(name)] = true
	}
	return set
}
