package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/pipeline"
	"galena/internal/remote"
	"galena/internal/report"
	"galena/internal/state"
	"galena/internal/vfs"
	"galena/score"
)

// runState is what a run knows of earlier runs and passes on to the next. In a
// stateless run it has no store and remembers nothing.
type runState struct {
	store     *state.Store
	forgetter *dedupe.Forgetter // nil: nobody was erased
	tx        *state.Transaction
	workers   pipeline.Workers
	prepared  bool          // tx is that of a run which is about to be published
	ledger    dedupe.Ledger // of this run, set when summed is closed; without its tables, which are written by then
	summed    chan struct{} // closed when the goroutine of beginTables has finished; nil before it starts
	notSummed error         // why beginTables failed; the run fails with it
	refusals  column.Table  // all that are known; set when all leads are written
	scorer    *score.Stage  // nil if score is not among the stages
}

// openRunState opens the state that a plan names and passes to dedupe and score what it
// holds for them: what they need while records are read now, the rest when they prepare
// themselves. With full, pairs are compared again even if the state holds their result.
// The caller must call close.
func openRunState(ctx context.Context, disk vfs.FS, p *plan, a *assembled, full bool) (*runState, error) {
	s := &runState{workers: pipeline.WorkersFor(p.Workers), scorer: a.scorer}
	if p.State == "" {
		return s, nil
	}
	var err error
	if s.store, err = openState(disk, p.State); err != nil {
		return nil, err
	}
	if err := s.store.Check(dedupe.TableEvents); err != nil { // a run only appends to them
		return nil, errors.Join(err, s.store.Close())
	}
	s.remember(a, full)
	if s.forgetter, err = s.openTombstones(ctx, p.State); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	refusals, err := s.store.Table(ctx, s.workers, dedupe.TableConsent)
	if err == nil {
		err = a.deduper.RememberRefusals(refusals)
	}
	if err != nil {
		return nil, errors.Join(s.store.Explain(err), s.store.Close())
	}
	return s, nil
}

// remember tells dedupe and score how to read their tables of the state, which they do
// while the contacts are read.
func (s *runState) remember(a *assembled, full bool) {
	tables := func(ctx context.Context) func(name string) (column.Table, error) {
		return func(name string) (column.Table, error) { return s.store.Table(ctx, s.workers, name) }
	}
	a.deduper.Remember(func(ctx context.Context) (*dedupe.History, error) {
		history, err := dedupe.ReadHistory(tables(ctx))
		return history, s.store.Explain(err)
	})
	a.deduper.Recall(func(ctx context.Context) (*dedupe.Kept, error) {
		kept, err := dedupe.ReadKept(tables(ctx))
		return kept, s.store.Explain(err)
	}, version, full)
	if s.scorer != nil {
		s.scorer.Remember(func(ctx context.Context) (column.Table, error) {
			return s.store.Table(ctx, s.workers, score.TableScores)
		}, a.deduper.Redirects)
		s.scorer.RecallEvents(func(ctx context.Context) (column.Table, error) {
			return s.store.Table(ctx, s.workers, score.TableOrphans)
		})
	}
}

// openTombstones returns the stage that keeps erased people out, or nil if nobody was
// erased.
func (s *runState) openTombstones(ctx context.Context, dir string) (*dedupe.Forgetter, error) {
	rows, err := s.store.Table(ctx, s.workers, dedupe.TableTombstones)
	if err != nil || rows.Rows() == 0 {
		return nil, err
	}
	pepper, err := readPepper()
	if err != nil {
		return nil, usagef("%s knows of erased people: %w", dir, err)
	}
	tombstones := consent.NewTombstones(pepper)
	marks := rows.Text("tombstone")
	for i := range rows.Rows() {
		if marks == nil || !tombstones.Add(marks.Value(i)) {
			return nil, s.store.Explain(fmt.Errorf("the table %s is damaged; restore the folder from a backup", dedupe.TableTombstones))
		}
	}
	check := rows.Text("pepper_check")
	if mark := tombstones.Mark("", pepperCheck); check == nil || check.Value(0) != hex.EncodeToString(mark[:]) {
		return nil, usagef("%s was made with another pepper; set %s to the one that erased people were marked with", dir, pepperVariable)
	}
	return dedupe.NewForgetter(tombstones), nil
}

// logCrash logs what this run found left of one that died.
func (s *runState) logCrash(log *slog.Logger, swept bool) {
	if swept {
		log.Warn("the previous run died; what it left was removed, and this run starts over")
	}
	if !s.keeps() || s.store.Died() == nil {
		return
	}
	died := s.store.Died()
	if died.Published {
		log.Warn("a run died after it was published; the state has been brought up to date with it", "run_id", died.Run.ID)
	} else {
		log.Warn("a run died before it was published; the state is as it was before that run", "run_id", died.Run.ID)
	}
}

// logOlderState warns if the last run in the output folder left a newer state in the same
// folder. The state was then restored from a backup or begun anew, and what people said and
// asked for in between is forgotten. A last run that cannot be read says nothing.
func (e *execution) logOlderState(ctx context.Context) {
	at, err := placeAt(ctx, e.plan.Export.Dir)
	if err != nil || !e.past.keeps() {
		return
	}
	last, err := openLatest(ctx, at)
	if err != nil || last.State == nil || last.State.Generation <= e.past.store.Generation() {
		return
	}
	settings, _ := last.Config.Settings.([]any)
	if slices.ContainsFunc(settings, func(s any) bool {
		setting, _ := s.(map[string]any)
		return setting["name"] == "state" && setting["value"] == e.plan.State
	}) {
		e.log.Warn("the state is older than the last run; if it was restored from a backup, it has forgotten what came after: repeat the unmerges and erasures since then, and read the events since then again",
			"state", e.plan.State, "last_run", last.RunID)
	}
}

// keeps reports whether there is a state.
func (s *runState) keeps() bool { return s.store != nil }

// close releases the state.
func (s *runState) close() {
	if s.summed != nil {
		<-s.summed // its goroutine reads data that dedupe is about to release
		if !s.prepared {
			s.tx.Abort() //nolint:errcheck // whoever opens the folder next removes the rest
		}
	}
	if s.keeps() {
		s.store.Close() //nolint:errcheck // the kernel releases the lock in any case
	}
}

// beginTables starts writing what dedupe has found to the state, in parallel with the
// later stages. It is called once, when dedupe has finished.
func (s *runState) beginTables(ctx context.Context, d *dedupe.Deduper, asOf time.Time) {
	if !s.keeps() {
		return
	}
	s.tx, s.summed = s.store.Begin(), make(chan struct{})
	go func() {
		defer close(s.summed)
		s.notSummed = pipeline.Workers(1).Each(ctx, 1, func(ctx context.Context, _ int) error {
			s.ledger = d.Ledger(asOf)
			tables := append(s.ledger.Tables, d.Kept(asOf)...)
			s.ledger.Tables = nil
			for i, t := range tables {
				if err := s.put(ctx, t); err != nil {
					return err
				}
				tables[i] = dedupe.StateTable{} // it may be large
			}
			return nil
		})
	}()
}

// tablesWritten waits until the goroutine of beginTables has finished, and returns why it
// failed. It returns nil at once if that goroutine was never started.
func (s *runState) tablesWritten() error {
	if s.summed == nil {
		return nil
	}
	<-s.summed
	return s.notSummed
}

// conclude records the refusals of all leads, and returns the tables that go beside
// them: the redirects, and the events of this run.
func (s *runState) conclude(d *dedupe.Deduper, runID string) []pipeline.Side {
	if !s.keeps() {
		return nil
	}
	if s.tablesWritten() != nil {
		return nil
	}
	s.refusals = d.Refusals()
	if s.forgetter != nil {
		s.refusals = s.forgetter.Others(s.refusals)
	}
	s.ledger.Events = s.ledger.Events.With("run_id", column.Repeat(runID, s.ledger.Events.Rows()))
	return []pipeline.Side{{Name: dedupe.TableRedirects, Rows: s.ledger.Redirects}, {Name: dedupe.TableEvents, Rows: s.ledger.Events}}
}

// report returns the account of the state in run.json.
func (s *runState) report() *report.State {
	if !s.keeps() {
		return nil
	}
	return &report.State{Generation: s.store.Generation(), Identity: s.store.Identity(), Events: s.ledger.Count()}
}

// prepare writes the next generation of the state for a run that is about to be
// published in dir.
func (s *runState) prepare(ctx context.Context, runID, dir string) error {
	if !s.keeps() {
		return nil
	}
	if !remote.IsURL(dir) {
		var err error
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
	}
	s.prepared = true
	tables := []dedupe.StateTable{{Name: dedupe.TableConsent, Changes: column.Changes{Rows: s.refusals}, Anew: true}}
	if s.scorer != nil {
		orphans := s.scorer.Orphans()
		if s.forgetter != nil {
			orphans = score.ForgetEvents(orphans, s.forgetter.IsForgotten)
		}
		tables = append(tables, dedupe.StateTable{Name: score.TableScores, Changes: s.scorer.Scores()},
			dedupe.StateTable{Name: score.TableOrphans, Changes: column.Changes{Rows: orphans}, Anew: true})
	}
	for _, t := range tables {
		if err := s.put(ctx, t); err != nil {
			return err
		}
	}
	if err := s.tx.Append(ctx, s.workers, dedupe.TableEvents, s.ledger.Events); err != nil {
		return err
	}
	return s.tx.Prepare(state.Run{ID: runID, Dir: dir})
}

// put writes or changes a table.
func (s *runState) put(ctx context.Context, t dedupe.StateTable) error {
	if t.Anew {
		return s.tx.Put(ctx, s.workers, t.Name, t.Rows)
	}
	return s.tx.Change(ctx, s.workers, t.Name, t.Changes)
}

// commit makes the prepared generation the current state, once the run is published.
func (s *runState) commit() error {
	if s.tx == nil {
		return nil
	}
	if err := s.tx.Commit(); err != nil {
		return fmt.Errorf("the run is published, but the state is behind it; the next run will bring it up: %w", err)
	}
	return nil
}

// settle ends the generation after publishing its run has failed: it is kept only if
// the run was published all the same.
func (s *runState) settle(disk vfs.FS) error {
	if s.tx == nil {
		return nil
	}
	return s.tx.Settle(isLatest(disk))
}
