package main

import (
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/score"
)

// eraseState removes the person from every table of the state, and leaves a
// tombstone for each identifier.
func (e *erasure) eraseState(ctx context.Context) (changes []touched, err error) {
	tx := e.state.Begin()
	defer func() {
		if err != nil || e.dryRun {
			err = errors.Join(err, tx.Abort())
		}
	}()
	workers := pipeline.WorkersFor(0)
	for _, name := range e.state.Tables() {
		rows, err := e.state.Table(ctx, workers, name)
		if err != nil {
			return nil, err
		}
		var kept column.Table
		switch name {
		case dedupe.TableTombstones, dedupe.TableRedirects, dedupe.TableModel:
			continue // without them a retired id would lead nowhere; they hold ids alone, or no person at all
		case dedupe.TableLeads:
			kept = e.markErased(rows)
		case dedupe.TableConsent:
			kept = e.otherRefusals(rows)
		case score.TableOrphans:
			gone := e.rememberedAs()
			kept = score.ForgetEvents(rows, func(name string) bool { return gone[name] })
		case dedupe.TableMatched, dedupe.TablePairs:
			kept = dedupe.ForgetRecords(rows, e.records)
		default:
			kept = column.TakeRows([]column.Table{rows}, e.others(rows, nil))
		}
		if removed := int64(rows.Rows() - kept.Rows()); removed > 0 {
			changes = append(changes, touched{Path: "state: " + name, Rows: removed})
		}
		if err := tx.Put(ctx, workers, name, kept); err != nil {
			return nil, err
		}
	}
	old, err := e.state.Table(ctx, workers, dedupe.TableTombstones)
	if err != nil {
		return nil, err
	}
	if err := tx.Put(ctx, workers, dedupe.TableTombstones, e.tombstones(old, e.pepper)); err != nil {
		return nil, err
	}
	if e.dryRun {
		return changes, nil
	}
	return changes, tx.Commit()
}

// markErased sets the status of the person's leads. Their rows stay so that their ids
// are never assigned again.
func (e *person) markErased(rows column.Table) column.Table {
	ids, status := rows.Text("lead_id"), rows.Text("status")
	var out column.TextBuilder
	for i := range rows.Rows() {
		if e.leads[ids.Value(i)] {
			out.Append(string(dedupe.LeadErased))
		} else {
			out.AppendFrom(status, i)
		}
	}
	return rows.With("status", out.Finish())
}

// otherRefusals returns the remembered refusals of other people. The person's own go,
// since a tombstone says more than a refusal.
func (e *person) otherRefusals(rows column.Table) column.Table {
	gone := e.rememberedAs()
	in := rowsOf(rows)
	var refs []column.Ref
	for i := range rows.Rows() {
		if !gone[in.cell("identifier", i)] {
			refs = append(refs, column.Ref{Row: uint32(i)})
		}
	}
	return column.TakeRows([]column.Table{rows}, refs)
}

// rememberedAs returns the names under which refusals of the person are remembered,
// except a record id alone: another source may use it for another person.
func (e *person) rememberedAs() map[string]bool {
	names := maps.Clone(e.leads)
	for kind, keys := range e.identifiers() {
		for key := range keys {
			names[consent.Key{Kind: kind, Hash: contact.Identifier(kind, key)}.String()] = true
			if kind != contact.IdentifierRecord {
				names[consent.Digest(key)] = true
				names[consent.Digest(strings.TrimPrefix(key, "+"))] = true
			}
		}
	}
	return names
}

func (e *person) identifiers() map[contact.IdentifierKind]map[string]bool {
	return map[contact.IdentifierKind]map[string]bool{
		contact.IdentifierEmail: e.emails, contact.IdentifierPhone: e.phones, contact.IdentifierRecord: e.records,
	}
}

// tombstones returns the table with the person's tombstones added, sorted.
func (e *person) tombstones(old column.Table, pepper []byte) column.Table {
	set := consent.NewTombstones(pepper)
	hexOf := func(kind contact.IdentifierKind, key string) string {
		mark := set.Mark(kind, key)
		return hex.EncodeToString(mark[:])
	}
	today := time.Now().UTC().Format(time.DateOnly)
	since := map[string]string{}
	for kind, keys := range e.identifiers() {
		for key := range keys {
			since[hexOf(kind, key)] = today
		}
	}
	for name := range e.rememberedAs() {
		since[hexOf(dedupe.Refusal, name)] = today
	}
	in := rowsOf(old)
	for i := range old.Rows() {
		since[in.cell("tombstone", i)] = in.cell("erased_on", i)
	}
	var marks, days column.TextBuilder
	for _, mark := range slices.Sorted(maps.Keys(since)) {
		marks.Append(mark)
		days.Append(since[mark])
	}
	return column.NewTable(len(since)).With("tombstone", marks.Finish()).With("erased_on", days.Finish()).
		With("pepper_check", column.Repeat(hexOf("", pepperCheck), len(since)))
}
