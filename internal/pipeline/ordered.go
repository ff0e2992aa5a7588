package pipeline

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
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
	if w <= 1 || n <= 1 {
		for i := range n {
			if err := ctx.Err(); err != nil {
				return context.Cause(ctx)
			}
			if err := guarded(func() error { return work(ctx, i) }); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(int(w), n) {
		group.Go(func() error {
			return guarded(func() error {
				for {
					i := int(next.Add(1)) - 1
					if i >= n {
						return nil
					}
					if ctx.Err() != nil {
						return context.Cause(ctx)
					}
					if err := work(ctx, i); err != nil {
						return err
					}
				}
			})
		})
	}
	return group.Wait()
}

// Ordered calls work for every item of in, on as many goroutines as there are
// workers, and yields the results in the order of the items. At most workers+2
// items are under way at once, which bounds the memory. It ends after the
// first error, which is that of the earliest item that failed. All goroutines
// have ended when the loop over it ends.
func Ordered[In, Out any](ctx context.Context, w Workers, in iter.Seq2[In, error], work func(context.Context, In) (Out, error)) iter.Seq2[Out, error] {
	type result struct {
		out Out
		err error
	}
	type task struct {
		item In
		err  error
		slot chan result
	}
	return func(yield func(Out, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		group, ctx := errgroup.WithContext(ctx)
		defer group.Wait() //nolint:errcheck // every error travels in its slot
		defer cancel()

		tasks := make(chan task)
		slots := make(chan chan result, max(int(w), 1)+1)
		group.Go(func() error {
			defer close(tasks)
			defer close(slots)
			for item, err := range in {
				t := task{item: item, err: err, slot: make(chan result, 1)}
				select {
				case slots <- t.slot:
				case <-ctx.Done():
					return nil
				}
				select {
				case tasks <- t:
				case <-ctx.Done():
					t.slot <- result{err: context.Cause(ctx)}
					return nil
				}
			}
			return nil
		})
		for range max(int(w), 1) {
			group.Go(func() error {
				for t := range tasks {
					r := result{err: t.err}
					if r.err == nil {
						r.err = guarded(func() (err error) {
							r.out, err = work(ctx, t.item)
							return err
						})
					}
					t.slot <- r
				}
				return nil
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

// guarded calls f and turns a panic into a *PanicError.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return f()
}
