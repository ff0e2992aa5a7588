package dedupe

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// consenting decides whether leads may be contacted, and says why. The rules are in
// package internal/consent; consent_evidence.go reads what the records say,
// consent_lists.go what lists say.
type consenting struct {
	store *store
	rules *consent.Rules
	lists *consent.Index // nil: none
	// refused collects what is to be remembered; nil in a run without a state.
	refused *memories
	order   contact.DateOrder
	home    string // country of records that name none, "" if unknown

	witnesses            []witness
	email, phone, mobile keyed
	emailsOther          *field
	phonesOther          *field
	country, code        *field
	created, converted   *field
	reaches              []reach
	hasPurposes          bool // some list is about one part of marketing only
	hashed               bool // unless a record has further addresses, lists can name it only by the hashes of golden.identifiers

	// Scratch for the lead that is being judged.
	evidence              []evidence
	found                 []uint32
	countries             []string
	placed                bool // countries holds those of the lead
	verdictsOfIdentifiers []standing
}

// reach says how a channel appears in the columns of leads.
type reach struct {
	channel   consent.Channel
	addresses []string // columns of which one must have a value; a permit is for the first that has one
	words     string   // the column that describes the address in words, "" for none
}

// reachable lists the channels in the order of their columns. Mail and ads have
// columns only if a column of the input or a list mentions them.
var reachable = []reach{
	{consent.Email, []string{"email"}, "email_status"},
	{consent.Phone, []string{"phone", "mobile_phone"}, ""},
	{consent.SMS, []string{"mobile_phone", "phone"}, ""},
	{consent.Mail, []string{"street"}, ""},
	{consent.Ads, []string{"email", "phone", "mobile_phone"}, ""},
}

func newConsenting(s *store, rules *consent.Rules, lists *consent.Index, config Config) *consenting {
	c := &consenting{
		store: s, rules: rules, lists: lists, order: config.dateOrder(), home: config.Country,
		email:  keyed{contact.IdentifierEmail, s.matchKeys("email"), s.field("email")},
		phone:  keyed{contact.IdentifierPhone, s.matchKeys("phone"), s.field("phone")},
		mobile: keyed{contact.IdentifierPhone, s.matchKeys("mobile_phone"), s.field("mobile_phone")},

		emailsOther: s.field("emails_other"), phonesOther: s.field("phones_other"),
		country: s.field("country"), code: s.field("country" + contact.SuffixCode),
		created: s.field("created_at"), converted: s.field("converted_at"),
	}
	spoken := consent.Channels(0)
	for _, saying := range sayings {
		// Hear the columns that no later source may overwrite, as their mark says,
		// and no others.
		if of, _ := contact.ColumnByName(saying.column); of.Fixed == contact.FixedConsent && slices.Contains(s.names, saying.column) {
			raw := s.field(saying.column + contact.SuffixRaw)
			c.witnesses = append(c.witnesses, witness{s.field(saying.column), raw, saying.channels, saying.says})
			spoken |= saying.channels
		}
	}
	spoken |= c.callOwn()
	if lists != nil {
		for _, list := range lists.Lists {
			spoken |= list.Channels
			c.hasPurposes = c.hasPurposes || isPart(list.Purpose)
		}
	}
	c.hashed = c.byHashAlone()
	for _, r := range reachable {
		has := slices.ContainsFunc(r.addresses, func(name string) bool { return slices.Contains(s.names, name) })
		if has && (r.channel < consent.Mail || spoken.Has(r.channel)) {
			c.reaches = append(c.reaches, r)
		}
	}
	return c
}

// callOwn makes witnesses of the input's own columns whose headers are about being
// contacted, and of the columns about something else that people write refusals in.
// It returns the channels that the headers name.
func (c *consenting) callOwn() (spoken consent.Channels) {
	for _, name := range c.store.names {
		_, canonical := contact.ColumnByName(name)
		header, speaks := consent.ReadHeader(name)
		switch {
		case slices.Contains(mayRefuse, name):
			c.witnesses = append(c.witnesses, witness{c.store.field(name), c.store.field(""), 0, saysElse})
		case speaks && !canonical && !contact.IsDerived(name):
			c.witnesses = append(c.witnesses, witness{c.store.field(name), c.store.field(""), header.Channels, ofMeans[header.Means]})
			spoken |= header.Channels
		}
	}
	return spoken
}

// isPart reports whether a purpose is a part of marketing.
func isPart(purpose string) bool {
	return purpose != consent.Marketing && purpose != consent.AllPurposes
}

// judge returns the leads with, for each channel, whether they may be contacted and
// why, and the table of all evidence. No list names a lead that is not listed by
// the hash of an identifier, further addresses aside. judge works on a copy of c:
// it may be called on several goroutines at once, and each fills its own scratch.
func (c consenting) judge(g *golden, from, to int, rows column.Table, ids *column.Text, listed []bool) (judged, all column.Table) {
	verdicts := make([]verdictColumns, len(c.reaches))
	for i, r := range c.reaches {
		verdicts[i].open(r, rows)
	}
	var parts *column.TextBuilder
	if c.hasPurposes {
		parts = column.NewTextBuilder(to-from, 0)
	}
	table := newEvidenceTable(&c)
	var refused []refusal
	for lead := from; lead < to; lead++ {
		records, row := g.leads.of(lead), lead-from
		unlisted := c.hashed && !listed[row]
		if person := g.found.person[lead]; person != nil {
			records, unlisted = person, false // what a candidate says also holds for the same person as a customer
		}
		c.evidence = c.evidence[:0]
		for _, r := range records {
			if c.evidence = c.testify(c.evidence, r); !unlisted || c.hasFurther(r) {
				c.evidence = c.listed(c.evidence, r)
			}
		}
		c.evidence = c.listedLead(c.evidence, ids.Value(row), records[0])
		c.placed = false
		for i := range verdicts {
			verdicts[i].append(&c, records, row)
		}
		for _, e := range c.evidence {
			table.append(e, ids.Value(row))
		}
		if c.refused != nil {
			refused = c.remember(refused, c.evidence)
		}
		if parts != nil {
			appendOrNull(parts, c.refusedParts())
		}
	}
	if c.refused != nil {
		c.refused.addAll(refused)
	}
	for i := range verdicts {
		rows = verdicts[i].into(rows)
	}
	if parts != nil {
		rows = rows.With("refused_purposes", parts.Finish())
	}
	return rows, table.finish()
}

// refusedParts lists the parts of marketing that a lead refuses, each as
// PURPOSE/CHANNEL.
func (c *consenting) refusedParts() string {
	var parts []string
	for _, e := range c.evidence {
		if purpose := c.purpose(e); isPart(purpose) && e.status.Refuses() {
			for channel := range e.channels.Each {
				parts = append(parts, purpose+"/"+channel.String())
			}
		}
	}
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), contact.ListSeparator)
}

func appendOrNull(b *column.TextBuilder, value string) {
	if value == "" {
		b.AppendNull()
	} else {
		b.Append(value)
	}
}

// countriesOf returns the codes of the countries that the records of a lead name.
func (c *consenting) countriesOf(records []uint32) []string {
	if c.placed {
		return c.countries
	}
	c.placed = true
	c.countries = c.countries[:0]
	for _, r := range records {
		code := c.code.text(r)
		if code == "" {
			code, _ = contact.CountryCode(c.country.text(r))
		}
		if code != "" && !slices.Contains(c.countries, code) {
			c.countries = append(c.countries, code)
		}
	}
	if len(c.countries) == 0 && c.home != "" {
		c.countries = append(c.countries, c.home)
	}
	return c.countries
}
