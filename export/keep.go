package export

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tempOld begins the name of a run that is being removed, so that nobody takes a
// half-removed folder for a run.
const tempOld = tempPrefix + "old-"

// prune removes the oldest runs, so that as many remain as the config keeps, the latest
// included. It touches only folders of runs.
func (s *Sink) prune(latest string) (removed []string, err error) {
	if s.config.KeepRuns == 0 {
		return nil, nil
	}
	runs, err := s.runs(latest)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, name := range runs[:max(0, len(runs)-(s.config.KeepRuns-1))] {
		old := filepath.Join(s.dir, tempOld+name)
		err := s.fs.Rename(filepath.Join(s.dir, name), old)
		if err == nil {
			err = s.fs.RemoveAll(old)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		removed = append(removed, name)
	}
	return removed, s.explain(errors.Join(errs...))
}

// runs lists the folders of runs except one, oldest first.
func (s *Sink) runs(except string) ([]string, error) {
	entries, err := s.fs.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	type run struct {
		name string
		made time.Time
	}
	var runs []run
	for _, entry := range entries {
		name := entry.Name()
		if !entry.IsDir() || name == except || strings.HasPrefix(name, tempPrefix) {
			continue
		}
		info, err := s.fs.Lstat(filepath.Join(s.dir, name, summaryName))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if id, err := runIDOf(s.fs, filepath.Join(s.dir, name)); err == nil && id != "" && strings.HasPrefix(name, id) {
			runs = append(runs, run{name, info.ModTime()})
		}
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.made.Compare(b.made), cmp.Compare(a.name, b.name)) })
	names := make([]string, len(runs))
	for i, r := range runs {
		names[i] = r.name
	}
	return names, nil
}
