package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"galena/enrich"
	"galena/export"
	"galena/internal/gate"
	"galena/internal/pipeline"
	"galena/internal/report"
	"galena/internal/term"
)

// newReport returns run.json of a successful run, except for the gates of the
// configuration and the list of written files.
func (e *execution) newReport(line *pipeline.Pipeline, leads report.Leads, notes []pipeline.Note) *report.Run {
	r := &report.Run{
		RunID: e.out.RunID(), Galena: version, AsOf: e.asOf,
		Config: e.described(),
		Inputs: e.parts.files(), Files: e.fileAccounts(), Books: line.Accounts(), Leads: leads,
		Suppressions: e.parts.suppressionReport(), State: e.past.report(),
		Notes: report.Notes(append(line.Notes(), notes...)), Warnings: e.warnings(),
		Machine: report.Machine{
			GoVersion: runtime.Version(), Workers: int(pipeline.WorkersFor(e.plan.Workers)), PeakMemoryBytes: report.PeakMemory(),
		},
	}
	for _, file := range e.out.LeftOut() {
		r.LeftOut = append(r.LeftOut, report.LeftOut(file))
	}
	if e.parts.scorer != nil {
		r.Events = e.parts.scorer.Report()
	}
	if summary := e.parts.deduper.Summary(); summary != nil {
		r.Matching = summary
	}
	for _, enricher := range []*enrich.Enricher{e.parts.enricher, e.parts.providers} {
		if enricher != nil {
			r.Providers = append(r.Providers, enricher.Providers()...)
		}
	}
	r.Gates = []report.Gate{rowsGate(r.Files), rejectGate(r.Files, float64(e.plan.Ingest.MaxRejected))}
	var rows int64
	for _, file := range r.Files {
		rows += file.In
	}
	seconds := time.Since(e.started).Seconds()
	r.Timing = report.Timing{StartedAt: e.started.UTC(), Seconds: seconds, RowsPerSecond: float64(rows) / seconds}
	return r
}

// fileAccounts says for each file of contacts what became of its rows.
func (e *execution) fileAccounts() []report.File {
	byPath := func(counts map[*pipeline.File]int64) map[string]int64 {
		out := make(map[string]int64, len(counts))
		for file, n := range counts {
			out[file.Path] = n
		}
		return out
	}
	written, suppressed := byPath(e.parts.deduper.Written()), byPath(e.parts.deduper.Suppressed())
	var erased map[string]int64
	if e.past.forgetter != nil {
		erased = byPath(e.past.forgetter.Erased())
	}
	var accounts []report.File
	for _, file := range e.parts.contacts.Files() {
		a := report.File{
			Path: file.Path, Source: file.Source, In: file.Rows, Rejected: file.Rejected,
			Written: written[file.Path], Suppressed: suppressed[file.Path], Erased: erased[file.Path],
		}
		a.Merged = a.In - a.Rejected - a.Written - a.Suppressed - a.Erased
		accounts = append(accounts, a)
	}
	return accounts
}

// logModel logs whether matching used a new model or that of an earlier run, and how
// many pairs were compared or already known.
func (a *assembled) logModel(log *slog.Logger) {
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

// suppressionReport says how many entries of each list matched somebody.
func (a *assembled) suppressionReport() []report.Suppression {
	entries, matched := a.lists.Index.Matched()
	unreadable := map[string]int64{}
	for _, reject := range a.lists.Rejects {
		unreadable[reject.File]++
	}
	var out []report.Suppression
	for i, list := range a.lists.Index.Lists {
		if list.Path == "" || list.Events {
			continue // refusals from the state or from events are not a list of the user's
		}
		out = append(out, report.Suppression{
			Name: list.Name, Path: list.Path, Entries: entries[i], Matched: matched[i], Unreadable: unreadable[list.Path],
		})
	}
	return out
}

// judge checks the run against the gates of the configuration. If a gate compares
// with the last run, and that run exists but cannot be read, judge returns an error.
func (e *execution) judge(ctx context.Context, r *report.Run) error {
	night := gate.Night{Leads: r.Leads, AsOf: r.AsOf}
	for _, file := range r.Files {
		night.Rows, night.Rejects, night.Merged = night.Rows+file.In, night.Rejects+file.Rejected, night.Merged+file.Merged
	}
	if slices.ContainsFunc(e.plan.Gates, gate.Gate.Compares) {
		data, err := export.LatestSummary(ctx, e.disk(), e.plan.Export.Dir)
		var last report.Run
		if err == nil && data != nil {
			night.Last = &last.Leads
			err = json.Unmarshal(data, &last)
		}
		if err != nil {
			return fmt.Errorf("reading the last run, which a gate compares with: %w", err)
		}
	}
	r.Gates = append(r.Gates, gate.Judge(e.plan.Gates, night)...)
	return nil
}

// rowsGate keeps a run that read no rows from replacing the last run's leads.
func rowsGate(files []report.File) report.Gate {
	var rows int64
	for _, file := range files {
		rows += file.In
	}
	gate := report.Gate{Name: "rows_read", Passed: rows > 0, Detail: term.Count(rows) + " rows read"}
	switch {
	case rows > 0:
	case len(files) == 1:
		gate.Detail = files[0].Path + " holds no rows; look at how it was exported"
	default:
		gate.Detail = fmt.Sprintf("none of the %d files of contacts holds rows; look at how they were exported", len(files))
	}
	return gate
}

// rejectGate is ingest.max_rejected. It names the file with the most rejects.
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

// failedGate returns the first gate that did not pass, as an error.
func failedGate(gates []report.Gate) error {
	for _, gate := range gates {
		if !gate.Passed && gate.Action != "warn" {
			return codedError{fmt.Errorf("quality gate %s failed, nothing was published: %s", gate.Name, gate.Detail), exitGate}
		}
	}
	return nil
}
