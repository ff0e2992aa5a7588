package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"galena/export"
	"galena/ingest"
	"galena/internal/gate"
	"galena/internal/pipeline"
	"galena/internal/report"
	"galena/internal/term"
	"galena/internal/vfs"
)

// runReport is run.json with the judgement of it.
type runReport struct{ report.Run }

// report sums up a run that has ended well.
func (l *loaded) report(a *assembled, past *memory, line *pipeline.Pipeline, tally *report.Tally, asOf, started time.Time) *runReport {
	r := &runReport{report.Run{
		Galena: version, AsOf: asOf,
		Config: l.described(),
		Inputs: a.files(), Books: line.Accounts(), Leads: tally.Leads, Notes: report.Notes(line.Notes()),
		Machine: report.Machine{
			GoVersion: runtime.Version(), Workers: int(pipeline.WorkersFor(l.plan.Workers)), PeakMemoryBytes: report.PeakMemory(),
		},
	}}
	for _, file := range a.files() {
		for _, warning := range file.Mapping.Told() {
			r.Warnings = append(r.Warnings, file.Path+": "+warning)
		}
	}
	written := map[string]int64{}
	for file, leads := range a.deduper.Written() {
		written[file.Path] = leads
	}
	suppressed := map[string]int64{}
	for file, records := range a.deduper.Suppressed() {
		suppressed[file.Path] = records
	}
	erased := map[string]int64{}
	if past.forgetter != nil {
		for file, records := range past.forgetter.Erased() {
			erased[file.Path] = records
		}
	}
	var rows int64
	for _, file := range a.contacts.Files() {
		r.Files = append(r.Files, report.File{
			Path: file.Path, Source: file.Source, In: file.Rows, Rejected: file.Rejected,
			Written: written[file.Path], Suppressed: suppressed[file.Path], Erased: erased[file.Path],
			Merged: file.Rows - file.Rejected - written[file.Path] - suppressed[file.Path] - erased[file.Path],
		})
		rows += file.Rows
	}
	r.Suppressions = a.suppressionReport()
	if a.scorer != nil {
		r.Events = a.scorer.Report()
	}
	if summary := a.deduper.Summary(); summary != nil {
		r.Matching = summary
	}
	r.Gates = append(r.Gates, rowsGate(r.Files), rejectGate(r.Files, float64(l.plan.Ingest.MaxRejected)))
	seconds := time.Since(started).Seconds()
	r.Timing = report.Timing{StartedAt: started.UTC(), Seconds: seconds, RowsPerSecond: float64(rows) / seconds}
	return r
}

// tellModel logs which model the records of a run with a state were matched by,
// and how much of the work it has saved.
func (a *assembled) tellModel(log *slog.Logger) {
	summary := a.deduper.Summary()
	if summary == nil || summary.Model == nil {
		return
	}
	said := []any{"compared", summary.Report.Pairs, "known", summary.Report.Known, "changed_records", summary.Report.Changed}
	if why := summary.Model.Trained; why != "" {
		log.Info("the model of matching was trained anew", append(said, "reason", why)...)
		return
	}
	log.Info("the model of matching is that of an earlier run", append(said, "trained_on", summary.Model.TrainedOn)...)
}

// suppressionReport tells of each list how many of its entries named somebody.
func (a *assembled) suppressionReport() []report.Suppression {
	entries, matched := a.lists.Index.Matched()
	unreadable := map[string]int64{}
	for _, reject := range a.lists.Rejects {
		unreadable[reject.File]++
	}
	var out []report.Suppression
	for i, list := range a.lists.Index.Lists {
		if list.Path == "" || list.Events {
			continue // what is remembered or happened is no list of the user's
		}
		out = append(out, report.Suppression{
			Name: list.Name, Path: list.Path, Entries: entries[i], Matched: matched[i], Unreadable: unreadable[list.Path],
		})
	}
	return out
}

// judge holds the run against the gates of the configuration. Where a gate asks for
// the last run, one that is there and cannot be read is an error.
func (l *loaded) judge(ctx context.Context, disk vfs.FS, r *runReport) error {
	night := gate.Night{Leads: r.Leads, AsOf: r.AsOf}
	for _, file := range r.Files {
		night.Rows, night.Rejects, night.Merged = night.Rows+file.In, night.Rejects+file.Rejected, night.Merged+file.Merged
	}
	if slices.ContainsFunc(l.plan.Gates, gate.Gate.Compares) {
		data, err := export.LatestSummary(ctx, disk, l.plan.Export.Dir)
		var last report.Run
		if err == nil && data != nil {
			night.Last = &last.Leads
			err = json.Unmarshal(data, &last)
		}
		if err != nil {
			return fmt.Errorf("reading the last run, which a gate compares with: %w", err)
		}
	}
	r.Gates = append(r.Gates, gate.Judge(l.plan.Gates, night)...)
	return nil
}

// rowsGate keeps a night without any rows from replacing the leads of the last.
func rowsGate(files []report.File) report.Gate {
	var rows int64
	for _, file := range files {
		rows += file.In
	}
	gate := report.Gate{Name: "rows_read", Passed: rows > 0, Detail: term.Count(rows) + " rows read"}
	switch {
	case rows > 0:
	case len(files) == 1:
		gate.Detail = files[0].Path + " holds no rows"
	default:
		gate.Detail = fmt.Sprintf("none of the %d files of contacts holds rows", len(files))
	}
	return gate
}

// warn logs files that gave nothing, or nothing that galena knows, which is
// seldom meant; of a run with a state also files whose records cannot be known
// again.
func warn(log *slog.Logger, files []ingest.File, remembers bool) {
	for _, file := range files {
		switch {
		case file.Rows == 0:
			log.Warn("the file holds no rows", "file", file.Path)
		case !slices.ContainsFunc(file.Mapping.Columns, ingest.Column.Canonical):
			log.Warn("no column was recognized; say under ingest.contacts[].columns in pipeline.yaml what they mean", "file", file.Path)
		case remembers && len(file.Mapping.Named("source_record_id")) == 0:
			log.Warn("the file has no column of ids, so a row that changes is a new record, and its lead may get another id; name a column with id: in pipeline.yaml", "file", file.Path)
		}
	}
}

// rejectGate is ingest.max_rejected. It names the file that most rejects come
// from.
func rejectGate(files []report.File, most float64) report.Gate {
	var rows, rejected int64
	var worst report.File
	for _, file := range files {
		rows, rejected = rows+file.In, rejected+file.Rejected
		if file.Rejected > worst.Rejected {
			worst = file
		}
	}
	share := 0.0
	if rows > 0 {
		share = float64(rejected) / float64(rows)
	}
	gate := report.Gate{
		Name: "max_rejected", Passed: share <= most,
		Detail: fmt.Sprintf("%s of %s rows rejected (%.2f%%); ingest.max_rejected allows %.2f%%", term.Count(rejected), term.Count(rows), 100*share, 100*most),
	}
	if !gate.Passed && len(files) > 1 {
		gate.Detail += fmt.Sprintf("; %s of them in %s", term.Count(worst.Rejected), worst.Path)
	} else if !gate.Passed {
		gate.Detail = worst.Path + ": " + gate.Detail
	}
	return gate
}

// failedGate returns the first gate that was not passed, as an error.
func (r *runReport) failedGate() error {
	for _, gate := range r.Gates {
		if !gate.Passed && gate.Action != "warn" {
			return codedError{fmt.Errorf("quality gate %s failed, nothing was published: %s", gate.Name, gate.Detail), exitGate}
		}
	}
	return nil
}
