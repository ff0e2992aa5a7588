package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"galena/internal/config"
	"galena/internal/remote"
)

// order is the order in which stages must be listed.
var order = []string{"normalize", "dedupe", "enrich", "score"}

// Validate implements config.Validator.
func (p *plan) Validate(report *config.Report) {
	at := -1
	for i, name := range p.Stages {
		next := slices.Index(order, name)
		if next < 0 {
			continue // the enum of the key reports it
		}
		if next <= at {
			report.Errorf(fmt.Sprintf("stages[%d]", i), "stands behind %s; the order is %s", p.Stages[i-1], strings.Join(order, ", "))
		}
		at = next
	}
	if slices.Contains(p.Stages, "dedupe") && !slices.Contains(p.Stages, "normalize") {
		report.Errorf("stages", "dedupe matches what normalize has brought into one form; add normalize")
	}
	if p.Workers < 0 {
		report.Errorf("workers", "must not be negative; 0 means one per core")
	}
}

// checkFolders returns an error for folders that a run could not work with.
func (p *plan) checkFolders() error {
	if remote.IsURL(p.Export.Dir) {
		if err := remote.CheckFolder(p.Export.Dir); err != nil {
			return usagef("export.dir: %w", err)
		}
		return nil
	}
	if p.State == "" {
		return nil
	}
	out, err := filepath.Abs(p.Export.Dir)
	state, stateErr := filepath.Abs(p.State)
	if err == nil && stateErr == nil && out == state {
		return usagef("state and export.dir are one folder, %s; give each its own", p.State)
	}
	return nil
}

// misplaced returns an error for contacts that are not found from the current folder,
// but would be from that of the configuration.
func (p *plan) misplaced(file string) error {
	beside := filepath.Dir(file)
	if file == "" || beside == "." {
		return nil
	}
	for _, in := range p.Ingest.Contacts {
		here, err := filepath.Glob(in.Path)
		there, thereErr := filepath.Glob(filepath.Join(beside, in.Path))
		if err == nil && thereErr == nil && len(here) == 0 && len(there) > 0 {
			return usagef("%s is in %s, but paths are as seen from the folder in which galena is run: run it there", in.Path, beside)
		}
	}
	return nil
}
