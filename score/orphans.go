package score

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"galena/internal/column"
)

// TableOrphans is the table of the events that belonged to no lead in the run that read them,
// and that wait for one. docs/identity.md describes its columns.
const TableOrphans = "orphans"

// ruleSeparator separates the names of rules in a cell of TableOrphans.
const ruleSeparator = "\n"

// orphan is an event that waits, as it is in the table: no number in it depends on a run.
type orphan struct {
	event          // kind is not set
	folded         string
	channel, rules string // the rules with a condition that the event met: without its row, it cannot be checked again
}

// RecallEvents makes Prepare read the orphans of a state, which count in this run as if they
// were in its files.
func (s *Stage) RecallEvents(read func(context.Context) (column.Table, error)) {
	s.recall = func(ctx context.Context) error {
		rows, err := read(ctx)
		if err == nil && rows.Rows() > 0 {
			s.orphans, err = readOrphans(rows)
		}
		return err
	}
}

func readOrphans(rows column.Table) ([]orphan, error) {
	var texts [5]*column.Text
	for i, name := range []string{"identifier", "event", "event_type", "channel", "rules"} {
		if texts[i] = rows.Text(name); texts[i] == nil {
			return nil, fmt.Errorf("the table %s of the state lacks the column %s", TableOrphans, name)
		}
	}
	at, isTime := rows.Column("occurred_at").(*column.Time)
	message, isInt := rows.Column("message").(*column.Int)
	several, isBool := rows.Column("several").(*column.Bool)
	if !isTime || !isInt || !isBool {
		return nil, fmt.Errorf("the table %s of the state lacks a column", TableOrphans)
	}
	orphans := make([]orphan, rows.Rows())
	for row := range orphans {
		identifier, err := strconv.ParseUint(texts[0].Value(row), 16, 64)
		key, keyErr := strconv.ParseUint(texts[1].Value(row), 16, 64)
		if err != nil || keyErr != nil {
			return nil, fmt.Errorf("the table %s of the state: row %d names nobody", TableOrphans, row+1)
		}
		orphans[row] = orphan{
			event:  event{identifier: identifier, key: key, at: int64(at.Value(row)), message: uint16(message.Value(row)), several: several.Value(row)},
			folded: texts[2].Value(row), channel: texts[3].Value(row), rules: texts[4].Value(row),
		}
	}
	return orphans, nil
}

// recalled returns the orphans that may count in this run, and how many events they are. It
// drops and counts those that have waited for too long. Those after as_of wait on.
func (s *Stage) recalled(r *eventReader) (found []event, events int64) {
	seen, expired := map[uint64]bool{}, map[uint64]bool{}
	waiting := s.orphans[:0]
	var buffer []byte
	for _, o := range s.orphans {
		switch {
		case s.hasExpired(o.at):
			expired[o.key] = true
			continue
		case o.at > s.asOf:
			waiting = append(waiting, o)
			continue
		}
		channel := s.channels.numbers[o.channel]
		o.kind, buffer = r.number(buffer, o.folded, channel, r.rulesOf(o))
		seen[o.key] = true
		found = append(found, o.event)
	}
	s.orphans, s.report.Expired = waiting, int64(len(expired))
	return found, int64(len(seen))
}

func (s *Stage) hasExpired(at int64) bool {
	return s.asOf-at >= microseconds(s.config.Events.KeepOrphans)
}

// rulesOf returns the rules that hold for an orphan: those of its type without a condition, and
// those whose condition held when the event was read.
func (r *eventReader) rulesOf(o orphan) (rules []uint16) {
	for _, rule := range r.types.candidates(o.folded) {
		if r.rules[rule].When.Value == "" || slices.Contains(strings.Split(o.rules, ruleSeparator), r.rules[rule].Name) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// Orphans returns the events that the next run is to recall: those that belong to no lead. All
// leads must have passed.
func (s *Stage) Orphans() column.Table { return orphanTable(s.waiting()) }

// remaining returns the orphans that wait on. Events that programs made do not.
func (s *Stage) remaining() []orphan {
	all := slices.DeleteFunc(slices.Clone(s.orphans), func(o orphan) bool { return s.hasExpired(o.at) })
	if s.store != nil {
		for e := range s.store.orphans {
			if kind := &s.kinds[e.kind]; !kind.bot && !s.hasExpired(e.at) {
				all = append(all, orphan{event: e, folded: kind.name, channel: s.channels.names[kind.channel], rules: s.asked(kind)})
			}
		}
	}
	slices.SortFunc(all, func(a, b orphan) int {
		return cmp.Or(cmp.Compare(a.identifier, b.identifier), cmp.Compare(a.key, b.key))
	})
	return all
}

// asked returns the names of the kind's rules that have a condition.
func (s *Stage) asked(kind *eventKind) string {
	var names []string
	for _, number := range kind.rules {
		if rule := &s.config.Engagement.Rules[number]; rule.When.Value != "" {
			names = append(names, rule.Name)
		}
	}
	return strings.Join(names, ruleSeparator)
}

func orphanTable(all []orphan) column.Table {
	n := len(all)
	identifier, key := column.NewTextBuilder(n, 16*n), column.NewTextBuilder(n, 16*n)
	kind, channel, rules := column.NewTextBuilder(n, 12*n), column.NewTextBuilder(n, 0), column.NewTextBuilder(n, 0)
	at, message := column.NewNumberBuilder[column.Micros](n), column.NewNumberBuilder[int64](n)
	var several column.BoolBuilder
	var digits []byte
	hexed := func(b *column.TextBuilder, hash uint64) {
		digits = hex.AppendEncode(digits[:0], binary.BigEndian.AppendUint64(nil, hash))
		b.AppendBytes(digits)
	}
	for _, o := range all {
		hexed(identifier, o.identifier)
		hexed(key, o.key)
		at.Append(column.Micros(o.at))
		kind.Append(o.folded)
		channel.Append(o.channel)
		rules.Append(o.rules)
		message.Append(int64(o.message))
		several.Append(o.several)
	}
	return column.NewTable(n).With("identifier", identifier.Finish()).With("event", key.Finish()).With("occurred_at", at.Finish()).
		With("event_type", kind.Finish()).With("channel", channel.Finish()).With("rules", rules.Finish()).
		With("message", message.Finish()).With("several", several.Finish())
}

// ForgetEvents returns TableOrphans without the events that have an identifier for which gone
// is true. An event goes with all of its identifiers.
func ForgetEvents(rows column.Table, gone func(identifier string) bool) column.Table {
	identifiers, events := rows.Text("identifier"), rows.Text("event")
	if rows.Rows() == 0 || identifiers == nil || events == nil {
		return rows
	}
	forgotten := map[string]bool{}
	for row := range rows.Rows() {
		if gone(identifiers.Value(row)) {
			forgotten[events.Value(row)] = true
		}
	}
	if len(forgotten) == 0 {
		return rows
	}
	var refs []column.Ref
	for row := range rows.Rows() {
		if !forgotten[events.Value(row)] {
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
	}
	return column.TakeRows([]column.Table{rows}, refs)
}
