package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"galena/ingest"
	"galena/internal/config"
)

// runID names a run by everything that its output follows from: the version, the
// config, the clock of the rules, the names and contents of the files (pinned model,
// links and lists included) and the state. So the same input gives the same bytes,
// even in the column run_id.
func runID(p *plan, asOf time.Time, a *assembled, past *runState) string {
	hash := sha256.New()
	identity := json.NewEncoder(hash)
	for _, part := range []any{version, config.Hash(p), asOf} {
		identity.Encode(part) //nolint:errcheck // a hash never fails
	}
	for _, file := range a.files() {
		identity.Encode([]string{file.Path, cmp.Or(file.SHA256, file.Version)}) //nolint:errcheck // as above
	}
	for _, file := range a.deduper.FilesRead() {
		identity.Encode(file) //nolint:errcheck // as above
	}
	if a.scorer != nil {
		for _, file := range a.scorer.FilesRead() {
			identity.Encode(file) //nolint:errcheck // as above
		}
	}
	if a.enricher != nil {
		for _, file := range a.enricher.FilesRead() {
			identity.Encode(file) //nolint:errcheck // as above
		}
	}
	if past.keeps() {
		identity.Encode(past.store.Identity()) //nolint:errcheck // as above
	}
	return asOf.Format(time.DateOnly) + "-" + hex.EncodeToString(hash.Sum(nil))[:12]
}

// files returns every file of the run: contacts, events, outcomes, tables and
// suppression lists.
func (a *assembled) files() []ingest.File {
	var files []ingest.File
	for _, source := range append([]*ingest.Source{a.contacts, a.events, a.outcomes}, a.tables...) {
		if source != nil {
			files = append(files, source.Files()...)
		}
	}
	return append(files, a.lists.Files()...)
}
