// Package enrich adds to leads what can be known about them: what follows from a lead's own
// values, what the user's files say, and what the DNS and providers answer. The steps run in
// the order of the config; each kind of step has its own file.
package enrich

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"galena/internal/config"
	"galena/internal/memo"
	"galena/internal/pipeline"
	"galena/internal/provenance"
	"galena/internal/report"
	"galena/internal/vfs"
)

// Enricher is the enrich stage. It adds columns and never rows.
type Enricher struct {
	name  string
	steps []step
	lists *lists
	read  []vfs.FileRead // by steps, in Prepare
	// companies is nil if the config does not ask for them.
	companies *Companies
	pool      *memo.Pool[*scratch]
	notes     noteOnce
	methods   []string // whose provenance is recorded
	traced    []bool   // by step: its values are of one of the methods
	network   bool     // some step uses the network
	asks      bool     // some step is a provider
	budget    *budget
	turns     turnstile
}

var (
	_ pipeline.Mapper   = (*Enricher)(nil)
	_ pipeline.Preparer = (*Enricher)(nil)
)

// step is a step of the config in a run. add may run on several goroutines at once. It is
// called with batches without rows before prepare, to find out which columns it adds.
type step interface {
	// prepare reads what the step needs besides the leads. It is called once.
	prepare(ctx context.Context, workers pipeline.Workers) error
	// add returns the leads with more columns, and the origin of their values. It does so even
	// with an error of type config.Problems, so that later steps can report theirs as well.
	add(ctx context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, origin, error)
}

// Options are what the stage needs besides its config.
type Options struct {
	AsOf   time.Time   // the clock of every rule
	Tables []Reference // of Config.Tables, in that order
	// Memory is the number of bytes that a run may take; 0: no limit. What tables need beyond
	// their share of it goes to disk.
	Memory int64
	// Environment looks up a variable, for the secrets of providers.
	Environment func(name string) (string, bool)
}

// tablesShare is the divisor that gives the share of a run's memory for all of its tables.
const tablesShare = 8

// closer is a step that holds something open during the run. close returns the notes on the run.
type closer interface {
	close() ([]pipeline.Note, error)
}

// New returns the enrich stage for a config, and the stage with the steps that run after score,
// nil if there are none. It fails if a file that the config names does not exist, lacks a
// column or is too old.
func New(c Config, o Options) (before, behind *Enricher, err error) {
	var problems []error
	own, money := &lists{}, &budget{Network: c.network()}
	before, behind = newEnricher(stageName, own), newEnricher("providers", &lists{}) // behind has only providers, which use no lists
	share := min(o.Memory, 1+o.Memory/tablesShare/int64(max(len(o.Tables), 1)))
	before.methods, behind.methods = c.methods(), c.methods()
	before.budget, behind.budget = money, money
	for _, s := range c {
		switch {
		case s.Lists != nil:
			own.paths = append(own.paths, *s.Lists)
		case s.Table != nil:
			step, err := newTableStep(s.Table, o.Tables[0], o.AsOf, share, &before.notes)
			o.Tables = o.Tables[1:]
			before.append(step, methodReference)
			problems = append(problems, err)
		case s.Companies:
			before.append(companyStep{}, methodDerived)
			before.companies = NewCompanies()
		case s.MMDB != nil:
			step, err := newMMDBStep(s.MMDB, &before.read)
			before.append(step, methodReference)
			problems = append(problems, err)
		case s.DNS != nil:
			before.append(newDNSStep(s.DNS, money, own, o.AsOf), methodProvider)
		case s.Provider != nil:
			step, err := newProviderStep(s.Provider, money, o)
			if problems = append(problems, err); len(s.Provider.Tiers) > 0 {
				behind.append(step, methodProvider)
			} else {
				before.append(step, methodProvider)
			}
		case len(s.Derive) > 0:
			before.append(newDerive(s.Derive), methodDerived)
		}
	}
	problems = append(problems, own.find())
	if err := errors.Join(problems...); err != nil {
		return nil, nil, err
	}
	countLeft(before.steps)
	countLeft(behind.steps)
	if len(behind.steps) == 0 {
		behind = nil
	}
	return before, behind, nil
}

func newEnricher(name string, l *lists) *Enricher {
	return &Enricher{name: name, lists: l, pool: memo.NewPool(func() *scratch { return newScratch(l) })}
}

// append adds a step whose values have the given provenance method.
func (e *Enricher) append(s step, method string) {
	e.steps = append(e.steps, s)
	e.traced = append(e.traced, slices.Contains(e.methods, method))
	e.network = e.network || method == methodProvider
	_, isProvider := s.(*providerStep)
	e.asks = e.asks || isProvider
}

// Name implements pipeline.Stage.
func (e *Enricher) Name() string { return e.name }

const stageName = "enrich"

// Prepare reads the files that the config names.
func (e *Enricher) Prepare(ctx context.Context, workers pipeline.Workers) error {
	e.turns = turnstile{} // earlier batches had no leads
	if err := e.lists.read(); err != nil {
		return err
	}
	for _, s := range e.steps {
		if err := s.prepare(ctx, workers); err != nil {
			return err
		}
	}
	e.notes.add(e.lists.unusable...)
	return nil
}

// FilesRead returns the files that Prepare itself has read: the lists, then the .mmdb files,
// each in the order of the config.
func (e *Enricher) FilesRead() []vfs.FileRead { return slices.Concat(e.lists.files, e.read) }

// Map passes a batch of leads through the steps. With config.Problems it returns the batch with
// the columns of all steps.
func (e *Enricher) Map(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	s := e.pool.Get()
	defer e.pool.Put(s)
	if e.network {
		if err := e.turns.enter(ctx, b.Index); err != nil {
			return pipeline.Batch{}, err
		}
		defer e.turns.leave(b.Index)
		s.spent, s.ballots, s.ledger = make([]spent, b.Rows.Rows()), ballots{}, nil
	}
	b.Notes = append(b.Notes[:len(b.Notes):len(b.Notes)], e.notes.take()...)
	var trail provenance.Trail
	var problems config.Problems
	for i, step := range e.steps {
		before := b.Rows
		var from origin
		var err error
		b, from, err = step.add(ctx, s, b)
		if found, ok := errors.AsType[config.Problems](err); ok {
			problems = append(problems, found...)
		} else if err != nil {
			return pipeline.Batch{}, err
		}
		if e.traced[i] {
			follow(&trail, before, b.Rows, step, from)
		}
	}
	if len(problems) > 0 || b.Rows.Rows() == 0 {
		return b, problems.Err()
	}
	if e.asks {
		b.Notes = append(b.Notes, s.ballots.notAgreed(&e.budget.Network)...)
		b = addSide(b, ledger(s.ledger, b.Rows.Text("lead_id")))
	}
	if slices.Contains(e.traced, true) {
		b = addSide(b, trail.Side(b.Rows.Text("lead_id")))
	}
	return b, nil
}

// Companies returns the aggregate to add the leads to as they are published, nil if the config
// does not ask for companies.
func (e *Enricher) Companies() *Companies { return e.companies }

// Close closes the steps, and returns their notes on the run.
func (e *Enricher) Close() ([]pipeline.Note, error) {
	var notes []pipeline.Note
	var errs []error
	for _, s := range e.steps {
		if c, ok := s.(closer); ok {
			said, err := c.close()
			notes, errs = append(notes, said...), append(errs, err)
		}
	}
	return notes, errors.Join(errs...)
}

// Providers returns the account of each provider, in the order of the config.
func (e *Enricher) Providers() []report.Provider {
	var accounts []report.Provider
	for _, s := range e.steps {
		if p, ok := s.(*providerStep); ok {
			account := p.account
			account.Cost, account.Stopped = p.paid.amount(), p.stopped
			accounts = append(accounts, account)
		}
	}
	return accounts
}

// noteOnce holds the notes of Prepare until the first batch takes them.
type noteOnce struct {
	mu    sync.Mutex
	notes []pipeline.Note
}

func (n *noteOnce) add(notes ...pipeline.Note) { n.notes = append(n.notes, notes...) }

func (n *noteOnce) take() []pipeline.Note {
	n.mu.Lock()
	defer n.mu.Unlock()
	notes := n.notes
	n.notes = nil
	return notes
}
