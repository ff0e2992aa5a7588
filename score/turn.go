package score

import (
	"context"
	"runtime"

	"galena/internal/pipeline"
)

// turn is when the stage may begin to read. Reading, parsing and sorting events keep a core
// busy, and so does reading contacts; the matching that follows leaves all cores but one idle
// for much of its time. So a stage behind a Gatherer begins to read once the Gatherer has its
// records. The zero turn is now.
type turn struct{ seen chan struct{} }

// Foresee implements pipeline.Foreseer.
func (s *Stage) Foresee() pipeline.Foresight {
	if s.events == nil {
		return nil
	}
	s.turn.seen = make(chan struct{})
	return s.turn
}

// See implements pipeline.Foresight.
func (turn) See(pipeline.Batch) {}

// Seen implements pipeline.Foresight.
func (t turn) Seen() { close(t.seen) }

// await returns once it is the stage's turn, with the workers to read with: half of them if
// others work at the same time.
func (t turn) await(ctx context.Context, workers pipeline.Workers) (pipeline.Workers, error) {
	if t.seen == nil {
		return workers, nil
	}
	select {
	case <-t.seen:
		return (workers + 1) / 2, nil
	case <-ctx.Done():
		return workers, context.Cause(ctx)
	}
}

// giveWay lets others have the core every 256 rows. The scheduler takes a core away from a
// goroutine only after 10 ms: one that yields sooner uses an idle core fully, and takes little
// of a busy one.
func giveWay(row int) {
	if row%256 == 0 {
		runtime.Gosched()
	}
}
