package pipeline

import (
	"context"
	"fmt"
	"iter"
	"time"

	"golang.org/x/sync/errgroup"
)

// Pipeline is one run: a source, the stages in their order, a sink, and the
// books kept of them.
type Pipeline struct {
	source  Source
	stages  []Stage
	sink    Sink
	workers Workers

	ledgers []*ledger // ingest, the stages, export
	notes   notebook
}

// New returns a pipeline that has read nothing yet.
func New(source Source, stages []Stage, sink Sink, workers Workers) *Pipeline {
	p := &Pipeline{source: source, stages: stages, sink: sink, workers: workers}
	p.notes.notes = map[[4]string]Note{}
	p.ledgers = append(p.ledgers, &ledger{stage: "ingest"})
	for _, s := range stages {
		p.ledgers = append(p.ledgers, &ledger{stage: s.Name()})
	}
	p.ledgers = append(p.ledgers, &ledger{stage: "export"})
	return p
}

// Accounts returns the account of every stage, from ingest to export. It may
// be called while the pipeline runs, for progress.
func (p *Pipeline) Accounts() []Account {
	out := make([]Account, len(p.ledgers))
	for i, l := range p.ledgers {
		out[i] = l.account()
	}
	return out
}

// Notes returns the notes of all batches, sorted.
func (p *Pipeline) Notes() []Note { return p.notes.sorted() }

// Run reads, maps, gathers and writes every batch, and checks the books. It does not
// publish: the caller does, after judging the books.
func (p *Pipeline) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	ahead := p.foresee()
	ready := make([]chan struct{}, len(p.stages))
	for i, stage := range p.stages {
		preparer, ok := stage.(Preparer)
		if !ok {
			continue
		}
		ready[i] = make(chan struct{})
		group.Go(func() error {
			if err := guarded(func() error { return preparer.Prepare(ctx, p.workers) }); err != nil {
				return fmt.Errorf("%s: %w", stage.Name(), err)
			}
			close(ready[i])
			return nil
		})
	}
	group.Go(func() error { return p.flow(ctx, ready, ahead) })
	if err := group.Wait(); err != nil {
		return err
	}
	for _, account := range p.Accounts() {
		if err := account.balance(); err != nil {
			return err
		}
	}
	return nil
}

// task makes a batch on the goroutine that calls it.
type task = func(context.Context) (Batch, error)

// step carries a batch through one Mapper.
type step = func(context.Context, Batch) (Batch, error)

// flow is the path of the batches. Adjacent Mappers are fused: one worker carries a
// batch through all of them.
func (p *Pipeline) flow(ctx context.Context, ready []chan struct{}, ahead []foresights) error {
	tasks := p.read(ctx)
	var fused []step
	for i, stage := range p.stages {
		books := p.ledgers[i+1]
		switch stage := stage.(type) {
		case Mapper:
			fused = append(fused, p.mapping(stage, books, ready[i]))
		case Gatherer:
			parts, err := p.gather(ctx, stage, books, ahead[i].seen(p.through(ctx, tasks, append(fused, ahead[i].see))))
			if err != nil {
				return err
			}
			tasks, fused = p.parts(stage, books, parts), nil
		default:
			return fmt.Errorf("%s is neither a Mapper nor a Gatherer", stage.Name())
		}
	}
	return p.write(ctx, p.through(ctx, tasks, fused))
}

// through makes the batches and carries each through the fused steps.
func (p *Pipeline) through(ctx context.Context, tasks iter.Seq2[task, error], fused []step) Stream {
	return Ordered(ctx, p.workers, tasks, func(ctx context.Context, make task) (Batch, error) {
		b, err := make(ctx)
		for _, s := range fused {
			if err != nil {
				break
			}
			b, err = s(ctx, b)
		}
		return b, err
	})
}

// read returns the tasks of the source and keeps its ledger.
func (p *Pipeline) read(ctx context.Context) iter.Seq2[task, error] {
	books := p.ledgers[0]
	return func(yield func(task, error) bool) {
		for b, err := range p.source.Batches(ctx, p.workers) {
			if err != nil {
				yield(nil, err)
				return
			}
			books.in.Add(b.Read)
			books.out.Add(int64(b.Rows.Rows()))
			books.rejected.Add(int64(len(b.Rejects)))
			p.notes.add(b.Notes)
			b.Notes = nil
			if !yield(func(context.Context) (Batch, error) { return b, nil }, nil) {
				return
			}
		}
	}
}

// mapping returns the step of a Mapper and keeps its ledger. If the Mapper prepares
// itself, its first batch waits for that.
func (p *Pipeline) mapping(m Mapper, books *ledger, ready <-chan struct{}) step {
	return func(ctx context.Context, b Batch) (Batch, error) {
		if ready != nil {
			select {
			case <-ready:
			case <-ctx.Done():
				return Batch{}, context.Cause(ctx)
			}
		}
		start, in, refused := time.Now(), int64(b.Rows.Rows()), len(b.Rejects)
		out, err := m.Map(ctx, b)
		if err != nil {
			return Batch{}, fmt.Errorf("%s: %w", m.Name(), err)
		}
		books.busy.Add(int64(time.Since(start)))
		books.in.Add(in)
		books.out.Add(int64(out.Rows.Rows()))
		books.rejected.Add(int64(len(out.Rejects) - refused))
		books.erased.Add(out.Erased)
		out.Erased = 0
		p.notes.add(out.Notes)
		out.Notes = nil
		return out, nil
	}
}

// gather runs a Gatherer to the end of its input. Rejects do not wait with the
// rows: they go straight to the sink.
func (p *Pipeline) gather(ctx context.Context, g Gatherer, books *ledger, in Stream) (parts Parts, err error) {
	var input error // an error from before the Gatherer, which must not be blamed on it
	counted := func(yield func(Batch, error) bool) {
		for b, err := range in {
			books.in.Add(int64(b.Rows.Rows()))
			if err == nil && len(b.Rejects) > 0 {
				err = p.sink.Write(ctx, p.workers, Batch{Rejects: b.Rejects})
				b.Rejects = nil
			}
			input = err
			if !yield(b, err) || err != nil {
				return
			}
		}
	}
	start := time.Now()
	err = guarded(func() (err error) {
		parts, err = g.Gather(ctx, counted, p.workers)
		return err
	})
	switch {
	case input != nil:
		return Parts{}, input
	case err != nil:
		return Parts{}, fmt.Errorf("%s: %w", g.Name(), err)
	}
	books.busy.Add(int64(time.Since(start)))
	books.merged.Add(parts.Merged)
	books.suppressed.Add(parts.Suppressed)
	books.erased.Add(parts.Erased)
	return parts, nil
}

// parts returns the tasks that make a Gatherer's batches, and keeps its ledger.
func (p *Pipeline) parts(g Gatherer, books *ledger, parts Parts) iter.Seq2[task, error] {
	return func(yield func(task, error) bool) {
		for i := range parts.Count {
			made := func(ctx context.Context) (Batch, error) {
				start := time.Now()
				b, err := parts.Make(ctx, i)
				if err != nil {
					return Batch{}, fmt.Errorf("%s: %w", g.Name(), err)
				}
				b.Index = i
				books.busy.Add(int64(time.Since(start)))
				books.out.Add(int64(b.Rows.Rows()))
				p.notes.add(b.Notes)
				b.Notes = nil
				return b, nil
			}
			if !yield(made, nil) {
				return
			}
		}
	}
}

// write hands the batches to the sink and closes it.
func (p *Pipeline) write(ctx context.Context, in Stream) error {
	books := p.ledgers[len(p.ledgers)-1]
	timed := func(rows int64, f func() error) error {
		start := time.Now()
		books.in.Add(rows)
		if err := guarded(f); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		books.busy.Add(int64(time.Since(start)))
		books.out.Add(rows)
		return nil
	}
	for b, err := range in {
		if err != nil {
			return err
		}
		if err := timed(int64(b.Rows.Rows()), func() error { return p.sink.Write(ctx, p.workers, b) }); err != nil {
			return err
		}
	}
	return timed(0, func() error { return p.sink.Close(ctx, p.workers) })
}
