package score_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"galena/internal/pipeline"
	"galena/score"
)

// A stage behind a Gatherer reads its events once the Gatherer has its records, or not at all
// if the run fails earlier.
func TestReadsWhenRecordsAreIn(t *testing.T) {
	begin := func(ctx context.Context) (pipeline.Foresight, *score.Stage, <-chan error) {
		stage := score.New(load(t, ""), asOf, manyEvents(100, 10), nil)
		sight, ended := stage.Foresee(), make(chan error, 1)
		go func() { ended <- stage.Prepare(ctx, 2) }()
		synctest.Wait()
		return sight, stage, ended
	}
	synctest.Test(t, func(t *testing.T) {
		sight, stage, ended := begin(t.Context())
		if read := stage.Report().Read; read != 0 {
			t.Errorf("%d events are read before the records are in", read)
		}
		sight.Seen()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if read := stage.Report().Read; read != 100 {
			t.Errorf("%d of 100 events are read once the records are in", read)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		failed := errors.New("the contacts cannot be read")
		ctx, fail := context.WithCancelCause(t.Context())
		_, _, ended := begin(ctx)
		fail(failed)
		if err := <-ended; !errors.Is(err, failed) {
			t.Errorf("the stage ends with %v, not with what failed", err)
		}
	})
}

func TestNothingToReadIsNotForeseen(t *testing.T) {
	if sight := score.New(load(t, ""), asOf, nil, nil).Foresee(); sight != nil {
		t.Error("a stage without events wants to know when the records are in")
	}
}
