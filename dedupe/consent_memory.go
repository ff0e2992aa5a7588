package dedupe

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// TableConsent is the table of refusals that is remembered from run to run. A
// person whose row is not in tonight's dump stays refused.
const TableConsent = "consent"

// refusal is a refusal by an identifier, as it is remembered. It names nobody.
type refusal struct {
	kind       contact.IdentifierKind
	identifier uint64 // see contact.Identifier
	channels   consent.Channels
	purpose    string
	status     consent.Status
	at         int64 // when it was given or, if nobody said, the last night that had it
}

func (r refusal) compareKey(other refusal) int {
	return cmp.Or(cmp.Compare(r.identifier, other.identifier), cmp.Compare(r.kind, other.kind), cmp.Compare(r.channels, other.channels),
		cmp.Compare(r.purpose, other.purpose), cmp.Compare(r.status, other.status))
}

// refusedSet collects those of a run, of several parts at once.
type refusedSet struct {
	mu  sync.Mutex
	all []refusal
}

// remember takes the refusals out of the evidence of a part of the leads.
func (c *consenting) remember(out []refusal, from []evidence) []refusal {
	for _, e := range from {
		if !e.status.Refuses() {
			continue
		}
		at := e.at
		if at == consent.Undated {
			at = c.rules.AsOf
		}
		out = append(out, refusal{e.identifier.kind, e.identifier.hash(), e.channels, c.purpose(e), e.status, at})
	}
	return out
}

func (r *refusedSet) add(some []refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, some...)
}

// Refusals returns the table of all refusals that are known: those of this run,
// and those that were remembered. It is complete once all parts are made.
func (d *Deduper) Refusals() column.Table {
	d.refused.mu.Lock()
	defer d.refused.mu.Unlock()
	all := append(slices.Clone(d.remembered), d.refused.all...)
	slices.SortFunc(all, func(a, b refusal) int { return cmp.Or(a.compareKey(b), cmp.Compare(b.at, a.at)) })
	all = slices.CompactFunc(all, func(a, b refusal) bool { return a.compareKey(b) == 0 }) // the latest stays
	var kinds, identifiers, channels, purposes, statuses column.TextBuilder
	times := column.NewNumberBuilder[column.Micros](len(all))
	for _, r := range all {
		kinds.Append(string(r.kind))
		identifiers.Append(fmt.Sprintf("%016x", r.identifier))
		channels.Append(r.channels.String())
		purposes.Append(r.purpose)
		statuses.Append(r.status.String())
		times.Append(column.Micros(r.at))
	}
	return column.NewTable(len(all)).
		With("identifier_kind", kinds.Finish()).
		With("identifier", identifiers.Finish()).
		With("channels", channels.Finish()).
		With("purpose", purposes.Finish()).
		With("status", statuses.Finish()).
		With("observed_at", times.Finish())
}

// RememberRefusals takes the table of a state. Its refusals count as those of a
// list called remembered, which is added to the lists given to Consent.
func (d *Deduper) RememberRefusals(rows column.Table) error {
	if rows.Rows() == 0 {
		return nil
	}
	texts, err := textColumns(rows, "identifier_kind", "identifier", "channels", "purpose", "status")
	times, ok := rows.Column("observed_at").(*column.Time)
	if err != nil || !ok {
		return fmt.Errorf("the table %s of the state lacks a column: %w", TableConsent, err)
	}
	lists := map[string]int{}
	for row := range rows.Rows() {
		identifier, err := strconv.ParseUint(texts[1].Value(row), 16, 64)
		if err != nil {
			return fmt.Errorf("the table %s of the state: row %d has no identifier", TableConsent, row+1)
		}
		status, _ := consent.StatusByName(texts[4].Value(row))
		r := refusal{
			contact.IdentifierKind(texts[0].Value(row)), identifier, consent.ChannelsByName(texts[2].Value(row)),
			texts[3].Value(row), status, int64(times.Value(row)),
		}
		d.remembered = append(d.remembered, r)
		list, known := lists[r.purpose]
		if !known {
			list = len(d.lists.Lists)
			lists[r.purpose] = list
			d.lists.Lists = append(d.lists.Lists, consent.List{Name: "remembered", Purpose: r.purpose})
		}
		d.lists.Add(consent.Entry{List: list, Status: r.status, Channels: r.channels, At: r.at}, consent.Keys{Identifiers: []uint64{r.identifier}})
	}
	return nil
}
