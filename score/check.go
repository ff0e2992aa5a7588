package score

import (
	"slices"
	"time"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/expression"
)

// Check returns the mistakes in the rules that can be found once the inputs' own columns are
// known: those of leads and those of events, with their kinds. Canonical and derived columns
// need not be among them.
func (c Config) Check(leads, events map[string]column.Kind) config.Problems {
	full := c.withPreset()
	_, problems := newPlan(&full, leads)
	words := eventVocabulary(events)
	for _, rule := range c.Engagement.Rules {
		if rule.When.Value == "" {
			continue
		}
		if _, err := words.compile(rule.When); err != nil {
			problems = append(problems, err.(config.Problem))
		}
	}
	return problems
}

// WithoutRules returns a stage that gives leads the same columns but has no rule that can be
// wrong. It tells what other stages may refer to even if the rules here have mistakes.
func (s *Stage) WithoutRules() *Stage {
	c := s.config
	c.Fit, c.Engagement = Fit{}, Engagement{HalfLife: c.Engagement.HalfLife}
	c.BANT = BANT{Qualified: c.BANT.Qualified, Champ: c.BANT.Champ}
	c.Lifecycle.Disqualify, c.Next.Rules = nil, nil
	c.Routing = Routing{Owners: slices.Clone(c.Routing.Owners)}
	for i := range c.Routing.Owners {
		c.Routing.Owners[i].When = config.Text{}
	}
	out := New(c, time.UnixMicro(s.asOf), nil, nil)
	out.learned = s.learned
	return out
}

// Words returns what conditions on scored leads may refer to; own are the columns that leads
// are known to have.
func (c Config) Words(own map[string]column.Kind) expression.Words {
	v := scoredVocabulary(own, c.Values)
	return expression.Words{Kind: v.kind, Names: v.names, Values: v.values}
}

// Values returns all values that a column of scored leads can have, nil if any are possible.
// Comparing it with anything else is a mistake.
func (c Config) Values(name string) []string {
	c = c.withPreset()
	switch name {
	case "lifecycle_stage":
		return stageNames[:]
	case "nurture_track":
		return c.Next.named(func(rule NextRule) string { return rule.Track })
	case "next_action":
		return c.Next.named(func(rule NextRule) string { return rule.Action })
	}
	return c.judgedValues(name)
}

// judgedValues is Values before stages and next actions are known: until then, lifecycle_stage
// is what the source calls it.
func (c *Config) judgedValues(name string) []string {
	switch name {
	case "tier":
		return tierNames
	case "grade":
		return grades()
	case "motion":
		return slices.DeleteFunc(slices.Clone(motions), func(motion string) bool { return motion == motionByConsent })
	case "channel", "latest_channel":
		return newChannelTable(c.Channels).names[1:] // the first is no channel
	case "bant_budget", "bant_authority", "bant_need", "bant_timeline":
		return []string{met, partial, notMet, unknown}
	case "lead_kind":
		var kinds []string
		for _, kind := range contact.LeadKinds() {
			kinds = append(kinds, string(kind))
		}
		return kinds
	}
	return nil
}

// grades returns all grades: a letter and a digit, either of which may be missing.
func grades() (all []string) {
	for _, letter := range []string{"A", "B", "C", "D", ""} {
		for _, digit := range []string{"1", "2", "3", "4", ""} {
			if letter+digit != "" {
				all = append(all, letter+digit)
			}
		}
	}
	return all
}

// named returns the distinct names that rules give.
func (n *Next) named(of func(NextRule) string) []string {
	names := make([]string, len(n.Rules))
	for i, rule := range n.Rules {
		names[i] = of(rule)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}
