package score

import (
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
)

// Next says what to do with a lead.
type Next struct {
	Rules    []NextRule `yaml:"rules" doc:"default: those of score/preset.yaml; the first that holds decides"`
	Contacts Contacts   `yaml:"contacts" doc:"how often a lead may be contacted"`
}

// Contacts keep leads from being contacted too often.
type Contacts struct {
	Most   int             `yaml:"most" default:"0" doc:"who was contacted so often is left alone, until it is less again; 0: no limit"`
	Within config.Duration `yaml:"within" default:"7d" doc:"in this time before as_of"`
	Events []string        `yaml:"events" doc:"types of events that are a contact; default: those of score/preset.yaml"`
}

// NextRule is what to do with the leads of a condition.
type NextRule struct {
	Name   string          `yaml:"name" required:"true" doc:"as it stands in next_reason"`
	When   config.Text     `yaml:"when" doc:"condition on the lead's columns and scores; default: it always holds"`
	Track  string          `yaml:"track" doc:"nurture_track"`
	Action string          `yaml:"action" doc:"next_action"`
	By     string          `yaml:"by" enum:"email,phone" doc:"how: by email only who has agreed to it (contactable_email is true), by phone all who have not refused it"`
	Due    config.Duration `yaml:"due" doc:"next_action_due is so long after as_of"`
}

// What stands in place of a rule where a lead must be left alone.
const (
	blockedByConsent = "blocked_by_consent"
	contactedEnough  = "contacted_enough"
	notACustomer     = "no_customer_lead"
)

func (n *Next) conditions() []config.Text {
	out := make([]config.Text, len(n.Rules))
	for i, rule := range n.Rules {
		out[i] = rule.When
	}
	return out
}

// add adds what to do with each lead. Consent is asked last, so that the reason
// says what it is that may not be done.
func (n *Next) add(plan *ruleList, t column.Table, activities []*activity, asOf int64) column.Table {
	rows, firsts := t.Rows(), plan.on(t).firsts(t.Rows())
	mail, _ := t.Column("contactable_email").(*column.Bool)
	call, _ := t.Column("contactable_phone").(*column.Bool)
	kinds := t.Text("lead_kind")
	track, action, reason := column.NewTextBuilder(rows, 8*rows), column.NewTextBuilder(rows, 8*rows), column.NewTextBuilder(rows, 10*rows)
	due := column.NewNumberBuilder[column.Micros](rows)
	leave := func(why string) {
		track.AppendNull()
		action.AppendNull()
		due.AppendNull()
		reason.AppendGiven(why)
	}
	blocked, enough := make([]string, len(n.Rules)), make([]string, len(n.Rules)) // reasons, by rule
	for i, rule := range n.Rules {
		blocked[i], enough[i] = blockedByConsent+":"+rule.Name, contactedEnough+":"+rule.Name
	}
	for row := range rows {
		if kind, ok := given(kinds, row); ok && kind != string(contact.Customer) {
			leave(notACustomer)
			continue
		}
		at := int(firsts[row]) - 1
		if at < 0 {
			leave("")
			continue
		}
		rule := &n.Rules[at]
		if !rule.permitted(mail, call, row) {
			leave(blocked[at])
			continue
		}
		if n.Contacts.Most > 0 && activities[row].contacts >= n.Contacts.Most && rule.acts() {
			leave(enough[at])
			continue
		}
		track.AppendGiven(rule.Track)
		action.AppendGiven(rule.Action)
		reason.Append(rule.Name)
		due.AppendIf(column.Micros(asOf+microseconds(rule.Due)), rule.Due > 0)
	}
	return t.With("nurture_track", track.Finish()).With("next_action", action.Finish()).
		With("next_action_due", due.Finish()).With("next_reason", reason.Finish())
}

// permitted reports whether a lead's consent lets a rule be carried out. Who has
// refused every channel is left alone whatever the rule.
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

// acts reports whether a rule does anything to a lead.
func (r *NextRule) acts() bool { return r.Track != "" || r.Action != "" }
