package main

import (
	"context"

	"galena/export"
	"galena/internal/state"
	"galena/internal/vfs"
)

// openState opens a state folder. If the last run died, its output folder shows whether
// it had been published.
func openState(disk vfs.FS, dir string) (*state.Store, error) {
	return state.Open(disk, dir, isLatest(disk))
}

// openExistingState opens the state that a flag names, else the variable, else the
// configuration in the current folder. It does not create one.
func openExistingState(p *process, dir string) (*state.Store, error) {
	if dir == "" {
		var err error
		if dir, err = settingOf(p, "state"); err != nil {
			return nil, err
		}
	}
	if dir == "" {
		return nil, usagef("there is no state: name its folder with --state, or under state: in %s", defaultConfig)
	}
	disk := p.disk()
	switch there, err := state.IsState(disk, dir); {
	case err != nil:
		return nil, err
	case !there:
		return nil, usagef("there is no state in %s yet; the first galena run makes it", dir)
	}
	return openState(disk, dir)
}

// isLatest uses a context of its own, because it is also called after an interruption.
func isLatest(disk vfs.FS) state.Published {
	return func(run state.Run) (bool, error) {
		ctx, cancel := context.WithTimeout(context.Background(), cleanUpTime)
		defer cancel()
		latest, err := export.Latest(ctx, disk, run.Dir)
		return latest == run.ID, err
	}
}
