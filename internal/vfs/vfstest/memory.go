package vfstest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// memory is what a machine would lose in a power cut: changes to the file system that are
// not on the disk yet.
type memory struct {
	bytes   map[string]bool // files with bytes not synced
	names   map[string]bool // new files whose folder is not synced
	renames []renaming      // to names that were free, in folders not synced
}

type renaming struct{ from, to string }

func newMemory() memory { return memory{bytes: map[string]bool{}, names: map[string]bool{}} }

func (m *memory) created(name string) { m.bytes[name], m.names[name] = true, true }

func (m *memory) renamed(from, to string, free bool) {
	for _, set := range []map[string]bool{m.bytes, m.names} {
		for name := range maps.Clone(set) {
			if rest, ok := strings.CutPrefix(name, from); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
				delete(set, name)
				set[filepath.Join(to, rest)] = true
			}
		}
	}
	if free {
		m.renames = append(m.renames, renaming{from, to})
	}
}

func (m *memory) syncedFolder(dir string) {
	maps.DeleteFunc(m.names, func(name string, _ bool) bool { return filepath.Dir(name) == dir })
	m.renames = slices.DeleteFunc(m.renames, func(r renaming) bool { return filepath.Dir(r.to) == dir })
}

// lose brings the files into the state after a power cut. It ignores errors, which are
// about files that are gone already.
func (m *memory) lose() {
	for name := range m.bytes {
		os.Truncate(name, 0) //nolint:errcheck // see above
	}
	for name := range m.names {
		os.Remove(name) //nolint:errcheck // see above
	}
	if len(m.renames) > 0 {
		os.Rename(m.renames[0].to, m.renames[0].from) //nolint:errcheck // see above
	}
}
