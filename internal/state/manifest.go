package state

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// format is the version of the folder's layout that this program writes. An older folder
// is migrated when it is opened; a newer one is refused.
const format = 2

// manifest is manifest.json.
type manifest struct {
	Format     int          `json:"format"`
	Generation int          `json:"generation"`
	Base       int          `json:"base"`          // the generation that it was made from
	Run        *Run         `json:"run,omitempty"` // the run that made it, if one did
	Tables     []tableEntry `json:"tables"`        // by name
}

// Run is a run whose state is prepared before it is published.
type Run struct {
	ID  string `json:"run_id"`
	Dir string `json:"published_in"` // the folder that its output was published in
}

// tableEntry is a table: the rows of its files, one file after the other. A file of
// changes is applied to the rows before it.
type tableEntry struct {
	Name  string      `json:"name"`
	Files []fileEntry `json:"files"`
}

// fileEntry is a file of a table.
type fileEntry struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // in hexadecimal
	// Changes means that the file holds changes to the rows before it.
	Changes bool `json:"changes,omitempty"`
}

// migrations returns functions that bring a manifest from the format of their index,
// from 1, to the next.
func migrations() []func(*manifest) error {
	return []func(*manifest) error{
		func(*manifest) error { return nil }, // format 2 added files of changes
	}
}

// parse reads a manifest of this format or an older one.
func parse(data []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return manifest{}, fmt.Errorf("it is damaged; restore the folder from a backup: %w", err)
	}
	if m.Format < 1 || m.Format > format {
		return manifest{}, fmt.Errorf("it has format %d, and this galena knows formats 1 to %d; use the version that wrote it, or a newer one", m.Format, format)
	}
	for _, migrate := range migrations()[m.Format-1:] {
		if err := migrate(&m); err != nil {
			return manifest{}, err
		}
		m.Format++
	}
	return m, nil
}

// identity returns a hash of the contents of the tables.
func (m manifest) identity() string {
	var text []byte
	for _, t := range m.Tables {
		text = append(append(text, t.Name...), '\n')
		for _, f := range t.Files {
			text = append(append(text, f.SHA256...), '\n')
		}
	}
	return sum(text)
}

// table returns the files of a table.
func (m manifest) table(name string) []fileEntry {
	if i := slices.IndexFunc(m.Tables, func(t tableEntry) bool { return t.Name == name }); i >= 0 {
		return m.Tables[i].Files
	}
	return nil
}

// has reports whether a file is part of a table.
func (m manifest) has(file string) bool {
	return slices.ContainsFunc(m.Tables, func(t tableEntry) bool {
		return slices.ContainsFunc(t.Files, func(f fileEntry) bool { return f.Name == file })
	})
}

// with returns the manifest with a table's files replaced.
func (m manifest) with(name string, files []fileEntry) manifest {
	m.Tables = slices.DeleteFunc(slices.Clone(m.Tables), func(t tableEntry) bool { return t.Name == name })
	m.Tables = append(m.Tables, tableEntry{name, files})
	slices.SortFunc(m.Tables, func(a, b tableEntry) int { return cmp.Compare(a.Name, b.Name) })
	return m
}
