package main

import (
	"time"

	"github.com/spf13/cobra"

	"galena/internal/column"
	"galena/score"
)

// readPast returns the leads as they were known at past dates, and whether they had
// become customers by the end of the horizon.
func (f *fitFlags) readPast(cmd *cobra.Command, p *process, files []string) ([]column.Table, error) {
	if f.lesson.Target != score.Converted {
		return nil, usagef("model fit --at learns who became a customer: --target must be %s", score.Converted)
	}
	ctx := cmd.Context()
	l, err := f.load(p, cmd, files)
	if err != nil {
		return nil, err
	}
	defer limitMemory(l.plan.Memory)()
	replays, err := f.replays(l.plan)
	if err != nil {
		return nil, err
	}
	f.lesson.Time = score.AsOf
	var out []column.Table
	for _, r := range replays {
		if !r.complete {
			return nil, usagef("--at %s: its horizon of %s is not over by as_of, so that who has not converted may still; give an earlier date or a shorter --horizon",
				r.at.Format(time.DateOnly), f.horizon)
		}
		leads, _, err := r.leads(ctx)
		if err != nil {
			return nil, err
		}
		past, err := r.score(ctx, withoutModel(l.plan.Score), r.at, leads)
		if err != nil {
			return nil, err
		}
		later, err := r.score(ctx, withoutModel(l.plan.Score), r.until, leads)
		if err != nil {
			return nil, err
		}
		out = append(out, past.Lessons(leads, later, r.at)...)
	}
	return out, nil
}

// withoutModel returns the rules without a learned score, which is about to be
// learned.
func withoutModel(rules score.Config) score.Config {
	rules.Learned = score.Learned{}
	return rules
}
