package main

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// widening finds all that the state and the kept runs know of a person, starting from
// what the user named.
//
// Which records are theirs is decided by the state, since a run of before may have had
// them in one lead with records of others. Only what was named finds leads. What those
// leads say besides is theirs if no lead of somebody else says it too: whoever shares a
// switchboard or the mailbox of a household is not erased with them.
type widening struct {
	*person
	runs    []*pastRun        // the newest first
	held    column.Table      // records, in the state
	known   map[uint64]bool   // hashes of those records
	seed    maphash.Seed      // of the hashes
	leadNow map[string]string // of each retired lead id
}

// widen completes the identifiers of the person.
func (e *erasure) widen(ctx context.Context) error {
	w := &widening{person: e.person, known: map[uint64]bool{}, seed: maphash.MakeSeed(), leadNow: map[string]string{}}
	var err error
	workers := pipeline.WorkersFor(0)
	if w.held, err = e.state.Table(ctx, workers, dedupe.TableRecords); err != nil {
		return err
	}
	for i, in := 0, rowsOf(w.held); i < w.held.Rows(); i++ {
		w.known[maphash.String(w.seed, recordKeyOf(in, i))] = true
	}
	redirects, err := e.state.Table(ctx, workers, dedupe.TableRedirects)
	if err != nil {
		return err
	}
	for i, in := 0, rowsOf(redirects); i < redirects.Rows(); i++ {
		w.leadNow[in.cell("retired_id", i)] = in.cell("lead_id", i)
	}
	for _, dir := range e.runs {
		run, err := openRun(ctx, place{name: dir})
		if err != nil {
			return err
		}
		w.runs = append(w.runs, run)
	}
	slices.SortStableFunc(w.runs, func(a, b *pastRun) int { return b.Timing.StartedAt.Compare(a.Timing.StartedAt) })
	if err := w.findNamed(ctx); err != nil {
		return err
	}
	if err := w.follow(ctx); err != nil {
		return err
	}
	return w.learnFromLeads(ctx)
}

// recordKeyOf returns the key of the record in a row.
func recordKeyOf(in rows, i int) string {
	return dedupe.RecordKey(in.cell("source_system", i), in.cell("source_record_id", i))
}

// now returns the lead that an id leads to today.
func (w *widening) now(lead string) string {
	if to, retired := w.leadNow[lead]; retired {
		return to
	}
	return lead
}

func (w *widening) isKnown(record string) bool { return w.known[maphash.String(w.seed, record)] }

// findNamed adds the leads with an address or a number that was named. The newest run that
// has it says whose it is. A lead whose records belong to several leads today says
// nothing.
func (w *widening) findNamed(ctx context.Context) error {
	open := &person{country: w.country, emails: maps.Clone(w.emails), phones: maps.Clone(w.phones)}
	for _, run := range w.runs {
		if len(open.emails)+len(open.phones) == 0 {
			return nil
		}
		having := map[string]*person{} // by lead, what it has of what is sought
		err := run.scanLeads(ctx, func(in rows, i int) {
			if open.isNamed(in, i) {
				has := newPerson(w.country)
				has.learn(in, i)
				having[strings.Clone(in.cell("lead_id", i))] = has
			}
		})
		if err != nil {
			return err
		}
		owners, err := w.ownersOf(ctx, run, having)
		if err != nil {
			return err
		}
		for lead, has := range having {
			if len(owners[lead]) > 1 {
				continue
			}
			for owner := range owners[lead] {
				w.leads[owner] = true
			}
			maps.DeleteFunc(open.emails, func(email string, _ bool) bool { return has.emails[email] })
			maps.DeleteFunc(open.phones, func(phone string, _ bool) bool { return has.phones[phone] })
		}
	}
	return nil
}

// ownersOf returns the leads to which the records of some leads of a run belong today.
func (w *widening) ownersOf(ctx context.Context, run *pastRun, some map[string]*person) (map[string]map[string]bool, error) {
	owners, records := map[string]map[string]bool{}, map[string]string{} // the leads of this run, by record
	if len(some) == 0 {
		return owners, nil
	}
	for lead := range some {
		owners[lead] = map[string]bool{}
	}
	err := run.scanRecords(ctx, func(record, lead string) {
		if some[lead] == nil {
			return
		}
		if w.isKnown(record) {
			records[record] = strings.Clone(lead)
		} else {
			owners[lead][strings.Clone(w.now(lead))] = true
		}
	})
	in := rowsOf(w.held)
	for i := range w.held.Rows() {
		if lead, theirs := records[recordKeyOf(in, i)]; theirs {
			owners[lead][in.cell("lead_id", i)] = true
		}
	}
	return owners, err
}

// follow adds the leads of the person's records and the records of their leads: as the
// state has them, and as a run has those that the state does not know.
func (w *widening) follow(ctx context.Context) error {
	in := rowsOf(w.held)
	for before := -1; before != w.size(); {
		before = w.size()
		for i := range w.held.Rows() {
			record := recordKeyOf(in, i)
			if lead := in.cell("lead_id", i); w.records[record] || w.leads[lead] {
				w.records[record] = true
				if lead != "" {
					w.leads[lead] = true
				}
			}
		}
		for _, run := range w.runs {
			err := run.scanRecords(ctx, func(record, lead string) {
				if lead = w.now(lead); !w.isKnown(record) && (w.records[record] || w.leads[lead]) {
					w.records[record], w.leads[lead] = true, true
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// learnFromLeads adds the addresses and numbers that leads of the person had in any run,
// except those that a lead of somebody else had, in whatever run. A lead that had records
// of others too neither teaches nor claims anything.
func (w *widening) learnFromLeads(ctx context.Context) error {
	learnt, shared := newPerson(w.country), newPerson(w.country)
	for _, run := range w.runs {
		mixed, err := w.pastLeads(ctx, run)
		if err != nil {
			return err
		}
		theirs := w.past[run.at.name]
		err = run.scanLeads(ctx, func(in rows, i int) {
			if lead := in.cell("lead_id", i); theirs[lead] && !mixed[lead] {
				learnt.learn(in, i)
			}
		})
		if err != nil {
			return err
		}
	}
	for _, run := range w.runs {
		theirs := w.past[run.at.name]
		err := run.scanLeads(ctx, func(in rows, i int) {
			if lead := in.cell("lead_id", i); !theirs[lead] && learnt.isNamed(in, i) {
				shared.learn(in, i)
				w.sharing[strings.Clone(w.now(lead))] = true
			}
		})
		if err != nil {
			return err
		}
	}
	for email := range learnt.emails {
		w.emails[email] = w.emails[email] || !shared.emails[email]
	}
	for phone := range learnt.phones {
		w.phones[phone] = w.phones[phone] || !shared.phones[phone]
	}
	unset := func(_ string, isTheirs bool) bool { return !isTheirs }
	maps.DeleteFunc(w.emails, unset)
	maps.DeleteFunc(w.phones, unset)
	for retired, lead := range w.leadNow {
		if w.leads[lead] {
			w.leads[retired] = true
		}
	}
	return nil
}

// pastLeads notes which leads of a run have records of the person, and returns those that
// have records of others too.
func (w *widening) pastLeads(ctx context.Context, run *pastRun) (mixed map[string]bool, err error) {
	theirs := w.past[run.at.name]
	if theirs == nil {
		theirs = map[string]bool{}
		w.past[run.at.name] = theirs
	}
	err = run.scanRecords(ctx, func(record, lead string) {
		if w.records[record] {
			theirs[strings.Clone(lead)] = true
		}
	})
	if err != nil || len(theirs) == 0 {
		return nil, err
	}
	mixed = map[string]bool{}
	return mixed, run.scanRecords(ctx, func(record, lead string) {
		if theirs[lead] && !w.records[record] {
			mixed[strings.Clone(lead)] = true
		}
	})
}

// scanRecords visits the records of a run, by their keys, and the lead of each.
func (r *pastRun) scanRecords(ctx context.Context, visit func(record, lead string)) error {
	return r.each(ctx, "crosswalk", []string{"source_system", "source_record_id", "lead_id"}, func(in rows, i int) {
		visit(recordKeyOf(in, i), in.cell("lead_id", i))
	})
}

// scanLeads visits the leads of a run, with what identifies them.
func (r *pastRun) scanLeads(ctx context.Context, visit func(in rows, i int)) error {
	err := r.each(ctx, "leads", slices.Concat([]string{"lead_id"}, addressColumns, numberColumns), visit)
	if err != nil {
		return fmt.Errorf("looking for the person in %s: %w", r.at.name, err)
	}
	return nil
}
