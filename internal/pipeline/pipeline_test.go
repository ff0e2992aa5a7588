package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// numbers is a source of batches of one row each, numbered from 0.
type numbers struct {
	count int
	fail  error // after the last batch
	extra int64 // rows that it claims to have read but does not account for
}

func (s numbers) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for i := range s.count {
			b := pipeline.Batch{Rows: row(int64(i)), Read: 1}
			if i == 0 {
				b.Read += s.extra
			}
			if !yield(b, nil) {
				return
			}
		}
		if s.fail != nil {
			yield(pipeline.Batch{}, s.fail)
		}
	}
}

func row(n int64) column.Table {
	b := column.NewNumberBuilder[int64](1)
	b.Append(n)
	return column.NewTable(1).With("n", b.Finish())
}

func number(b pipeline.Batch) int64 { return b.Rows.Column("n").(*column.Int).Value(0) }

// mapper is a Mapper that calls a function.
type mapper struct {
	name string
	f    func(context.Context, pipeline.Batch) (pipeline.Batch, error)
}

func (m mapper) Name() string { return m.name }

func (m mapper) Map(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	return m.f(ctx, b)
}

// hasty is a Mapper that lets batches overtake one another.
var hasty = mapper{"hasty", func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	time.Sleep(time.Duration(7-number(b)%7) * 100 * time.Microsecond)
	return b, nil
}}

// reverse is a Gatherer that yields the rows backwards and merges the last two.
type reverse struct{}

func (reverse) Name() string { return "reverse" }

func (reverse) Gather(_ context.Context, in pipeline.Stream, _ pipeline.Workers) (pipeline.Parts, error) {
	var rows []int64
	for b, err := range in {
		if err != nil {
			return pipeline.Parts{}, err
		}
		rows = append(rows, number(b))
	}
	slices.Reverse(rows)
	rows = rows[1:]
	return pipeline.Parts{Count: len(rows), Merged: 1, Make: func(_ context.Context, i int) (pipeline.Batch, error) {
		return pipeline.Batch{Rows: row(rows[i])}, nil
	}}, nil
}

// sink is a Sink that remembers what it was given.
type sink struct {
	rows    []int64
	rejects []pipeline.Reject
	closed  bool
	fail    error
}

func (s *sink) Write(_ context.Context, _ pipeline.Workers, b pipeline.Batch) error {
	s.rejects = append(s.rejects, b.Rejects...)
	if b.Rows.Rows() > 0 {
		s.rows = append(s.rows, number(b))
	}
	return s.fail
}

func (s *sink) Close(context.Context, pipeline.Workers) error {
	s.closed = true
	return nil
}

func TestRunKeepsOrder(t *testing.T) {
	for _, workers := range []pipeline.Workers{1, 2, 7, 16} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			out := &sink{}
			p := pipeline.New(numbers{count: 100}, []pipeline.Stage{hasty, reverse{}, hasty}, out, workers)
			if err := p.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			var want []int64
			for n := int64(98); n >= 0; n-- {
				want = append(want, n)
			}
			if diff := cmp.Diff(want, out.rows); diff != "" || !out.closed {
				t.Errorf("closed: %t, rows (-want +got):\n%s", out.closed, diff)
			}
			books := p.Accounts()
			for i := range books {
				books[i].Busy = 0
			}
			wantBooks := []pipeline.Account{
				{Stage: "ingest", In: 100, Out: 100},
				{Stage: "hasty", In: 100, Out: 100},
				{Stage: "reverse", In: 100, Out: 99, Merged: 1},
				{Stage: "hasty", In: 99, Out: 99},
				{Stage: "export", In: 99, Out: 99},
			}
			if diff := cmp.Diff(wantBooks, books); diff != "" {
				t.Errorf("books (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunFails(t *testing.T) {
	trouble := errors.New("trouble")
	at50 := func(f func(pipeline.Batch) (pipeline.Batch, error)) pipeline.Stage {
		return mapper{"picky", func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
			if number(b) == 50 {
				return f(b)
			}
			return b, nil
		}}
	}
	tests := []struct {
		name   string
		source numbers
		stage  pipeline.Stage
		sink   sink
		want   string
	}{
		{"source", numbers{count: 100, fail: trouble}, hasty, sink{}, "trouble"},
		{"mapper", numbers{count: 100}, at50(func(b pipeline.Batch) (pipeline.Batch, error) { return b, trouble }), sink{}, "picky: trouble"},
		{"panic", numbers{count: 100}, at50(func(pipeline.Batch) (pipeline.Batch, error) { panic("cell contents") }), sink{}, "internal error"},
		{"sink", numbers{count: 100}, hasty, sink{fail: trouble}, "export: trouble"},
		{"unexplained row", numbers{count: 100, extra: 1}, hasty, sink{}, "ingest: the books do not balance: 101 rows in, but 100 out"},
	}
	for _, test := range tests {
		for _, workers := range []pipeline.Workers{1, 4} {
			t.Run(fmt.Sprint(test.name, workers), func(t *testing.T) {
				out := test.sink
				err := pipeline.New(test.source, []pipeline.Stage{test.stage}, &out, workers).Run(t.Context())
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Fatalf("got error %v, want %q in it", err, test.want)
				}
				if strings.Contains(err.Error(), "cell contents") {
					t.Errorf("the error quotes what the stage was working on: %v", err)
				}
				if out.closed && test.name != "unexplained row" {
					t.Error("the sink was closed as if all had gone well")
				}
			})
		}
	}
}

func TestRejectsDoNotWaitForTheGatherer(t *testing.T) {
	out := &sink{}
	refusing := mapper{"refusing", func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
		if number(b) == 3 {
			return pipeline.Batch{Rows: column.NewTable(0), Rejects: []pipeline.Reject{{Stage: "refusing", Line: 3, Code: "odd"}}}, nil
		}
		return b, nil
	}}
	keep := mapper{"keep", func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) { return b, nil }}
	p := pipeline.New(numbers{count: 10}, []pipeline.Stage{refusing, keep, gatherAny{}}, out, 3)
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(out.rejects) != 1 || out.rejects[0].Line != 3 {
		t.Errorf("rejects: %+v", out.rejects)
	}
	if got := p.Accounts()[1]; got.Rejected != 1 || got.Out != 9 {
		t.Errorf("books of the stage: %+v", got)
	}
}

// gatherAny is a Gatherer that merges all rows and yields none.
type gatherAny struct{}

func (gatherAny) Name() string { return "gather" }

func (gatherAny) Gather(_ context.Context, in pipeline.Stream, _ pipeline.Workers) (pipeline.Parts, error) {
	parts := pipeline.Parts{}
	for b, err := range in {
		if err != nil {
			return parts, err
		}
		parts.Merged += int64(b.Rows.Rows())
	}
	return parts, nil
}

func TestRunStopsWhenCancelled(t *testing.T) {
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := mapper{"stop", func(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
		if number(b) == 20 {
			cancel(cause)
		}
		return b, nil
	}}
	out := &sink{}
	err := pipeline.New(numbers{count: 1_000_000}, []pipeline.Stage{stop, reverse{}}, out, 2).Run(ctx)
	if !errors.Is(err, cause) || out.closed {
		t.Errorf("got error %v, closed %t; want the cause and an open sink", err, out.closed)
	}
}

func TestNotesAreSummedUp(t *testing.T) {
	noting := mapper{"noting", func(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
		b.Notes = append(b.Notes, pipeline.Note{Stage: "noting", Field: "email", Code: "odd", Count: 1, FirstLine: 100 - number(b)})
		return b, nil
	}}
	p := pipeline.New(numbers{count: 10}, []pipeline.Stage{noting}, &sink{}, 3)
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []pipeline.Note{{Stage: "noting", Field: "email", Code: "odd", Count: 10, FirstLine: 91}}
	if diff := cmp.Diff(want, p.Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestEach(t *testing.T) {
	for _, workers := range []pipeline.Workers{1, 4} {
		done := make([]bool, 1000)
		err := workers.Each(t.Context(), len(done), func(_ context.Context, i int) error { done[i] = true; return nil })
		if err != nil || slices.Contains(done, false) {
			t.Errorf("%d workers: error %v, all done: %t", workers, err, !slices.Contains(done, false))
		}
		var panicked *pipeline.PanicError
		if err := workers.Each(t.Context(), 10, func(context.Context, int) error { panic("bug") }); !errors.As(err, &panicked) {
			t.Errorf("%d workers: a panic became %v", workers, err)
		}
	}
}

// TestPanicOfASource: a reader may panic between two batches, on a goroutine of its own.
func TestPanicOfASource(t *testing.T) {
	broken := func(yield func(int, error) bool) {
		if yield(1, nil) {
			panic("bug")
		}
	}
	for _, workers := range []pipeline.Workers{1, 4} {
		var got []int
		var failed error
		for n, err := range pipeline.Ordered(t.Context(), workers, broken, func(_ context.Context, n int) (int, error) { return n, nil }) {
			if failed = err; err == nil {
				got = append(got, n)
			}
		}
		var panicked *pipeline.PanicError
		if !errors.As(failed, &panicked) || !slices.Equal(got, []int{1}) {
			t.Errorf("%d workers: a panic became %v behind %v", workers, failed, got)
		}
	}
}

// TestTooMuchTextIsNoBug: data that are too large are not reported as a bug of galena.
func TestTooMuchTextIsNoBug(t *testing.T) {
	err := pipeline.Workers(1).Each(t.Context(), 1, func(context.Context, int) error { panic(column.ErrTooMuchText) })
	var panicked *pipeline.PanicError
	if !errors.Is(err, column.ErrTooMuchText) || errors.As(err, &panicked) || !strings.Contains(err.Error(), "--batch-rows") {
		t.Errorf("too much text became %v", err)
	}
}

func BenchmarkOrdered(b *testing.B) {
	in := func(yield func(int, error) bool) {
		for i := range b.N {
			if !yield(i, nil) {
				return
			}
		}
	}
	for range pipeline.Ordered(b.Context(), 2, in, func(_ context.Context, i int) (int, error) { return i, nil }) {
	}
}

// forewarned is a Mapper that must know, before it is prepared, what enters the Gatherer
// before it.
type forewarned struct {
	mapper
	mu   sync.Mutex
	rows int
	all  chan struct{}
}

func (f *forewarned) Foresee() pipeline.Foresight { return f }
func (f *forewarned) Seen()                       { close(f.all) }

func (f *forewarned) See(b pipeline.Batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows += b.Rows.Rows()
}

func (f *forewarned) Prepare(ctx context.Context, _ pipeline.Workers) error {
	select {
	case <-f.all:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// TestForesee: a stage is shown everything that enters the Gatherer before it, and waits
// in vain only if the run fails.
func TestForesee(t *testing.T) {
	fails := errors.New("the file is damaged")
	for _, source := range []numbers{{count: 100}, {count: 100, fail: fails}} {
		f := &forewarned{mapper: hasty, all: make(chan struct{})}
		out := &sink{}
		err := pipeline.New(source, []pipeline.Stage{hasty, reverse{}, f}, out, 3).Run(t.Context())
		if !errors.Is(err, source.fail) {
			t.Fatalf("%v, want %v", err, source.fail)
		}
		if source.fail == nil && (f.rows != 100 || len(out.rows) != 99) {
			t.Errorf("%d rows were seen, %d came out", f.rows, len(out.rows))
		}
	}
}
