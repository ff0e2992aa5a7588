package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"galena/export"
	"galena/internal/vfs"
)

// erasuresName is the folder of certificates in the output folder.
const erasuresName = "erasures"

// unfinished is the file of everything that a person is known by. It exists while
// they are being erased, because a half-done erasure has removed what the rest is found
// by.
type unfinished struct {
	Emails  []string `json:"emails"`
	Phones  []string `json:"phones"`
	Records []string `json:"records"`
	Leads   []string `json:"leads"`
	// Past are the leads that had records of theirs, by the folder of the run.
	Past map[string][]string `json:"past_leads"`
}

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

func unfinishedIn(out string) string { return filepath.Join(out, erasuresName, "unfinished.json") }

// resume loads an erasure that failed, if there is one.
func (e *person) resume(out string) (resumed bool, err error) {
	data, err := os.ReadFile(unfinishedIn(out))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	var left unfinished
	if err == nil {
		err = json.Unmarshal(data, &left)
	}
	if err != nil {
		return false, fmt.Errorf("taking up an erasure that failed: %w", err)
	}
	for _, part := range []struct {
		of    map[string]bool
		names []string
	}{{e.emails, left.Emails}, {e.phones, left.Phones}, {e.records, left.Records}, {e.leads, left.Leads}} {
		for _, name := range part.names {
			part.of[name] = true
		}
	}
	for dir, leads := range left.Past {
		e.past[dir] = map[string]bool{}
		for _, lead := range leads {
			e.past[dir][lead] = true
		}
	}
	return true, nil
}

// writeDown saves the person's identifiers, so that a failed erasure can be resumed.
func (e *person) writeDown(disk vfs.FS, out string) error {
	past := map[string][]string{}
	for dir, leads := range e.past {
		past[dir] = sortedKeys(leads)
	}
	data, err := json.Marshal(unfinished{
		sortedKeys(e.emails), sortedKeys(e.phones), sortedKeys(e.records), sortedKeys(e.leads), past,
	})
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(filepath.Join(out, erasuresName), 0o700); err != nil {
		return err
	}
	return vfs.Replace(disk, unfinishedIn(out), data, export.PrivateMode)
}

// strikeOut removes that file when the erasure is complete.
func strikeOut(disk vfs.FS, out string) error {
	if err := disk.RemoveAll(unfinishedIn(out)); err != nil {
		return err
	}
	return disk.SyncDir(filepath.Join(out, erasuresName))
}
