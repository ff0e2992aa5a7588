package dedupe

import (
	"slices"

	"galena/internal/column"
)

// consent says whether a lead may be contacted. A refusal of any record of the
// lead refuses for all its addresses; a permission stays with the address that
// it was given for; where neither is known, nothing is said.
type consent struct {
	channels []channel
}

// channel is one way to reach a person.
type channel struct {
	name     string // of the column it becomes
	address  string // the column that must have a value
	refusals []*field
	permits  []*field // dates on which the address was permitted
}

func newConsent(s *store) *consent {
	fields := func(names ...string) (out []*field) {
		for _, name := range names {
			for _, n := range []string{name, name + rawSuffix} {
				if slices.Contains(s.names, n) {
					out = append(out, s.field(n))
				}
			}
		}
		return out
	}
	return &consent{channels: []channel{
		{
			name: "contactable_email", address: "email",
			refusals: fields("email_opt_out", "unsubscribed_at", "email_bounced", "email_bounced_at"),
			permits:  fields("double_opt_in_at", "opt_in_at"),
		},
		{name: "contactable_phone", address: "phone", refusals: fields("do_not_call")},
	}}
}

// columns adds a column for each channel: false where a record refuses or there
// is no address, true where the address was permitted, else null.
func (c *consent) columns(g *golden, from, to int, rows column.Table) column.Table {
	for _, ch := range c.channels {
		address := rows.Text(ch.address)
		if address == nil {
			continue
		}
		emails := g.store.field(ch.address)
		var out column.BoolBuilder
		for lead := from; lead < to; lead++ {
			records := g.leads.of(lead)
			switch row := lead - from; {
			case empty(address, row) || ch.refused(records):
				out.Append(false)
			case ch.permitted(records, emails, address.Value(row)):
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
	return false
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
