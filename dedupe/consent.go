package dedupe

import (
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
)

// consent says whether a lead may be contacted. A refusal of any record of the
// lead refuses for all its addresses; a permission stays with the address that
// it was given for; where neither is known, nothing is said.
type consent struct {
	channels []channel
}

// channel is one way to reach a person.
type channel struct {
	name      string   // of the column it becomes
	addresses []string // the columns of which one must have a value; permits are for the first
	refusals  []*field
	statuses  []*field // columns of words, of which some refuse
	state     string   // the column of words on the lead's own address
	permits   []*field // dates on which the address was permitted
}

// refusingStatuses are the words of mail tools for people who said no and for
// addresses that fail, folded.
var refusingStatuses = map[string]bool{
	"unsubscribed": true, "opted out": true, "opt out": true, "do not contact": true,
	"do not email": true, "cleaned": true, "bounced": true, "hard bounced": true, "complained": true,
	"spam complaint": true, "suppressed": true, "blocked": true, "archived": true, "deleted": true,
	"non subscribed": true, "invalid": true, "non marketing contact": true,
}

func newConsent(s *store) *consent {
	fields := func(names ...string) (out []*field) {
		for _, name := range names {
			for _, n := range []string{name, name + contact.SuffixRaw} {
				if slices.Contains(s.names, n) {
					out = append(out, s.field(n))
				}
			}
		}
		return out
	}
	return &consent{channels: []channel{
		{
			name: "contactable_email", addresses: []string{"email"},
			refusals: fields("email_opt_out", "unsubscribed_at", "email_bounced", "email_bounced_at"),
			statuses: fields("marketing_status"), state: "email_status",
			permits: fields("double_opt_in_at", "opt_in_at"),
		},
		{name: "contactable_phone", addresses: []string{"phone", "mobile_phone"}, refusals: fields("do_not_call")},
	}}
}

// columns adds a column for each channel: false where a record refuses or there
// is no address, true where the address was permitted, else null.
func (c *consent) columns(g *golden, from, to int, rows column.Table) column.Table {
	for _, ch := range c.channels {
		var addresses []*column.Text
		for _, name := range ch.addresses {
			if address := rows.Text(name); address != nil {
				addresses = append(addresses, address)
			}
		}
		if len(addresses) == 0 {
			continue
		}
		own, state := g.store.field(ch.addresses[0]), rows.Text(ch.state)
		var out column.BoolBuilder
		for lead := from; lead < to; lead++ {
			records, row := g.leads.of(lead), lead-from
			none := !slices.ContainsFunc(addresses, func(a *column.Text) bool { return !empty(a, row) })
			dead := state != nil && !empty(state, row) && refusing(state.Value(row))
			switch {
			case none || dead || ch.refused(records):
				out.Append(false)
			case ch.permitted(records, own, addresses[0].Value(row)):
				out.Append(true)
			default:
				out.AppendNull()
			}
		}
		rows = rows.With(ch.name, out.Finish())
	}
	return rows
}

// refused reports whether any record refuses. A word in a column of refusals
// that nobody could read refuses too.
func (ch *channel) refused(records []uint32) bool {
	for _, f := range ch.refusals {
		for _, r := range records {
			if no, ok := f.truth(r); ok && !no {
				continue
			}
			if f.filled(r) {
				return true
			}
		}
	}
	for _, f := range ch.statuses {
		for _, r := range records {
			if refusing(f.text(r)) {
				return true
			}
		}
	}
	return false
}

func refusing(status string) bool {
	return status != "" && refusingStatuses[contact.FoldWords(status)]
}

// permitted reports whether a record with that very address has a permission.
func (ch *channel) permitted(records []uint32, emails *field, address string) bool {
	for _, f := range ch.permits {
		for _, r := range records {
			if _, dated := f.micros(r); dated && emails.text(r) == address {
				return true
			}
		}
	}
	return false
}
