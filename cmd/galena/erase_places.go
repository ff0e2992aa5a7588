package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"galena/enrich"
	"galena/internal/config"
	"galena/internal/lock"
	"galena/internal/remote"
)

// places are where a person may stand.
type places struct {
	state, out string
	remote     string // export.dir, if it is in object storage and out is a copy
	steps      enrich.Config
	memory     config.Bytes
	configured bool // there is a configuration, which would name the steps of enrich
}

// places returns the places from the flags, else from the configuration.
func (f *eraseFlags) places(p *process) (*places, error) {
	file := cmp.Or(f.config, defaultConfig)
	at := &places{state: f.state, out: f.past.out}
	data, err := os.ReadFile(file)
	switch {
	case err == nil:
		decoded, err := config.Load[plan](config.Document{Name: file, Data: data}, nil)
		if err != nil {
			return nil, err
		}
		at.steps, at.memory, at.configured = decoded.Enrich, decoded.Memory, true
	case f.config != "" || !errors.Is(err, fs.ErrNotExist):
		return nil, usagef("reading the configuration: %w", err)
	}
	if at.state == "" {
		if at.state, err = settingIn(p, file, "state"); err != nil {
			return nil, err
		}
	}
	if at.state == "" {
		return nil, usagef("there is no state: name its folder with --state, or under state: in %s", file)
	}
	published, err := settingIn(p, file, "export.dir")
	if err != nil {
		return nil, err
	}
	if remote.IsURL(published) {
		at.remote = published
	}
	if at.out = cmp.Or(at.out, published); remote.IsURL(at.out) {
		return nil, usagef("nothing was erased: erase does not reach the runs in %s. Copy that folder, name the copy with --out, and put it in the place of the folder", remote.Redact(at.out))
	}
	return at, nil
}

// holdAnswers keeps runs from adding to the answers until release.
func (at *places) holdAnswers() (release func() error, err error) {
	folder := at.steps.AnswerFolder()
	if _, err := os.Stat(folder); folder == "" || err != nil {
		return func() error { return nil }, nil // no answer folder
	}
	held, err := lock.TakeFile(folder, enrich.LockFile)
	return held.Release, err
}

// notReached lists the places that erase cannot reach.
func (at *places) notReached() []string {
	out := []string{"the dumps that the person stands in: have them corrected at their source", "files that were sent elsewhere", "backups"}
	if at.remote != "" {
		out = append(out, fmt.Sprintf("the runs in %s: put those of %s in their place", remote.Redact(at.remote), at.out))
	}
	if !at.configured {
		out = append(out, "answers of enrichment, if any were kept: no configuration was read that names their folder")
	}
	return out
}
