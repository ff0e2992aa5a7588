package score

import (
	"sync"

	"galena/internal/column"
	"galena/internal/config"
)

// plan is the rules on leads, compiled for the columns of one schema.
type plan struct {
	fit        *fitPlan
	bant       bantPlan
	disqualify *ruleList
	next       *ruleList
	reads      []string // columns that the rules on scored leads read
}

// newPlan compiles the rules on leads. It returns all mistakes, each with its position.
func newPlan(c *Config, own map[string]column.Kind) (*plan, config.Problems) {
	p := &plan{}
	var problems, mistakes config.Problems
	p.fit, problems = newFitPlan(c.Fit, own)
	words := scoredVocabulary(own, c.judgedValues)
	p.bant, mistakes = newBANTPlan(c.BANT, words)
	problems = append(problems, mistakes...)
	p.disqualify, mistakes = newRuleList(words, conditionsOf(c.Lifecycle.Disqualify, func(r Disqualify) config.Text { return r.When }))
	problems = append(problems, mistakes...)
	words.values = c.Values
	p.next, mistakes = newRuleList(words, conditionsOf(c.Next.Rules, func(r NextRule) config.Text { return r.When }))
	problems = append(problems, mistakes...)
	for _, list := range append(p.bant[:], p.disqualify, p.next) {
		p.reads = append(p.reads, list.reads...)
	}
	if len(c.Routing.Owners) > 0 {
		_, mistakes = newRuleList(words, c.Routing.conditions())
		problems = append(problems, mistakes...)
	}
	return p, problems
}

// compiled caches what is made of rules for the columns of a table, by schema. A run has one
// schema or a few.
type compiled[P any] struct {
	mu sync.Mutex
	by map[string]P
}

// of returns what make makes for the kinds of the table's columns.
func (c *compiled[P]) of(rows column.Table, make func(own map[string]column.Kind) (P, config.Problems)) (P, error) {
	var schema []byte
	for i, name := range rows.Names() {
		schema = append(append(schema, name...), 0, byte(column.KindOf(rows.At(i))))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if made, ok := c.by[string(schema)]; ok {
		return made, nil
	}
	made, problems := make(kindsOf(rows))
	if len(problems) > 0 {
		return made, problems
	}
	if c.by == nil {
		c.by = map[string]P{}
	}
	c.by[string(schema)] = made
	return made, nil
}
