package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"galena/ingest"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/score"
)

// backtestFlags are the flags of model backtest.
type backtestFlags struct {
	planFlags
	pastDates
	compare string
	json    bool
}

func newModelBacktest(p *process) *cobra.Command {
	flags := &backtestFlags{}
	cmd := &cobra.Command{
		Use:   "backtest [FILE...]",
		Short: "Replay the rules as of past dates, and see who converted",
		Long: `Backtest makes the leads of the configuration again as of past dates, with the
records, events and outcomes up to then. It scores them by the rules and the
learned model of the configuration, and compares the scores with who became a
customer within the horizon after the date: AUC, lift, precision among the best,
and what became of each tier. With --compare, the score section of another file is
replayed on the same leads, and a matrix shows which leads would change tier.
Backtest writes nothing.

  galena model backtest --at 2025-07-01,2025-10-01 --horizon 90d
  galena model backtest --compare new-rules.yaml

A record is known from its created_at on. What a record says is taken as it stands
now; backtest prints how many records have changed since (updated_at). What a
source says of a lead's stage today is left out.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			l, err := flags.load(p, cmd, files)
			if err != nil {
				return err
			}
			return flags.backtest(cmd.Context(), p, l)
		},
	}
	flags.planFlags.add(cmd)
	cmd.Flags().StringSliceVar(&flags.at, "at", nil, "past dates, such as 2025-07-01; default: as_of less the horizon")
	cmd.Flags().StringVar(&flags.horizon, "horizon", "90d", "how long after a date conversions count")
	cmd.Flags().StringVar(&flags.compare, "compare", "", "configuration whose score section is replayed beside that of this one")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print one JSON object")
	return cmd
}

// backtested is the result of model backtest.
type backtested struct {
	Horizon string         `json:"horizon"`
	Compare string         `json:"compare,omitempty"`
	Dates   []backtestDate `json:"dates"`
}

// backtestDate is the result of the replay of one date.
type backtestDate struct {
	At       string        `json:"at"`
	Until    string        `json:"until"`    // the end of the horizon
	Complete bool          `json:"complete"` // as_of is not before it
	Records  knownRecords  `json:"records"`
	Rules    score.Outcome `json:"rules"`
	// Compared and Moves are set only when other rules are compared with these.
	Compared *score.Outcome `json:"compared,omitempty"`
	Moves    []score.Move   `json:"moves,omitempty"`
}

func (f *backtestFlags) backtest(ctx context.Context, p *process, l *loaded) error {
	defer limitMemory(l.plan.Memory)()
	replays, err := f.replays(l.plan)
	if err != nil {
		return err
	}
	var other *score.Config
	if f.compare != "" {
		if other, err = otherRules(f.compare); err != nil {
			return err
		}
	}
	result := backtested{Horizon: f.horizon, Compare: f.compare}
	for _, r := range replays {
		replayed, err := r.replay(ctx, other)
		if err != nil {
			return err
		}
		result.Dates = append(result.Dates, replayed)
	}
	return p.print(result, f.json)
}

// pastDates are the flags that say which dates to replay, and how far to look ahead
// from each.
type pastDates struct {
	at      []string
	horizon string
}

// replays returns a replayer for each date.
func (f *pastDates) replays(plan *plan) ([]*replayer, error) {
	asOf := plan.clock(time.Now())
	horizon, err := config.ParseDuration(f.horizon)
	if err != nil || horizon <= 0 {
		return nil, usagef("--horizon %s must be a duration such as 90d, longer than 0", f.horizon)
	}
	dates := []time.Time{asOf.Add(-time.Duration(horizon))}
	if len(f.at) > 0 {
		dates = nil
	}
	for _, text := range f.at {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil || at.After(asOf) {
			return nil, usagef("--at %s must be a date such as 2025-07-01, not after as_of (%s)", text, asOf.Format(time.DateOnly))
		}
		dates = append(dates, at)
	}
	var out []*replayer
	for _, at := range dates {
		r := &replayer{plan: plan, at: at, until: at.Add(time.Duration(horizon)), workers: pipeline.WorkersFor(plan.Workers)}
		if r.complete = !r.until.After(asOf); !r.complete {
			r.until = asOf
		}
		out = append(out, r)
	}
	return out, nil
}

// otherRules reads the score section of a configuration.
func otherRules(path string) (*score.Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("reading the rules to compare: %w", err)
	}
	other, err := config.Load[plan](config.Document{Name: path, Data: data}, nil)
	if err != nil {
		return nil, err
	}
	return &other.Score, nil
}

// replayer replays one date.
type replayer struct {
	plan      *plan
	at, until time.Time
	complete  bool
	workers   pipeline.Workers
	known     []string // sources of contacts
}

func (r *replayer) replay(ctx context.Context, other *score.Config) (backtestDate, error) {
	out := backtestDate{At: r.at.Format(time.DateOnly), Until: r.until.Format(time.DateOnly), Complete: r.complete}
	leads, records, err := r.leads(ctx)
	if err != nil {
		return out, err
	}
	out.Records = records
	past, err := r.score(ctx, r.plan.Score, r.at, leads)
	if err != nil {
		return out, err
	}
	later, err := r.score(ctx, r.plan.Score, r.until, leads)
	if err != nil {
		return out, err
	}
	out.Rules = past.Judge(later)
	if other == nil {
		return out, nil
	}
	compared, err := r.score(ctx, *other, r.at, leads)
	if err != nil {
		return out, err
	}
	judged := compared.Judge(later)
	out.Compared, out.Moves = &judged, past.Moves(compared, later)
	return out, nil
}

// leads makes leads of the records that were known at the replayed date.
func (r *replayer) leads(ctx context.Context) ([]pipeline.Batch, knownRecords, error) {
	p := *r.plan
	p.Stages = nil
	for _, stage := range r.plan.Stages {
		if stage != "score" {
			p.Stages = append(p.Stages, stage)
		}
	}
	p.Ingest.Events, p.Ingest.Outcomes = nil, nil
	a, err := assemble(ctx, &p, r.at, defaultBatchRows, nil)
	if err != nil {
		return nil, knownRecords{}, err
	}
	r.known = sourcesOf(a.contacts)
	source := &knownSource{Source: a.contacts, at: r.at.UnixMicro()}
	var leads []pipeline.Batch
	keep := visitor(func(b pipeline.Batch) {
		if b.Rows.Rows() > 0 {
			b.Side, b.Rejects = nil, nil
			leads = append(leads, b)
		}
	})
	err = pipeline.New(source, a.stages, keep, r.workers).Run(ctx)
	return leads, source.records, err
}

// score replays rules as of an instant. Every stage reads events and outcomes
// itself.
func (r *replayer) score(ctx context.Context, rules score.Config, at time.Time, leads []pipeline.Batch) (*score.Past, error) {
	events, err := openInputs(ctx, r.plan.Ingest.Events, ingest.Options{Vocabulary: ingest.Events})
	if err != nil {
		return nil, err
	}
	outcomes, err := openInputs(ctx, r.plan.Ingest.Outcomes, ingest.Options{Vocabulary: ingest.Outcomes})
	if err != nil {
		return nil, err
	}
	stage := score.New(rules, at, orNil(events), orNil(outcomes), r.known...)
	if err := stage.Load(); err != nil {
		return nil, usagef("%w", err)
	}
	past, err := stage.Replay(ctx, leads, r.workers)
	if err != nil {
		return nil, fmt.Errorf("replaying %s: %w", at.Format(time.DateOnly), err)
	}
	return past, nil
}
