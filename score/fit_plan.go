package score

import (
	"fmt"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
)

// newFitPlan compiles the fit rules for leads with columns of those kinds. It returns all
// mistakes, each with its position.
func newFitPlan(c Fit, own map[string]column.Kind) (*fitPlan, config.Problems) {
	p := &fitPlan{words: leadVocabulary(own)}
	var problems config.Problems
	index := newGroups(&p.groups, c.Caps)
	for _, rule := range c.Rules {
		compiled := fitPlanRule{name: rule.Name, group: index(rule.Group)}
		if rule.When.Value != "" {
			program, err := p.words.compile(rule.When)
			if err != nil {
				problems = append(problems, err.(config.Problem))
				continue
			}
			compiled.program, compiled.points = program, rule.Points
			compiled.best, compiled.weight = max(rule.Points, 0), max(rule.Points, -rule.Points)
			p.reads = append(p.reads, program.Columns()...)
		} else {
			if _, ok := p.words.kind(rule.Column.Value); !ok {
				problems = append(problems, rule.Column.Unknown(0, "column", rule.Column.Value, p.words.names))
				continue
			}
			compiled.byValue(rule)
		}
		p.weight += compiled.weight
		p.rules = append(p.rules, compiled)
	}
	slices.Sort(p.reads)
	p.reads = slices.Compact(p.reads)
	return p, problems
}

func (r *fitPlanRule) byValue(rule FitRule) {
	r.column = rule.Column.Value
	r.values = make(map[string]int, len(rule.Values))
	r.each = []valuePoints{{}}
	for _, entry := range rule.Values {
		r.values[foldValue(entry.Key)] = len(r.each)
		r.each = append(r.each, valuePoints{entry.Value, fmt.Appendf(nil, "%s=%s", r.column, entry.Key)})
		r.best, r.weight = max(r.best, entry.Value), max(r.weight, entry.Value, -entry.Value)
	}
}

// newGroups fills groups, the first of which is for rules without one, and returns the function
// that gives the index of a name.
func newGroups(groups *[]group, caps config.Map[Points]) func(name string) int {
	*groups = []group{{cap: noCap}}
	return func(name string) int {
		if i := slices.IndexFunc(*groups, func(g group) bool { return g.name == name }); i >= 0 {
			return i
		}
		limit, ok := caps.Get(name)
		if !ok {
			limit = noCap
		}
		*groups = append(*groups, group{name, limit, "cap_group:" + name})
		return len(*groups) - 1
	}
}
