package dedupe

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// TableConsent is the table of the consent that galena remembers from run to run:
// refusals of people in the dump, everything that lists and events say about people
// who are not in it, and what events permitted. It names nobody.
const TableConsent = "consent"

// rememberedName is the name of the list made from what is remembered.
const rememberedName = "remembered"

// about is what is remembered of an identifier, except for the time.
type about struct {
	kind     contact.IdentifierKind
	channels consent.Channels
	purpose  string
	status   consent.Status
	evidence string // evidenceColumn, evidenceList or evidenceEvent
}

func (a about) compare(b about) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.channels, b.channels), cmp.Compare(a.purpose, b.purpose),
		cmp.Compare(a.status, b.status), cmp.Compare(a.evidence, b.evidence))
}

// memory is a remembered refusal, or a remembered permission of an event. There may
// be millions, so it is small. If two nights remember the same, the later time
// counts, so joining nights is commutative, associative and idempotent.
type memory struct {
	hash  uint64 // see consent.Key
	text  string
	about uint32 // index into memories.abouts
	// at is when it was said. If it comes from a list, or nobody said when, it is
	// the as_of of the last night that had it.
	at int64
}

// refusal is a refusal that becomes a memory.
type refusal struct {
	key   consent.Key
	about about
	at    int64
}

// memories collects memories, from several parts at once.
type memories struct {
	mu      sync.Mutex
	all     []memory
	abouts  []about
	numbers map[about]uint32
}

func (m *memories) addAll(some []refusal) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range some {
		m.add(one.key, one.about, one.at)
	}
}

func (m *memories) add(key consent.Key, of about, at int64) {
	of.kind = key.Kind
	number, known := m.numbers[of]
	if !known {
		if number = uint32(len(m.abouts)); m.numbers == nil {
			m.numbers = map[about]uint32{}
		}
		m.numbers[of], m.abouts = number, append(m.abouts, of)
	}
	m.all = append(m.all, memory{key.Hash, key.Text, number, at})
}

// sorted returns the memories in a fixed order. Of those that differ only in time
// it keeps the latest.
func (m *memories) sorted() []memory {
	same := func(a, b memory) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.text, b.text), m.abouts[a.about].compare(m.abouts[b.about]))
	}
	slices.SortFunc(m.all, func(a, b memory) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Or(same(a, b), cmp.Compare(b.at, a.at))
	})
	m.all = slices.CompactFunc(m.all, func(a, b memory) bool { return same(a, b) == 0 })
	return m.all
}

// remember takes the refusals from the evidence of a part of the leads. Permissions
// of events are remembered in rememberLists, by what the events name.
func (c *consenting) remember(out []refusal, from []evidence) []refusal {
	for _, e := range from {
		if !e.status.Refuses() {
			continue
		}
		of, at := about{channels: e.channels, purpose: c.purpose(e), status: e.status, evidence: evidenceColumn}, e.at
		tonights := false
		if e.column == "" {
			list := c.lists.Lists[c.lists.Entry(e.entry).List]
			of.evidence, tonights = evidenceOf(list), list.IsTonights()
		}
		if at == consent.Undated || tonights {
			at = c.rules.AsOf
		}
		out = append(out, refusal{consent.Key{Kind: e.identifier.kind, Hash: e.identifier.hash()}, of, at})
	}
	return out
}

// rememberLists remembers what lists and events say, tonight and before, whomever
// they name.
func (d *Deduper) rememberLists() {
	if d.lists == nil {
		return
	}
	for key, entry := range d.lists.Named {
		list, at := d.lists.Lists[entry.List], entry.At
		of := about{channels: entry.Channels, purpose: list.Purpose, status: entry.Status, evidence: evidenceOf(list)}
		if said, before := d.remembered[entry.List]; before {
			of.evidence = said
		}
		if at == consent.Undated || list.IsTonights() {
			at = d.rules.AsOf
		}
		d.refused.add(key, of, at)
	}
}

// Refusals returns the table of everything to be remembered: what this run heard,
// and what was remembered before. It must be called once, when all parts are made.
func (d *Deduper) Refusals() column.Table {
	d.rememberLists()
	all := d.refused.sorted()
	var kinds, identifiers, channels, purposes, statuses, evidences column.TextBuilder
	times := column.NewNumberBuilder[column.Micros](len(all))
	spelled := make([]string, len(d.refused.abouts))
	for i, of := range d.refused.abouts {
		spelled[i] = of.channels.String()
	}
	for _, m := range all {
		of := d.refused.abouts[m.about]
		kinds.Append(string(of.kind))
		identifiers.Append(consent.Key{Kind: of.kind, Hash: m.hash, Text: m.text}.String())
		channels.Append(spelled[m.about])
		purposes.Append(of.purpose)
		statuses.Append(of.status.String())
		evidences.Append(of.evidence)
		times.Append(column.Micros(m.at))
	}
	return column.NewTable(len(all)).
		With("identifier_kind", kinds.Finish()).
		With("identifier", identifiers.Finish()).
		With("channels", channels.Finish()).
		With("purpose", purposes.Finish()).
		With("status", statuses.Finish()).
		With("evidence", evidences.Finish()).
		With("observed_at", times.Finish())
}

// RememberRefusals takes TableConsent from a state. Its rows count as lists named
// "remembered", which are added to the lists given to Consent. A state written
// before permissions were remembered has no column evidence. A row that cannot be
// read is an error: if it were passed over, somebody who refused would count as one
// of whom nothing is known.
func (d *Deduper) RememberRefusals(rows column.Table) error {
	if rows.Rows() == 0 {
		return nil
	}
	texts, err := textColumns(rows, "identifier_kind", "identifier", "channels", "purpose", "status")
	times, ok := rows.Column("observed_at").(*column.Time)
	if err != nil || !ok {
		return fmt.Errorf("the table %s of the state lacks a column: %w", TableConsent, err)
	}
	evidences := rows.Text("evidence")
	if evidences == nil {
		evidences = column.Repeat(evidenceColumn, rows.Rows())
	}
	type written struct{ channels, purpose, status, evidence string }
	entries := map[written]consent.Entry{}
	for row := range rows.Rows() {
		unreadable := func(what string) error {
			return fmt.Errorf("row %d of the table %s (%s.*.parquet) has no %s that this galena knows; run the galena that wrote it, or restore the folder from a backup", row+1, TableConsent, TableConsent, what)
		}
		key, err := consent.ReadKey(contact.IdentifierKind(texts[0].Value(row)), texts[1].Value(row))
		if err != nil {
			return unreadable("identifier")
		}
		if !times.IsValid(row) {
			return unreadable("observed_at")
		}
		w := written{texts[2].Value(row), texts[3].Value(row), texts[4].Value(row), evidences.Value(row)}
		entry, known := entries[w]
		if !known {
			status, isStatus := consent.StatusByName(w.status)
			channels := consent.ChannelsByName(w.channels)
			switch {
			case !isStatus:
				return unreadable("status")
			case channels.String() != w.channels || texts[2].IsNull(row):
				return unreadable("channels")
			case w.purpose == "":
				return unreadable("purpose")
			}
			entry = consent.Entry{List: len(d.lists.Lists), Status: status, Channels: channels}
			entries[w] = entry
			d.lists.Lists = append(d.lists.Lists, consent.List{Name: rememberedName, Purpose: w.purpose, Events: w.evidence == evidenceEvent})
			if d.remembered == nil {
				d.remembered = map[int]string{}
			}
			d.remembered[entry.List] = w.evidence
		}
		entry.At = int64(times.Value(row))
		d.lists.Add(entry, key)
	}
	return nil
}
