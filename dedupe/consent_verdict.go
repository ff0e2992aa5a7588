package dedupe

import (
	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// verdictColumns holds the two columns of a channel: whether it may be used, and
// why.
type verdictColumns struct {
	reach
	texts   []*column.Text // the columns of its addresses
	state   *column.Text
	answers column.BoolBuilder
	reasons column.TextBuilder
}

func (v *verdictColumns) open(r reach, rows column.Table) {
	v.reach = r
	for _, name := range r.addresses {
		v.texts = append(v.texts, rows.Text(name))
	}
	v.state = rows.Text(r.words)
	v.reasons = *column.NewTextBuilder(rows.Rows(), 16*rows.Rows())
}

func (v *verdictColumns) into(rows column.Table) column.Table {
	name := "contactable_" + v.channel.String()
	return rows.With(name, v.answers.Finish()).With(name+"_reason", v.reasons.Finish())
}

// standing is what all evidence about one identifier of a lead says on a channel.
type standing struct {
	identifier identifier
	consent.Standing
}

// append judges a lead, in this order: a refusal of any identifier refuses for all;
// without an address there is nothing to send to; then the lead's own address
// decides; if nobody said anything, the default of the country does.
func (v *verdictColumns) append(c *consenting, records []uint32, row int) {
	standings := c.standings(v.channel)
	worst, own := consent.Unknown, consent.Unknown
	var address identifier
	if len(standings) > 0 { // without evidence nobody asks for the address
		address = v.address(row)
	}
	for _, s := range standings {
		status := s.Status(c.rules.AsOf)
		if status.Refuses() {
			worst = max(worst, status)
		}
		if s.identifier == address {
			own = status
		}
	}
	switch {
	case worst.Refuses():
		v.answer(false, c.because(v.channel, worst, nil))
	case !v.hasAddress(row):
		v.answer(false, "no_address")
	case v.state != nil && !empty(v.state, row) && refusing(v.state.Value(row)):
		v.answer(false, "invalid_address:"+v.words)
	case own == consent.Unknown:
		v.unknown(c, records)
	default:
		v.answer(own < consent.Unknown, c.because(v.channel, own, &address))
	}
}

// refusing reports whether the state of an address says that it fails.
func refusing(state string) bool {
	word, ok := consent.ReadWord(state)
	return ok && word.Status.Refuses()
}

// unknown is the answer if nobody said anything. Text messages need a yes of their
// own everywhere.
func (v *verdictColumns) unknown(c *consenting, records []uint32) {
	switch v.channel {
	case consent.SMS:
		v.answer(false, "unknown")
	case consent.Email:
		held, country := c.rules.WhereUnknown(c.countriesOf(records))
		if country == "" {
			country = "no_country"
		}
		switch held {
		case consent.DefaultAllow:
			v.answer(true, "unknown_allowed:"+country)
		case consent.DefaultRefuse:
			v.answer(false, "unknown:"+country)
		default:
			v.silent()
		}
	default:
		v.silent()
	}
}

func (v *verdictColumns) answer(yes bool, reason string) {
	v.answers.Append(yes)
	v.reasons.Append(reason)
}

func (v *verdictColumns) silent() {
	v.answers.AppendNull()
	v.reasons.Append("unknown")
}

// standings joins the evidence of a lead on a channel by identifier.
func (c *consenting) standings(channel consent.Channel) []standing {
	out := c.verdictsOfIdentifiers[:0]
	for _, e := range c.evidence {
		if !e.channels.Has(channel) || isPart(c.purpose(e)) {
			continue
		}
		at := 0
		for at < len(out) && out[at].identifier != e.identifier {
			at++
		}
		if at == len(out) {
			out = append(out, standing{e.identifier, consent.Nothing()})
		}
		given := e.at
		if e.status.Refuses() && c.stands(e) {
			given = consent.Undated // then no yes lifts it
		}
		out[at].Standing = out[at].With(e.status, given)
	}
	c.verdictsOfIdentifiers = out
	return out
}

// because returns the reason for a status: the status and what says so. If several
// sources do, it names the first by name, so that the order of records does not
// matter. With of, it considers that identifier only.
func (c *consenting) because(channel consent.Channel, status consent.Status, of *identifier) string {
	first := ""
	for _, e := range c.evidence {
		if e.status != status || !e.channels.Has(channel) || isPart(c.purpose(e)) || of != nil && e.identifier != *of {
			continue
		}
		says := e.column
		if says == "" {
			says = c.listName(e)
		}
		if first == "" || says < first {
			first = says
		}
	}
	return status.String() + ":" + first
}

// address returns the identifier of the lead's own address.
func (v *verdictColumns) address(row int) identifier {
	for i, text := range v.texts {
		if text == nil || empty(text, row) {
			continue
		}
		kind := contact.IdentifierPhone
		if v.addresses[i] == "email" {
			kind = contact.IdentifierEmail
		}
		return identifier{kind, keyOf(kind, text.Value(row))}
	}
	return identifier{}
}

func (v *verdictColumns) hasAddress(row int) bool {
	for _, text := range v.texts {
		if text != nil && !empty(text, row) {
			return true
		}
	}
	return false
}
