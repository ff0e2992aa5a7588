package score

import (
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
)

// Next says what to do with a lead.
type Next struct {
	Rules    []NextRule `yaml:"rules" doc:"what to do, by condition; the first rule that holds decides; default: those of score/preset.yaml"`
	Contacts Contacts   `yaml:"contacts" doc:"how often a lead may be contacted"`
}

// Contacts keeps leads from being contacted too often.
type Contacts struct {
	Most   int             `yaml:"most" default:"0" doc:"a lead that was contacted this often has no action until the number falls again; 0: no limit"`
	Within config.Duration `yaml:"within" default:"7d" doc:"the time before as_of in which contacts count"`
	Events []string        `yaml:"events" doc:"types of events that are a contact; default: those of score/preset.yaml"`
}

// NextRule is what to do with the leads of a condition.
type NextRule struct {
	Name   string          `yaml:"name" required:"true" doc:"as it stands in next_reason"`
	When   config.Text     `yaml:"when" doc:"condition on the lead's columns and scores; default: it always holds"`
	Track  string          `yaml:"track" doc:"nurture_track"`
	Action string          `yaml:"action" doc:"next_action"`
	By     string          `yaml:"by" enum:"email,phone" doc:"how to contact the lead. email: only leads that agreed to it (contactable_email is true); phone: all leads that have not refused it"`
	Due    config.Duration `yaml:"due" doc:"next_action_due is this long after as_of"`
}

// Values of next_reason for a lead that must be left alone; the first two come before the rule's name.
const (
	blockedByConsent = "blocked_by_consent"
	contactedEnough  = "contacted_enough"
	notACustomer     = "no_customer_lead"
)

// add adds what to do with each lead. Consent is checked last, so that the reason names the
// action that is not permitted.
func (n *Next) add(plan *ruleList, t column.Table, activities []*activity, asOf int64) column.Table {
	rows, firsts := t.Rows(), plan.on(t).firsts(t.Rows())
	mail, _ := t.Column("contactable_email").(*column.Bool)
	call, _ := t.Column("contactable_phone").(*column.Bool)
	kinds := t.Text("lead_kind")
	answers, due := make([]uint16, rows), column.NewNumberBuilder[column.Micros](rows)
	for row := range rows {
		at, after := int(firsts[row])-1, config.Duration(0)
		switch kind, ok := given(kinds, row); {
		case ok && kind != string(contact.Customer):
			answers[row] = noCustomer
		case at < 0:
			answers[row] = noAnswer
		case !n.Rules[at].permitted(mail, call, row):
			answers[row] = answerOf(at, answerBlocked)
		case n.Contacts.Most > 0 && activities[row].contacts >= n.Contacts.Most && n.Rules[at].acts():
			answers[row] = answerOf(at, answerEnough)
		default:
			answers[row], after = answerOf(at, answerActs), n.Rules[at].Due
		}
		due.AppendIf(column.Micros(asOf+microseconds(after)), after > 0)
	}
	words := n.words()
	return t.With("nurture_track", column.Spelt(answers, words.track)).With("next_action", column.Spelt(answers, words.action)).
		With("next_action_due", due.Finish()).With("next_reason", column.Spelt(answers, words.reason))
}

// Codes of what to do with a lead: nothing, nothing because it is no customer, or one of the
// answers of a rule; see answerOf.
const (
	noAnswer uint16 = iota
	noCustomer
	firstOfRules

	answerActs    = 0
	answerBlocked = 1
	answerEnough  = 2
)

// answerOf returns the code of an answer of a rule.
func answerOf(rule, answer int) uint16 { return firstOfRules + uint16(3*rule+answer) }

// nextWords are the values of the columns by code; "" is null.
type nextWords struct{ track, action, reason []string }

func (n *Next) words() nextWords {
	w := nextWords{track: []string{"", ""}, action: []string{"", ""}, reason: []string{noAnswer: "", noCustomer: notACustomer}}
	for _, rule := range n.Rules {
		w.track = append(w.track, rule.Track, "", "")
		w.action = append(w.action, rule.Action, "", "")
		w.reason = append(w.reason, rule.Name, blockedByConsent+":"+rule.Name, contactedEnough+":"+rule.Name)
	}
	return w
}

// permitted reports whether a lead's consent permits the action of a rule. A lead that has
// refused every channel is left alone, whatever the rule.
func (r *NextRule) permitted(mail, call *column.Bool, row int) bool {
	if !r.acts() {
		return true
	}
	refused := func(b *column.Bool) bool { return b != nil && b.IsValid(row) && !b.Value(row) }
	switch r.By {
	case "email":
		return mail != nil && mail.IsValid(row) && mail.Value(row)
	case "phone":
		return !refused(call)
	}
	return !refused(mail) || !refused(call)
}

// acts reports whether a rule has an action or a track.
func (r *NextRule) acts() bool { return r.Track != "" || r.Action != "" }
