package dedupe

import (
	"slices"
	"strings"

	"galena/internal/consent"
	"galena/internal/contact"
)

// listed appends what the lists say about a record. It looks for each of its
// addresses and numbers, further ones included, by hash and domain, and for the
// record itself.
func (c *consenting) listed(out []evidence, r uint32) []evidence {
	if c.lists == nil || c.lists.Count() == 0 {
		return out
	}
	for id, text := range c.identities(r) {
		c.found = c.lists.ByIdentifier(c.found[:0], id.hash())
		if id.kind == contact.IdentifierRecord { // an entry without a source may mean any record
			c.found = c.lists.ByIdentifier(c.found, contact.RecordIdentifier("", text))
		}
		if c.lists.HasDigests() {
			c.found = c.digested(c.found, id, text)
		}
		if id.kind == contact.IdentifierEmail {
			c.found = c.lists.ByDomain(c.found, id.key[strings.LastIndexByte(id.key, '@')+1:])
		}
		out = c.testifyEntries(out, r, id)
	}
	return out
}

// mayList reports whether a list may name the hash of an identifier. False is
// certain.
func (c *consenting) mayList(identifier uint64) bool {
	return c.lists != nil && c.lists.MayKnow(identifier)
}

// byHashAlone reports whether lists can name a record only by its match keys, its
// id and its further addresses, because no list has a digest or a domain. Few
// records are listed, so all others can skip the search.
func (c *consenting) byHashAlone() bool {
	if c.lists == nil || c.lists.HasDigests() || c.lists.HasDomains() {
		return false
	}
	for table := range c.store.tables {
		for _, k := range []*keyed{&c.email, &c.phone, &c.mobile} {
			if k.values.arrays[table] != nil && k.keys[table] == nil {
				return false
			}
		}
	}
	return true
}

// hasFurther reports whether a record has further addresses or numbers.
func (c *consenting) hasFurther(r uint32) bool {
	return c.emailsOther.text(r) != "" || c.phonesOther.text(r) != ""
}

// listedLead appends what the lists say about a lead by its id.
func (c *consenting) listedLead(out []evidence, lead string, base uint32) []evidence {
	if c.lists == nil || !c.lists.HasLeads() {
		return out
	}
	c.found = c.lists.ByLead(c.found[:0], lead)
	return c.testifyEntries(out, base, c.recordOf(base))
}

func (c *consenting) testifyEntries(out []evidence, r uint32, id identifier) []evidence {
	slices.Sort(c.found)
	for _, number := range slices.Compact(c.found) {
		entry := c.lists.Entry(number)
		e := evidence{record: r, identifier: id, status: entry.Status, channels: entry.Channels, at: entry.At, entry: number}
		if c.lists.Lists[entry.List].Events {
			if e.identifier = c.eventOf(e); told(out, e) {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// eventOf returns what an event is about. If the event refuses the mailbox or
// number by which it was found, it is about that. Otherwise it may name a record,
// or the number of somebody who unsubscribed by e-mail; then it is about what a
// column of the record would be about. So the same yes lifts both.
func (c *consenting) eventOf(e evidence) identifier {
	kind := contact.IdentifierPhone
	if e.channels.Has(consent.Email) {
		kind = contact.IdentifierEmail
	}
	if e.identifier.kind == kind {
		return e.identifier
	}
	return c.identifierFor(e.record, e.channels)
}

// told reports whether e is already among the evidence of its record, which comes
// last in all.
func told(all []evidence, e evidence) bool {
	for i := len(all) - 1; i >= 0 && all[i].record == e.record; i-- {
		if all[i] == e {
			return true
		}
	}
	return false
}

// digested appends the entries whose SHA-256 is that of an identifier in any form
// that people hash: an address as written in lower case or as a mailbox, a number
// with and without its plus.
func (c *consenting) digested(dst []uint32, id identifier, text string) []uint32 {
	switch id.kind {
	case contact.IdentifierRecord:
		return c.lists.ByDigest(dst, text)
	case contact.IdentifierEmail:
		if lower := strings.ToLower(strings.TrimSpace(text)); lower != id.key {
			dst = c.lists.ByDigest(dst, lower)
		}
	case contact.IdentifierPhone:
		dst = c.lists.ByDigest(dst, strings.TrimPrefix(id.key, "+"))
	}
	return c.lists.ByDigest(dst, id.key)
}

// identities yields every identifier of a record, with the text it was read from.
func (c *consenting) identities(r uint32) func(yield func(identifier, string) bool) {
	return func(yield func(identifier, string) bool) {
		for _, k := range []*keyed{&c.email, &c.phone, &c.mobile} {
			if key := k.of(r); key != "" && !yield(identifier{k.kind, key}, k.values.text(r)) {
				return
			}
		}
		for _, more := range []struct {
			kind   contact.IdentifierKind
			values *field
		}{{contact.IdentifierEmail, c.emailsOther}, {contact.IdentifierPhone, c.phonesOther}} {
			for value := range strings.SplitSeq(more.values.text(r), ";") {
				if key := keyOf(more.kind, value); key != "" && !yield(identifier{more.kind, key}, value) {
					return
				}
			}
		}
		yield(c.recordOf(r), c.store.ids.text(r))
	}
}

// listName names the list of an entry for reasons: list:NAME, event, or the bare
// name if the list is no file.
func (c *consenting) listName(e evidence) string {
	list := c.lists.Lists[c.lists.Entry(e.entry).List]
	switch {
	case list.Path == "":
		return list.Name
	case list.Events:
		return evidenceEvent
	}
	return "list:" + list.Name
}

// stands reports whether no yes can lift the evidence.
func (c *consenting) stands(e evidence) bool {
	return e.column == "" && c.lists.Lists[c.lists.Entry(e.entry).List].Stands()
}

// redirectLists makes list entries with a retired lead id name the lead that has
// its records now.
func (d *Deduper) redirectLists() {
	if d.lists == nil || d.lineage == nil || !d.lists.HasLeads() {
		return
	}
	rows := d.lineage.redirectsTable()
	retired, leads := rows.Text("retired_id"), rows.Text("lead_id")
	for row := range rows.Rows() {
		d.lists.Redirect(retired.Value(row), leads.Value(row))
	}
}

// purpose returns what evidence is about: columns of contacts are about marketing,
// lists say what they are about.
func (c *consenting) purpose(e evidence) string {
	if e.column != "" {
		return consent.Marketing
	}
	return c.lists.Lists[c.lists.Entry(e.entry).List].Purpose
}
