package score

import (
	"math/bits"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/expression"
)

// facts are columns that rules on scored leads may name but that are not written: they follow
// from as_of and from a lead's events.
var facts = []contact.Column{
	{Name: "active_days_90", Kind: contact.KindInteger},
	{Name: "days_since_active", Kind: contact.KindInteger},
	{Name: "days_since_contacted", Kind: contact.KindInteger},
	{Name: "days_since_intent", Kind: contact.KindInteger},
	{Name: "intents_90", Kind: contact.KindInteger},
	{Name: "key_pages_90", Kind: contact.KindInteger},
	{Name: "purchase_months", Kind: contact.KindNumber},
}

// made are the columns that the stage writes and that its own later rules may name.
var made = []contact.Column{
	{Name: "bant_authority", Kind: contact.KindCategory},
	{Name: "bant_budget", Kind: contact.KindCategory},
	{Name: "bant_need", Kind: contact.KindCategory},
	{Name: "bant_qualified", Kind: contact.KindBool},
	{Name: "bant_timeline", Kind: contact.KindCategory},
	{Name: "champ_score", Kind: contact.KindNumber},
	{Name: "channel", Kind: contact.KindCategory},
	{Name: "contactable_email", Kind: contact.KindBool},
	{Name: "contactable_phone", Kind: contact.KindBool},
	{Name: "engagement_score", Kind: contact.KindNumber},
	{Name: "fit_coverage", Kind: contact.KindNumber},
	{Name: "fit_score", Kind: contact.KindNumber},
	{Name: "grade", Kind: contact.KindCategory},
	{Name: "last_active_at", Kind: contact.KindTimestamp},
	{Name: "latest_channel", Kind: contact.KindCategory},
	{Name: "motion", Kind: contact.KindCategory},
	{Name: "probability", Kind: contact.KindNumber},
	{Name: "score", Kind: contact.KindNumber},
	{Name: "source_stage", Kind: contact.KindCategory},
	{Name: "tier", Kind: contact.KindCategory},
	{Name: "tier_reason", Kind: contact.KindCategory},
}

// scoredVocabulary returns the names that rules on scored leads may use, and what those columns can hold.
func scoredVocabulary(own map[string]column.Kind, values func(name string) []string) vocabulary {
	v := newVocabulary(own, slices.Concat(contact.Columns(), derived, facts, made)...)
	v.values = values
	return v
}

// ruleList is a list of conditions, of which the first that holds decides.
type ruleList struct {
	words    vocabulary
	programs []*expression.Program
	reads    []string
}

// conditionsOf returns the conditions of some rules.
func conditionsOf[R any](rules []R, when func(R) config.Text) []config.Text {
	out := make([]config.Text, len(rules))
	for i, rule := range rules {
		out[i] = when(rule)
	}
	return out
}

// newRuleList compiles conditions; an empty one always holds. It returns all mistakes, each
// with its position.
func newRuleList(words vocabulary, conditions []config.Text) (*ruleList, config.Problems) {
	l := &ruleList{words: words}
	var problems config.Problems
	for _, when := range conditions {
		if when.Value == "" {
			l.programs = append(l.programs, nil)
			continue
		}
		program, err := words.compile(when)
		if err != nil {
			problems = append(problems, err.(config.Problem))
			continue
		}
		l.programs = append(l.programs, program)
		l.reads = append(l.reads, program.Columns()...)
	}
	return l, problems
}

// decided is the conditions of a ruleList, evaluated on the rows of a table.
type decided struct {
	masks []expression.Mask
	proof *proof
}

func (l *ruleList) on(t column.Table) *decided {
	t = l.words.readable(t, l.reads)
	d := &decided{masks: make([]expression.Mask, len(l.programs)), proof: newProof(t, l.words, l.programs)}
	for i, program := range l.programs {
		if program != nil {
			d.masks[i] = program.Where(t)
		}
	}
	return d
}

// firsts returns for each row the first condition that holds, counted from 1, or 0 for none.
func (d *decided) firsts(rows int) []uint16 {
	out := make([]uint16, rows)
	for word := range (rows + 63) >> 6 {
		undecided := ^uint64(0) >> max(0, (word+1)<<6-rows)
		for i, mask := range d.masks {
			decides := undecided
			if mask.Rows > 0 {
				decides &= mask.True[word]
			}
			undecided &^= decides
			for ; decides != 0; decides &= decides - 1 {
				out[word<<6+bits.TrailingZeros64(decides)] = uint16(i + 1)
			}
		}
	}
	return out
}

// holds reports whether a condition holds for a row.
func (d *decided) holds(condition, row int) bool {
	return d.masks[condition].Rows == 0 || d.masks[condition].IsTrue(row)
}
