package score

import (
	"galena/internal/column"
	"galena/internal/config"
)

// BANT says when a lead has budget, authority, need and timeline. CHAMP is the same four with
// other weights.
type BANT struct {
	Budget    []BANTRule    `yaml:"budget" doc:"rules of the letter; the first rule that holds decides; if none holds, the letter is unknown; default: those of score/preset.yaml"`
	Authority []BANTRule    `yaml:"authority" doc:"as budget"`
	Need      []BANTRule    `yaml:"need" doc:"as budget"`
	Timeline  []BANTRule    `yaml:"timeline" doc:"as budget"`
	Qualified BANTQualified `yaml:"qualified" doc:"when a lead is qualified; a letter that is not_met prevents it"`
	Champ     Champ         `yaml:"champ" doc:"what each letter gives to champ_score; partial gives half"`
}

// BANTRule decides a letter.
type BANTRule struct {
	Status string      `yaml:"status" required:"true" enum:"met,partial,not_met" doc:"what the letter is"`
	Basis  string      `yaml:"basis" default:"stated" enum:"stated,inferred" doc:"stated: the lead or its source says so; inferred: galena concludes it from something else, and the letter is partial at most"`
	When   config.Text `yaml:"when" required:"true" doc:"condition on the lead's columns"`
}

// BANTQualified is the condition of bant_qualified.
type BANTQualified struct {
	Letters int `yaml:"letters" default:"3" doc:"at least this many letters are met or partial, and none is not_met"`
	Stated  int `yaml:"stated" default:"1" doc:"at least this many of them are stated"`
}

// Champ holds the weights of the letters: challenges (need), authority, money (budget) and
// prioritization (timeline).
type Champ struct {
	Challenges     Points `yaml:"challenges" default:"40" doc:"need"`
	Authority      Points `yaml:"authority" default:"20" doc:"authority"`
	Money          Points `yaml:"money" default:"20" doc:"budget"`
	Prioritization Points `yaml:"prioritization" default:"20" doc:"timeline"`
}

// letters are those of BANT, in order.
var letters = [...]string{"budget", "authority", "need", "timeline"}

// The statuses of a letter; one that no rule decides is unknown.
const (
	met     = "met"
	partial = "partial"
	notMet  = "not_met"
	unknown = "unknown"
	stated  = "stated"

	inferred = "inferred"
)

func (c *BANT) rules() [len(letters)][]BANTRule {
	return [...][]BANTRule{c.Budget, c.Authority, c.Need, c.Timeline}
}

func (c *BANT) weights() [len(letters)]Points {
	return [...]Points{c.Champ.Money, c.Champ.Authority, c.Champ.Challenges, c.Champ.Prioritization}
}

// bantPlan is the compiled rules of the letters.
type bantPlan [len(letters)]*ruleList

func newBANTPlan(c BANT, words vocabulary) (p bantPlan, problems config.Problems) {
	for i, rules := range c.rules() {
		list, mistakes := newRuleList(words, conditionsOf(rules, func(r BANTRule) config.Text { return r.When }))
		p[i], problems = list, append(problems, mistakes...)
	}
	return p, problems
}

// add judges every lead and adds the columns of the letters.
func (p *bantPlan) add(c *BANT, t column.Table) column.Table {
	n := t.Rows()
	var proofs [len(letters)]*proof
	var firsts [len(letters)][]uint16
	for i, list := range p {
		judged := list.on(t)
		proofs[i], firsts[i] = judged.proof, judged.firsts(n)
	}
	qualified, champ := new(column.BoolBuilder), column.NewNumberBuilder[float64](n)
	evidence := column.NewTextBuilder(n, 80*n) // such as "authority partial inferred: seniority=director; ..."
	rules, weights := c.rules(), c.weights()
	var heads, statuses [len(letters)][]string // heads of evidence, by rule; statuses, by value of firsts
	for i, letter := range letters {
		statuses[i] = []string{unknown}
		for _, rule := range rules[i] {
			statuses[i] = append(statuses[i], rule.Status)
			heads[i] = append(heads[i], letter+" "+rule.Status+" "+rule.Basis+": ")
		}
	}
	var text []byte
	for row := range n {
		v := verdict{}
		text = text[:0]
		for i := range letters {
			at := int(firsts[i][row]) - 1
			if at < 0 {
				continue
			}
			v.see(&rules[i][at], weights[i])
			if len(text) > 0 {
				text = append(text, "; "...)
			}
			text = append(append(text, heads[i][at]...), proofs[i].of(at, row)...)
		}
		qualified.Append(v.bad == 0 && v.good >= c.Qualified.Letters && v.stated >= c.Qualified.Stated)
		if v.good+v.bad == 0 {
			champ.AppendNull()
			evidence.AppendNull()
			continue
		}
		champ.Append(v.champ.float())
		evidence.AppendBytes(text)
	}
	for i, letter := range letters {
		t = t.With("bant_"+letter, column.Spelt(firsts[i], statuses[i]))
	}
	return t.With("bant_qualified", qualified.Finish()).With("bant_evidence", evidence.Finish()).With("champ_score", champ.Finish())
}

// verdict summarizes the letters of a lead.
type verdict struct {
	good, bad, stated int
	champ             Points
}

func (v *verdict) see(rule *BANTRule, weight Points) {
	switch rule.Status {
	case notMet:
		v.bad++
		return
	case met:
		v.champ += weight
	case partial:
		v.champ += weight / 2
	}
	v.good++
	if rule.Basis == stated {
		v.stated++
	}
}
