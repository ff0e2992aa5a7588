package pipeline

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"galena/internal/column"
)

// Workers is the number of goroutines that may compute at once.
type Workers int

// WorkersFor returns n, or the number of cores for n below 1.
func WorkersFor(n int) Workers {
	if n < 1 {
		return Workers(runtime.GOMAXPROCS(0))
	}
	return Workers(n)
}

// Each calls work for every index below n and returns the first error. With
// one worker, or one index, it stays on the caller's goroutine.
func (w Workers) Each(ctx context.Context, n int, work func(ctx context.Context, index int) error) error {
	var taken atomic.Int64
	takeTurns := func(ctx context.Context) error {
		for {
			i := int(taken.Add(1)) - 1
			if i >= n {
				return nil
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := guarded(func() error { return work(ctx, i) }); err != nil {
				return err
			}
		}
	}
	if w <= 1 || n <= 1 {
		return takeTurns(ctx)
	}
	group, ctx := errgroup.WithContext(ctx)
	for range min(int(w), n) {
		group.Go(func() error { return takeTurns(ctx) })
	}
	return group.Wait()
}

// Ordered calls work for every item of in, on as many goroutines as there are
// workers, and yields the results in the order of the items. At most workers+2
// items are under way at once, which bounds the memory. It ends after the
// first error, which is that of the earliest item that failed. All goroutines
// have ended when the loop over it ends.
func Ordered[In, Out any](ctx context.Context, w Workers, in iter.Seq2[In, error], work func(context.Context, In) (Out, error)) iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var group sync.WaitGroup
		defer group.Wait()
		defer cancel()

		workers := max(int(w), 1)
		jobs := make(chan job[In, Out])
		slots := make(chan chan result[Out], workers+1) // in the order of the items
		group.Go(func() { handOut(ctx, in, jobs, slots) })
		for range workers {
			group.Go(func() {
				for j := range jobs {
					j.do(ctx, work)
				}
			})
		}
		for slot := range slots {
			r := <-slot
			if !yield(r.out, r.err) || r.err != nil {
				return
			}
		}
		if ctx.Err() != nil {
			var none Out
			yield(none, context.Cause(ctx))
		}
	}
}

// job is an item on its way to a worker, and where its result belongs.
type job[In, Out any] struct {
	item In
	err  error // in place of the item
	slot chan<- result[Out]
}

type result[Out any] struct {
	out Out
	err error
}

// do sends the result to the slot, which has room for it.
func (j job[In, Out]) do(ctx context.Context, work func(context.Context, In) (Out, error)) {
	r := result[Out]{err: j.err}
	if r.err == nil {
		r.err = guarded(func() (err error) {
			r.out, err = work(ctx, j.item)
			return err
		})
	}
	j.slot <- r
}

// handOut makes a job and a slot for every item, until the context ends. If the
// sequence of items panics, the panic is the error of a last item.
func handOut[In, Out any](ctx context.Context, in iter.Seq2[In, error], jobs chan<- job[In, Out], slots chan<- chan result[Out]) {
	defer close(jobs)
	defer close(slots)
	give := func(item In, err error) bool {
		slot := make(chan result[Out], 1)
		select {
		case slots <- slot:
		case <-ctx.Done():
			return false
		}
		select {
		case jobs <- job[In, Out]{item, err, slot}:
			return true
		case <-ctx.Done():
			slot <- result[Out]{err: context.Cause(ctx)}
			return false
		}
	}
	if err := guarded(func() error { in(give); return nil }); err != nil {
		var none In
		give(none, err)
	}
}

// PanicError is a panic of a stage or a reader: a bug in galena, not in the
// user's data.
type PanicError struct {
	Value any
	Stack []byte
}

// Error implements error. It leaves out the value, which may quote a cell.
func (e *PanicError) Error() string {
	if err, ok := e.Value.(runtime.Error); ok {
		return fmt.Sprintf("internal error: %v (this is a bug in galena; run with --log-level debug for the stack)", err)
	}
	return "internal error (this is a bug in galena; run with --log-level debug for the stack)"
}

// guarded calls f and turns a panic into a *PanicError, except a panic of the column
// package that the user can fix.
func guarded(f func() error) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case column.ErrTooMuchText:
			err = column.ErrTooMuchText
		default:
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return f()
}
