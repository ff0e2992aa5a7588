package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
)

// snapshot is what diff compares of a run.
type snapshot struct {
	*pastRun
	leads   map[string]snapshotLead
	records map[string]string // the lead of each record
}

// snapshotLead is what diff compares of a lead: the watched columns, and hashes of
// its own values and of its records.
type snapshotLead struct {
	watched [len(watched)]string
	values  uint64
	records uint64
}

// watched are the columns whose changes are reported.
var watched = [...]string{"tier", "lifecycle_stage", "contactable_email", "contactable_phone", "contactable_sms"}

// madeOf are the columns derived from values, rules and time. A change in them is
// not a change of the lead's own values.
var madeOf = []string{
	"run_id", "score", "fit_score", "fit_coverage", "engagement_score", "grade", "tier", "tier_reason", "lifecycle_stage",
	"last_active_at", "probability", "merge_confidence", "record_count", "channel", "motion",
}

// takeSnapshot reads a run for comparison.
func takeSnapshot(ctx context.Context, run *pastRun) (*snapshot, error) {
	s := &snapshot{pastRun: run, leads: map[string]snapshotLead{}, records: map[string]string{}}
	ofLead := map[string]uint64{}
	columns := []string{"source_system", "source_record_id", "lead_id"}
	err := run.each(ctx, "crosswalk", columns, func(in rows, i int) {
		record, lead := in.cell("source_system", i)+":"+in.cell("source_record_id", i), in.cell("lead_id", i)
		s.records[record] = lead
		ofLead[lead] += xxh3.HashString(record) // a sum, so that their order does not matter
	})
	if err != nil {
		return nil, err
	}
	err = run.scan(ctx, "leads", nil, func(in rows) {
		var own []string
		for _, name := range in.names {
			if !slices.Contains(madeOf, name) && !strings.HasPrefix(name, "contactable_") {
				own = append(own, name)
			}
		}
		for i := range in.count {
			lead := snapshotLead{records: ofLead[in.cell("lead_id", i)]}
			for j, name := range watched {
				lead.watched[j] = in.cell(name, i)
			}
			var hash xxh3.Hasher
			for _, name := range own {
				hash.WriteString(name + "\x00" + in.cell(name, i) + "\x00") //nolint:errcheck // a hash never fails
			}
			lead.values = hash.Sum64()
			s.leads[in.cell("lead_id", i)] = lead
		}
	})
	return s, err
}

// runBefore returns the run that began last before the given one.
func runBefore(ctx context.Context, out place, last *pastRun) (*pastRun, error) {
	places, err := out.runs(ctx)
	if err != nil {
		return nil, err
	}
	var earlier []*pastRun
	for _, at := range places {
		run, err := openRun(ctx, at)
		if err == nil && run.Timing.StartedAt.Before(last.Timing.StartedAt) {
			earlier = append(earlier, run)
		}
	}
	if len(earlier) == 0 {
		return nil, usagef("%s holds one run, and diff needs two", out.name)
	}
	return slices.MaxFunc(earlier, func(a, b *pastRun) int {
		return cmp.Or(a.Timing.StartedAt.Compare(b.Timing.StartedAt), cmp.Compare(a.at.name, b.at.name))
	}), nil
}

// run opens a run by its id or folder name.
func (at place) run(ctx context.Context, name string) (*pastRun, error) {
	found := at.in(name)
	if at.store == nil && !isFolder(found.name) && isFolder(name) {
		found = place{name: name}
	}
	return openRun(ctx, found)
}
