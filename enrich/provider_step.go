package enrich

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/report"
)

// providerStep is a provider during a run. It gets one batch at a time.
type providerStep struct {
	*Provider
	template template
	budget   *budget
	asOf     time.Time
	lookup   func(string) (string, bool) // the environment
	cost     money

	cache  *cache
	caller *caller
	mine   map[string]bool // keys of requests sent in this run
	told   map[string]bool // keys of requests whose cost is in the ledger
	left   []int           // by field of Take: providers from this one on that may fill it

	failures, calls, filled int
	patience                int    // requests of the next wave
	stopped                 string // code of the reason for not asking it any more

	answered int // answers with enough confidence
	paid     money
	account  report.Provider // but for Cost and Stopped
	found    []finding       // by field of Take
}

// finding is what the answers had for a field.
type finding struct {
	some    bool  // some answer had a value
	usable  bool  // some value was one that the column can hold
	refused int64 // values that it cannot hold
}

// codeColumn is the code of the note on a column to look up or ask by that no lead has.
const codeColumn = "column_missing"

// Codes of the notes on providers.
const (
	codeBudget  = "provider_over_budget"
	codeBreaker = "provider_failing"
	codeRefused = "provider_refusing"
	codeGarbled = "provider_unusable"
	codeFill    = "provider_fills_little"
)

func newProviderStep(p *Provider, b *budget, o Options) (*providerStep, error) {
	t, err := newTemplate(p)
	if err != nil {
		return nil, fmt.Errorf("enrich[].provider %s: url %w", p.Name, err)
	}
	return &providerStep{
		Provider: p, template: t, budget: b, asOf: o.AsOf, lookup: o.Environment, cost: moneyOf(p.Cost),
		mine: map[string]bool{}, told: map[string]bool{}, patience: min(p.Breaker, wave), found: make([]finding, len(p.Take)),
		account: report.Provider{Name: p.Name, Brought: map[string]int64{}},
	}, nil
}

func (p *providerStep) prepare(context.Context, pipeline.Workers) (err error) {
	headers := http.Header{}
	for _, entry := range p.Headers {
		if p.budget.replays() {
			break
		}
		value, err := expand(entry.Value, p.lookup)
		if err != nil {
			return fmt.Errorf("header %s of the provider %s: %w", entry.Key, p.Name, err)
		}
		headers.Set(entry.Key, value)
	}
	p.caller = newCaller(p.Provider, headers)
	p.cache, err = p.budget.open(p.Name + answerExtension)
	return err
}

// job is a lead that the provider is asked about.
type job struct {
	row     int
	wanted  []bool // by field of Take: the lead lacks it, or its value may give way
	request request
	answer  answer
	known   bool // the answer can be used
	opened  bool // open has looked into it
	values  []string
	sure    float64
}

// add asks about the leads that lack a field, and fills in what the provider brings.
func (p *providerStep) add(ctx context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	jobs, problems := p.jobs(&b, s.ballots)
	over, err := p.answers(ctx, jobs, s.spent)
	if err != nil {
		return pipeline.Batch{}, nil, err
	}
	if over > 0 {
		b.Notes = append(b.Notes, pipeline.Note{Stage: stageName, Field: p.Name, Code: codeBudget, Count: over})
	}
	byRow := make(map[int]*job, len(jobs))
	for i := range jobs {
		byRow[jobs[i].row] = &jobs[i]
	}
	for i, entry := range p.Take {
		values := p.brought(s, i, byRow, b.Rows.Rows())
		wins := wins(p.OnConflict, func(row int) int64 { return p.evidence(byRow[row]).Observed }, b.Keys.Changed)
		b.Rows = fillFrom(b.Rows, entry.Key, kindOfTaken(entry.Key, column.KindText), values, unlessFixed(entry.Key, wins))
	}
	p.book(s, jobs)
	return b, func(field string, row int) evidence {
		if p.budget.quorum(field) > 1 {
			return s.ballots.evidence(place{field, row})
		}
		return p.evidence(byRow[row])
	}, problems.Err()
}

// wave is the most requests that are sent before the provider is judged again. The first wave
// is only as long as the failures it may have (Breaker), each one after it twice as long: a
// service that is down is not asked for more.
const wave = 64

// answers gets the answers for jobs, from the cache or the provider. over is the number of
// leads for which the budget was too small.
func (p *providerStep) answers(ctx context.Context, jobs []job, spent []spent) (over int64, err error) {
	var asked []*job
	flush := func() error {
		err := p.ask(ctx, asked, spent)
		asked = asked[:0]
		return err
	}
	for i := range jobs {
		j := &jobs[i]
		key := j.request.key(p.Name)
		if slices.ContainsFunc(asked, func(other *job) bool { return other.answer.Key == key }) || len(asked) == p.patience {
			if err := flush(); err != nil {
				return over, err
			}
		}
		switch {
		case p.remember(j, key):
		case p.budget.replays() || p.stopped != "":
		case !p.budget.reserve(&spent[j.row], p.cost):
			over++
		default:
			j.answer = answer{Key: key, At: p.asOf.Format(time.DateOnly), Cost: p.cost}
			asked = append(asked, j)
		}
	}
	if err := flush(); err != nil {
		return over, err
	}
	for i := range jobs {
		p.open(&jobs[i])
	}
	return over, nil
}

// remember takes a fresh answer from the cache. Outside of a replay, it leaves out failures of
// earlier runs, and refusals because of the key, so that they are asked again; in mode record,
// all answers of earlier runs.
func (p *providerStep) remember(j *job, key string) bool {
	a, ok := p.cache.get(key)
	if !ok || !a.isFresh(p.asOf, time.Duration(p.TTL), time.Duration(p.NegativeTTL)) {
		return false
	}
	again := a.Outcome == outcomeFailed || a.blamesKey() || p.budget.asksAnew()
	if again && !p.budget.replays() && !p.mine[key] {
		return false
	}
	j.answer, j.known = a, true
	return true
}

// ask sends the requests of a wave, which have been reserved in the budget.
func (p *providerStep) ask(ctx context.Context, asked []*job, spent []spent) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.Concurrency)
	for _, j := range asked {
		p.mine[j.answer.Key] = true
		group.Go(func() error {
			if err := p.caller.bucket.take(ctx); err != nil {
				return err // before outcomeAsked is written: nothing was sent
			}
			begun := j.answer
			begun.Outcome = outcomeAsked
			if err := p.cache.put(begun); err != nil {
				return err
			}
			a, err := p.caller.call(ctx, j.request, j.answer, func() bool { return p.budget.reserve(&spent[j.row], 0) })
			if err != nil {
				return err
			}
			if a.Outcome == outcomeFailed || a.Outcome == outcomeRefused {
				p.budget.refund(&spent[j.row], a.Cost)
				a.Cost = 0
			}
			j.answer, j.known = a, true
			return p.cache.put(a)
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("asking the provider %s: %w", p.Name, err)
	}
	for _, j := range asked {
		p.judge(j)
	}
	if len(asked) == p.patience {
		p.patience = min(2*p.patience, wave)
	}
	return nil
}

// judge counts an answer, and stops asking a provider that fails too often in a row or fills too little.
func (p *providerStep) judge(j *job) {
	p.calls++
	p.account.Calls += int64(j.answer.Attempts)
	p.paid += j.answer.Cost
	p.failures++
	if j.answer.Outcome == outcomeAnswered || j.answer.Outcome == outcomeNotFound {
		p.failures = 0
	}
	if p.open(j); j.values != nil {
		p.filled++
	}
	switch {
	case p.failures >= p.Breaker && j.answer.Outcome == outcomeRefused:
		p.stopped = codeRefused
	case p.failures >= p.Breaker && j.answer.Outcome == outcomeUnusable:
		p.stopped = codeGarbled
	case p.failures >= p.Breaker:
		p.stopped = codeBreaker
	case p.calls >= p.MinFillAfter && float64(p.filled) < float64(p.MinFill)*float64(p.calls):
		p.stopped = codeFill
	}
}

func (p *providerStep) close() ([]pipeline.Note, error) {
	var notes []pipeline.Note
	if p.stopped != "" {
		notes = append(notes, pipeline.Note{Stage: stageName, Field: p.Name, Code: p.stopped, Count: int64(p.calls)})
	}
	for i, entry := range p.Take {
		switch found := p.found[i]; {
		case p.answered > 0 && !found.some:
			notes = append(notes, pipeline.Note{Stage: stageName, Field: entry.Key, Code: "path_without_values", Count: int64(p.answered)})
		case found.refused > 0 && !found.usable:
			notes = append(notes, pipeline.Note{Stage: stageName, Field: entry.Key, Code: "path_values_unusable", Count: found.refused})
		}
	}
	return notes, p.budget.close(p.cache)
}
