// Package enrich adds to leads what can be known about them: what follows from
// a lead's own values, and what the user's tables say. The steps of the config
// run in its order; each kind of step has a file of its own.
package enrich

import (
	"context"
	"errors"
	"sync"
	"time"

	"galena/internal/pipeline"
)

// Enricher is the enrich stage. It adds columns and never rows.
type Enricher struct {
	steps []step
	lists *lists
	pool  sync.Pool // of *scratch
	notes noteOnce
}

var (
	_ pipeline.Mapper   = (*Enricher)(nil)
	_ pipeline.Preparer = (*Enricher)(nil)
)

// step is a step of the config. Its add may run on several goroutines at once;
// batches without rows may come before prepare, to ask for the columns.
type step interface {
	// prepare reads what the step needs beside the leads. It is called once.
	prepare(ctx context.Context, workers pipeline.Workers) error
	add(ctx context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, error)
}

// Options are what the stage needs beside its config.
type Options struct {
	AsOf   time.Time   // the clock of every rule
	Tables []Reference // of Config.Tables, in that order
}

// New returns the enrich stage for a config. It fails if a file that the config
// names is not there, lacks a column or is too old.
func New(c Config, o Options) (*Enricher, error) {
	e := &Enricher{lists: &lists{}}
	var problems []error
	for _, s := range c {
		switch {
		case s.Lists != nil:
			e.lists.paths = append(e.lists.paths, *s.Lists)
		case s.Table != nil:
			step, err := newTableStep(s.Table, o.Tables[0], o.AsOf, &e.notes)
			o.Tables = o.Tables[1:]
			e.steps = append(e.steps, step)
			problems = append(problems, err)
		default:
			e.steps = append(e.steps, newDerive(s.Derive))
		}
	}
	e.pool.New = func() any { return newScratch(e.lists) }
	problems = append(problems, e.lists.find())
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return e, nil
}

// Name implements pipeline.Stage.
func (e *Enricher) Name() string { return stageName }

const stageName = "enrich"

// Prepare reads the files that the config names.
func (e *Enricher) Prepare(ctx context.Context, workers pipeline.Workers) error {
	if err := e.lists.read(); err != nil {
		return err
	}
	for _, s := range e.steps {
		if err := s.prepare(ctx, workers); err != nil {
			return err
		}
	}
	e.notes.add(e.lists.notes()...)
	return nil
}

// FileRead is a file that the config names and the result follows from.
type FileRead struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// FilesRead returns the files that Prepare has read itself, in the order of the
// config.
func (e *Enricher) FilesRead() []FileRead { return e.lists.files }

// Map carries a batch of leads through the steps.
func (e *Enricher) Map(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	s := e.pool.Get().(*scratch)
	defer e.pool.Put(s)
	b.Notes = append(b.Notes[:len(b.Notes):len(b.Notes)], e.notes.take()...)
	for _, step := range e.steps {
		var err error
		if b, err = step.add(ctx, s, b); err != nil {
			return pipeline.Batch{}, err
		}
	}
	return b, nil
}

// noteOnce holds what Prepare has to note until the first batch takes it along.
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
