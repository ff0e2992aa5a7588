package dedupe

import (
	"slices"
	"strings"

	"galena/internal/consent"
	"galena/internal/contact"
)

// listed appends what the lists say of a record: by each of its addresses and
// numbers, those in its lists of further ones too, by their hashes and domains,
// and by the record itself.
func (c *consenting) listed(out []evidence, r uint32) []evidence {
	if c.lists == nil || c.lists.Count() == 0 {
		return out
	}
	for id, text := range c.identities(r) {
		c.found = c.lists.ByIdentifier(c.found[:0], id.hash())
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

// listedLead appends what the lists say of a lead by its id.
func (c *consenting) listedLead(out []evidence, lead string, base uint32) []evidence {
	if c.lists == nil {
		return out
	}
	c.found = c.lists.ByLead(c.found[:0], lead)
	return c.testifyEntries(out, base, identifier{contact.IdentifierRecord, c.store.ids.text(base)})
}

func (c *consenting) testifyEntries(out []evidence, r uint32, id identifier) []evidence {
	slices.Sort(c.found)
	for _, number := range slices.Compact(c.found) {
		entry := c.lists.Entry(number)
		out = append(out, evidence{
			record: r, identifier: id, status: entry.Status, channels: entry.Channels, at: entry.At, entry: number,
		})
	}
	return out
}

// digested appends the entries whose SHA-256 is that of an identifier in any of
// the forms that are hashed: an address as written in lower case or as mailbox,
// a number with and without its plus.
func (c *consenting) digested(dst []uint32, id identifier, text string) []uint32 {
	dst = c.lists.ByDigest(dst, id.key)
	switch id.kind {
	case contact.IdentifierEmail:
		if lower := strings.ToLower(strings.TrimSpace(text)); lower != id.key {
			dst = c.lists.ByDigest(dst, lower)
		}
	case contact.IdentifierPhone:
		dst = c.lists.ByDigest(dst, strings.TrimPrefix(id.key, "+"))
	}
	return dst
}

// identities yields every identifier of a record, and the text it was read of.
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
		yield(identifier{contact.IdentifierRecord, c.store.ids.text(r)}, c.store.ids.text(r))
	}
}

// listName names the list that an entry stands in, for reasons: list:NAME, or
// the name alone of what is no file.
func (c *consenting) listName(e evidence) string {
	list := c.lists.Lists[c.lists.Entry(e.entry).List]
	if list.Path == "" {
		return list.Name
	}
	return "list:" + list.Name
}

// purpose returns what evidence is about: columns of contacts speak of
// marketing, lists say of what.
func (c *consenting) purpose(e evidence) string {
	if e.column != "" {
		return consent.Marketing
	}
	return c.lists.Lists[c.lists.Entry(e.entry).List].Purpose
}
