package main

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"galena/internal/config"
	"galena/internal/remote"
	"galena/internal/report"
)

// inLatest names a file of the last run.
func inLatest(dir, name string) string {
	if !remote.IsURL(dir) {
		return filepath.Join(dir, "latest", name)
	}
	where, _, _ := strings.Cut(remote.Redact(dir), "?")
	scheme, where, _ := strings.Cut(where, "://")
	return scheme + "://" + path.Join(where, "RUN_ID", name)
}

// described returns the configuration as run.json records it: without the secrets in
// addresses.
func (l *loaded) described() report.Config {
	settings := slices.Clone(l.settings.All())
	for i, s := range settings {
		if text, ok := s.Value.(string); ok {
			settings[i].Value = remote.Redact(text)
		}
	}
	var files, set []string
	for _, file := range l.files {
		files = append(files, remote.Redact(file))
	}
	for _, override := range l.set {
		key, value, _ := strings.Cut(override, "=")
		set = append(set, key+"="+remote.Redact(value))
	}
	return report.Config{File: l.source, Files: files, Set: set, Hash: config.Hash(l.plan), Settings: settings}
}
