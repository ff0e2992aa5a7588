package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/zeebo/xxh3"
)

// snapshot is the leads of a run as diff compares them.
type snapshot struct {
	*pastRun
	leads   map[string]snapshotLead
	records map[string]string // the lead of each record
	members map[string]int    // records of each lead
}

// snapshotLead is what is compared of a lead: the columns of watched, and
// hashes of its own values and of its records.
type snapshotLead struct {
	watched [len(watched)]string
	values  uint64
	records uint64
}

// watched are the columns whose changes are told.
var watched = [...]string{"tier", "lifecycle_stage", "contactable_email", "contactable_phone", "contactable_sms"}

// madeOf are the columns that follow from values, rules and time, and so are no
// change of a lead's own values.
var madeOf = []string{
	"run_id", "score", "fit_score", "fit_coverage", "engagement_score", "grade", "tier", "tier_reason", "lifecycle_stage",
	"last_active_at", "probability", "merge_confidence", "record_count", "channel", "motion",
}

// takeSnapshot reads a run.
func takeSnapshot(ctx context.Context, run *pastRun) (*snapshot, error) {
	s := &snapshot{pastRun: run, leads: map[string]snapshotLead{}, records: map[string]string{}, members: map[string]int{}}
	ofLead := map[string]uint64{}
	columns := []string{"source_system", "source_record_id", "lead_id"}
	err := run.scan(ctx, "crosswalk", columns, func(count int, in rows) error {
		for i := range count {
			record, lead := in.cell("source_system", i)+":"+in.cell("source_record_id", i), in.cell("lead_id", i)
			s.records[record] = lead
			s.members[lead]++
			ofLead[lead] += xxh3.HashString(record) // whatever their order
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = run.scan(ctx, "leads", nil, func(count int, in rows) error {
		var own []string
		for _, name := range in.names {
			if !slices.Contains(madeOf, name) && !strings.HasPrefix(name, "contactable_") {
				own = append(own, name)
			}
		}
		for i := range count {
			lead := snapshotLead{records: ofLead[in.cell("lead_id", i)]}
			for j, name := range watched {
				lead.watched[j] = in.cell(name, i)
			}
			var hash xxh3.Hasher
			for _, name := range own {
				hash.WriteString(name + "\x00" + in.cell(name, i) + "\x00") //nolint:errcheck // a hash takes everything
			}
			lead.values = hash.Sum64()
			s.leads[in.cell("lead_id", i)] = lead
		}
		return nil
	})
	return s, err
}

// lastTwo returns the folders of the last run and of the one that began before
// it.
func lastTwo(out string) (before, latest string, err error) {
	if latest, err = filepath.EvalSymlinks(filepath.Join(out, "latest")); err != nil {
		return "", "", usagef("there is no run in %s; name the folder of your runs with --out", out)
	}
	dirs, err := runsIn(out)
	if err != nil {
		return "", "", err
	}
	last, err := startOf(latest)
	if err != nil {
		return "", "", err
	}
	type begun struct {
		dir string
		at  time.Time
	}
	var earlier []begun
	for _, dir := range dirs {
		at, err := startOf(dir)
		if err == nil && at.Before(last) {
			earlier = append(earlier, begun{dir, at})
		}
	}
	if len(earlier) == 0 {
		return "", "", usagef("%s holds one run, and diff needs two", out)
	}
	return slices.MaxFunc(earlier, func(a, b begun) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.dir, b.dir)) }).dir, latest, nil
}

func startOf(dir string) (time.Time, error) {
	run, err := openRun(dir)
	if err != nil {
		return time.Time{}, err
	}
	return run.Timing.StartedAt, nil
}

// runDir finds a run by its id or its folder.
func runDir(out, name string) string {
	if dir := filepath.Join(out, name); isFolder(dir) {
		return dir
	}
	if _, err := os.Stat(name); err == nil {
		return name
	}
	return filepath.Join(out, name)
}
