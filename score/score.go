package score

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

const stageName = "score"

var (
	_ pipeline.Mapper   = (*Stage)(nil)
	_ pipeline.Preparer = (*Stage)(nil)
	_ pipeline.Foreseer = (*Stage)(nil)
)

// Stage scores leads. It is a pipeline.Mapper, and a pipeline.Preparer that reads events and outcomes.
type Stage struct {
	config           Config
	asOf             int64
	events, outcomes pipeline.Source
	known            []string // sources of contacts
	refusals         *Refusals

	channels   *channelTable
	engagement *engagementPlan
	kinds      []eventKind
	store      *eventStore  // nil if no events were supplied
	scanned    atomic.Int64 // events of leads that mail scanners made
	won        outcomes
	learned    *learned // nil if there is no model
	report     EventReport
	notes      []pipeline.Note // on events and outcomes; they go with the first batch
	noted      atomic.Bool
	rejects    []pipeline.Reject // of events and outcomes

	plans  compiled[*plan]
	routes compiled[*ruleList]

	overview overview

	taken []int // number of leads in this run, by owner; see Route

	turn turn // when to read

	remember func(context.Context) error // reads past; nil if there is no state
	past     *past                       // nil if there is no state
	recall   func(context.Context) error // reads orphans; nil if there is no state
	orphans  []orphan                    // of earlier runs; once events are read, those that are after as_of
	waiting  func() []orphan             // remaining, computed once
}

// EventReport is the account of the rows of events: Read + Recalled = Kept + Repeated + LeftOut + Rejected.
type EventReport struct {
	Read     int64 `json:"read"`     // rows of the files
	Kept     int64 `json:"kept"`     // distinct events that could count
	Repeated int64 `json:"repeated"` // further deliveries of those
	LeftOut  int64 `json:"left_out"` // without time or identifier, or in the future; see the notes
	Rejected int64 `json:"rejected"` // rows that could not be read
	Orphans  int64 `json:"orphans"`  // of Kept: those that belong to no lead
	Scanned  int64 `json:"scanned"`  // of Kept: clicks of mail scanners, which give no points
	Recalled int64 `json:"recalled"` // orphans of earlier runs that could count in this one
	Expired  int64 `json:"expired"`  // orphans of earlier runs that have waited for too long
	Waiting  int64 `json:"waiting"`  // with a state: orphans that the next run recalls
}

// New returns the stage. events and outcomes may be nil; without events, the engagement of
// leads is unknown, not zero. sources are the sources of contacts, to which ids of records
// belong. Config.Check should have found nothing.
func New(c Config, asOf time.Time, events, outcomes pipeline.Source, sources ...string) *Stage {
	c = c.withPreset()
	s := &Stage{
		config: c, asOf: asOf.UnixMicro(), events: events, outcomes: outcomes, known: sources,
		channels: newChannelTable(c.Channels), engagement: newEngagementPlan(c.Engagement),
	}
	s.overview.counts, s.waiting = newCounts(len(s.channels.names)), sync.OnceValue(s.remaining)
	return s
}

// Tell makes the stage pass on to r what events refuse while it reads them.
func (s *Stage) Tell(r *Refusals) { s.refusals = r }

// Name implements pipeline.Stage.
func (s *Stage) Name() string { return stageName }

// Prepare reads what a state remembers, the events and the outcomes.
func (s *Stage) Prepare(ctx context.Context, workers pipeline.Workers) error {
	workers, err := s.turn.await(ctx, workers)
	if err != nil {
		return err
	}
	for _, read := range []func(context.Context) error{s.remember, s.recall} {
		if read != nil {
			if err := read(ctx); err != nil {
				return err
			}
		}
	}
	if s.events != nil {
		if err := s.readEvents(ctx, workers); err != nil {
			return fmt.Errorf("reading events: %w", err)
		}
	}
	if s.outcomes != nil {
		won, err := s.readOutcomes(ctx, workers)
		if err != nil {
			return fmt.Errorf("reading outcomes: %w", err)
		}
		s.won = won
	}
	return nil
}

func (s *Stage) readEvents(ctx context.Context, workers pipeline.Workers) error {
	kinds := &eventKinds{numbers: map[string]uint32{}}
	reader := &eventReader{rules: s.config.Engagement.Rules, types: newTypeTable(s.config, s.channels), kinds: kinds, asOf: s.asOf, bots: &s.config.Events.Bots, known: s.known, refusals: s.refusals}
	var (
		chunks [][]event
		notes  []pipeline.Note
		usable int64
	)
	for chunk, err := range pipeline.Ordered(ctx, workers, s.events.Batches(ctx, workers), reader.chunk) {
		if err != nil {
			return err
		}
		chunks = append(chunks, chunk.events)
		notes = append(notes, chunk.notes...)
		s.rejects = append(s.rejects, chunk.rejects...)
		s.report.Rejected += int64(len(chunk.rejects))
		s.report.Read += chunk.read + int64(len(chunk.rejects))
		s.report.LeftOut += chunk.read - chunk.usable
		usable += chunk.usable
		s.refusals.add(chunk.refused)
	}
	s.refusals.done()
	recalled, waited := s.recalled(reader)
	chunks, usable, s.report.Recalled = append(chunks, recalled), usable+waited, waited
	store, err := newEventStore(ctx, chunks, kinds.list, workers)
	if err != nil {
		return err
	}
	s.store, s.kinds = store, kinds.list
	s.notes = append(s.notes, notes...)
	kept, _ := store.count()
	s.report.Kept, s.report.Repeated = kept, usable-kept
	return nil
}

// Report returns the account of the events. The run must be over.
func (s *Stage) Report() EventReport {
	report := s.report
	report.Scanned = s.scanned.Load()
	if s.store != nil {
		_, report.Orphans = s.store.count()
	}
	if s.past != nil {
		seen := map[uint64]bool{}
		for _, o := range s.waiting() {
			seen[o.key] = true
		}
		report.Waiting = int64(len(seen))
	}
	return report
}

// Rejects returns the rows of events and outcomes that could not be read.
func (s *Stage) Rejects() []pipeline.Reject { return s.rejects }

// Map adds the scores of a batch of leads and what follows from them, and the side tables
// score_lines and stage_history.
func (s *Stage) Map(_ context.Context, in pipeline.Batch) (pipeline.Batch, error) {
	plan, err := s.plans.of(in.Rows, func(own map[string]column.Kind) (*plan, config.Problems) { return newPlan(&s.config, own) })
	if err != nil {
		return pipeline.Batch{}, err
	}
	out := in
	if len(s.notes) > 0 && s.noted.CompareAndSwap(false, true) {
		out.Notes = append(out.Notes[:len(out.Notes):len(out.Notes)], s.notes...)
	}
	ids := in.Rows.Text("lead_id")
	r := newResults(in.Rows, s.channels)
	lines := newLines(ids, in.Rows.Rows())
	done := s.store.find(in.Keys)
	w := &scorer{
		Stage: s, fit: plan.fit.on(in.Rows, lines), engager: newEngager(s.engagement, s.kinds, s.asOf),
		lines: lines, totals: newTotals(s.config.Weights, lines),
		filter: s.filter(),
	}
	if s.learned != nil {
		w.learned = s.learned.on(s.withFeatures(in.Rows, done, s.learned.events))
	}
	for row := range in.Rows.Rows() {
		w.lead(row, in.Keys.Of(row), done.of(row), r)
	}
	out.Notes = append(out.Notes[:len(out.Notes):len(out.Notes)], r.sources.notes()...)
	stages := newHistory(ids, in.Rows.Rows())
	out.Rows = s.judge(plan, r, w.learned, in.Rows, stages)
	out.Side = append(in.Side[:len(in.Side):len(in.Side)],
		pipeline.Side{Name: "score_lines", Rows: w.lines.table()}, pipeline.Side{Name: "stage_history", Rows: stages.table()})
	out.Side = append(out.Side, s.past.side(out, r)...)
	return out, nil
}

// judge adds what follows from the scores, in this order: the letters of BANT, the stage, and
// what to do next.
func (s *Stage) judge(plan *plan, r *results, model *learnedBatch, in column.Table, stages *history) column.Table {
	t := addFacts(model.into(r.into(in)), plan.reads, r.activities, s.asOf)
	t = plan.bant.add(&s.config.BANT, t)
	t = s.stages(plan, r, in, t, stages)
	t = s.config.Next.add(plan.next, t, r.activities, s.asOf)
	if len(s.config.Routing.Owners) > 0 { // see Route
		t = t.With("assigned_owner", column.Nulls(t.Rows())).With("assignment_reason", column.Nulls(t.Rows()))
	}
	return withoutFacts(t)
}

// stages adds how far the leads have got. The stage that the source gave moves to source_stage.
func (s *Stage) stages(plan *plan, r *results, in, t column.Table, stages *history) column.Table {
	qualified, _ := t.Column("bant_qualified").(*column.Bool)
	out, reasons := plan.disqualify.on(t).firsts(t.Rows()), column.NewTextBuilder(t.Rows(), 0)
	reached := make([]uint16, t.Rows())
	p, counted := newProgress(&s.config.Lifecycle, in, s.asOf, s.store != nil, s.kinds), newCounts(len(s.channels.names))
	for row := range t.Rows() {
		j := judged{
			fit: r.fits[row], crossed: r.crossings[row], activity: r.activities[row], won: r.won[row], bantQualified: qualified.Value(row),
		}
		if at := out[row]; at > 0 {
			j.disqualified = s.config.Lifecycle.Disqualify[at-1].Reason
		}
		steps := p.of(row, j)
		last := steps[len(steps)-1]
		reached[row] = uint16(last.stage)
		if last.stage == disqualified {
			reasons.Append(last.reason())
		} else {
			reasons.AppendNull()
		}
		stages.add(row, steps)
		s.see(&counted, r, row, steps)
	}
	s.overview.take(counted)
	if given := in.Column("lifecycle_stage"); given != nil {
		t = t.With("source_stage", given)
	}
	return t.With("lifecycle_stage", column.Spelt(reached, append([]string{noStage: ""}, stageNames[:]...))).With("disqualified_reason", reasons.Finish())
}
