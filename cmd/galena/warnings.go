package main

import (
	"slices"

	"galena/ingest"
	"galena/internal/term"
)

// warning is what the user should know about a run that succeeded.
type warning struct{ file, says string }

func (w warning) String() string {
	if w.file == "" {
		return w.says
	}
	return w.file + ": " + w.says
}

// alarms are the warnings that are logged too: an input without rows or without any
// known column is seldom intended.
func (e *execution) alarms() (out []warning) {
	for _, file := range e.parts.contacts.Files() {
		switch {
		case file.Rows == 0:
			out = append(out, warning{file.Path, "the file holds no rows"})
		case !slices.ContainsFunc(file.Mapping.Columns, ingest.Column.Canonical):
			out = append(out, warning{file.Path, "no column was recognized; say under ingest.contacts[].columns in pipeline.yaml what they mean"})
		case e.past.keeps() && len(file.Mapping.Named("source_record_id")) == 0:
			out = append(out, warning{file.Path, "the file has no id column, so a changed row counts as a new record and its lead may get a new id; name a column with id: in pipeline.yaml"})
		}
	}
	if e.parts.refusals != nil && e.parts.refusals.Unnamed() > 0 {
		out = append(out, warning{says: "refusals in events that protect nobody, because they have no readable address, number or id: " + term.Count(e.parts.refusals.Unnamed())})
	}
	return out
}

// warnings are the alarms, followed by remarks on columns and matching.
func (e *execution) warnings() []string {
	out := []string{}
	for _, w := range e.alarms() {
		out = append(out, w.String())
	}
	for _, w := range companyFiles(e.plan.Dedupe.Entity, e.parts.contacts.Files()) {
		out = append(out, w.String())
	}
	for _, file := range e.parts.files() {
		for _, says := range file.Mapping.Told() {
			out = append(out, warning{file.Path, says}.String())
		}
	}
	if summary := e.parts.deduper.Summary(); summary != nil {
		out = append(out, summary.Report.Warnings...)
	}
	return out
}

// logAlarms logs the alarms.
func (e *execution) logAlarms() {
	for _, w := range e.alarms() {
		if w.file == "" {
			e.log.Warn(w.says)
		} else {
			e.log.Warn(w.says, "file", w.file)
		}
	}
}

// companyFiles warns of files whose rows seem to be companies although leads are
// persons. A file without names of people needs no warning: it is matched as a file of
// companies anyway.
func companyFiles(entity string, files []ingest.File) (out []warning) {
	for _, file := range files {
		if entity == "person" && file.Mapping.OfCompanies() {
			out = append(out, warning{file.Path, "its rows seem to be companies, but leads are persons; with dedupe.entity: company each company becomes a lead"})
		}
	}
	return out
}
