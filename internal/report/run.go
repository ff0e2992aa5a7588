// Package report is the account that a run gives of itself: run.json for programs and for
// the next run, the summary for the person who waits, and report.html for later readers.
// A warning in one of them is in all.
package report

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"galena/internal/pipeline"
)

// Run is run.json. Everything but Timing and Machine follows from the input and the
// config alone.
type Run struct {
	RunID  string             `json:"run_id"`
	Galena string             `json:"galena_version"`
	AsOf   time.Time          `json:"as_of"`
	Config Config             `json:"config"`
	Inputs any                `json:"inputs"` // what the Source says of its files
	Files  []File             `json:"files"`
	Books  []pipeline.Account `json:"books"`
	Leads  Leads              `json:"leads"`
	// Suppressions are the lists of people who must not be contacted.
	Suppressions []Suppression `json:"suppressions,omitempty"`
	// Providers say what was asked over HTTP, and what came of it.
	Providers []Provider `json:"providers,omitempty"`
	// LeftOut says how many leads were left out of each file for contacting people.
	LeftOut  []LeftOut `json:"left_out,omitempty"`
	Matching any       `json:"matching,omitempty"` // what dedupe says
	Events   any       `json:"events,omitempty"`   // what score says
	State    *State    `json:"state,omitempty"`    // nil for a stateless run
	Notes    []Note    `json:"notes"`
	// Warnings are what to look at in files, their columns, events and matching. The
	// summary and the page show them too.
	Warnings []string `json:"warnings"`
	Gates    []Gate   `json:"gates"`
	Outputs  any      `json:"outputs"` // what the Sink says of its files
	Timing   Timing   `json:"timing"`
	Machine  Machine  `json:"machine"`
}

// Config says which configuration the run used.
type Config struct {
	File  string   `json:"file,omitempty"`
	Files []string `json:"files,omitempty"` // of contacts, given on the command line
	Set   []string `json:"set,omitempty"`   // overrides of the command line: key=value
	Hash  string   `json:"hash"`            // of everything that changes the output, see config.Hash
	// Settings are the scalars that flags and the environment may set, with their
	// origins.
	Settings any `json:"settings"`
}

// State is what the run found in the state, and what it adds.
type State struct {
	Generation int    `json:"generation"` // at the start of the run
	Identity   string `json:"identity"`   // hash of its tables
	// Events counts the lead id events of each kind.
	Events map[string]int64 `json:"id_events"`
}

// Provider says what a provider was asked in the run, and what it returned.
type Provider struct {
	Name    string           `json:"name"`
	Calls   int64            `json:"calls"`             // repeated requests included
	Cost    float64          `json:"cost"`              // in the unit of the config
	Brought map[string]int64 `json:"brought"`           // leads by column, including those answered from the cache
	Stopped string           `json:"stopped,omitempty"` // code of why it was no longer asked
}

// LeftOut is a file for contacting people, and the number of leads selected for it that
// may not be contacted.
type LeftOut struct {
	File    string `json:"file"`
	Channel string `json:"channel"`
	Leads   int64  `json:"leads"`
}

// Suppression is the result of a list of people who must not be contacted.
type Suppression struct {
	Name       string `json:"name"`
	Path       string `json:"path,omitempty"`
	Entries    int64  `json:"entries"`    // that name somebody
	Matched    int64  `json:"matched"`    // that name a lead of the run
	Unreadable int64  `json:"unreadable"` // rows that name nobody
}

// File is the account of rows of one input file: In = Written + Merged +
// Rejected + Suppressed + Erased.
type File struct {
	Path     string `json:"path"`
	Source   string `json:"source_system"`
	In       int64  `json:"in"`
	Written  int64  `json:"written"` // rows that a lead is based on
	Merged   int64  `json:"merged"`  // rows that went into a lead based on another
	Rejected int64  `json:"rejected"`
	// Suppressed rows belong to leads that a list keeps out of the output, erased ones to
	// people who asked to be forgotten.
	Suppressed int64 `json:"suppressed"`
	Erased     int64 `json:"erased"`
}

// Note is a kind of trouble that left the row usable.
type Note struct {
	Stage     string `json:"stage"`
	File      string `json:"file,omitempty"`
	Field     string `json:"field,omitempty"`
	Code      string `json:"code"`
	Count     int64  `json:"count"`
	FirstLine int64  `json:"first_line,omitempty"`
	Hint      string `json:"hint,omitempty"` // what to do about it, if that is not obvious
}

// kind returns the name of the trouble in the summary and on the page.
func (n Note) kind() string { return strings.TrimSpace(n.Field + " " + n.Code) }

// more says where the trouble is and what to do about it; "" if neither is known.
func (n Note) more() string {
	var parts []string
	if n.FirstLine > 0 {
		parts = append(parts, "first at "+n.File+":"+strconv.FormatInt(n.FirstLine, 10))
	}
	if n.Hint != "" {
		parts = append(parts, n.Hint)
	}
	return strings.Join(parts, "; ")
}

// Gate is a condition that the run had to meet to be published.
type Gate struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail"`
	// For gates of the configuration: the measured value and its bound, as shares or days,
	// and what happens to a run that does not pass.
	Value  float64 `json:"value,omitempty"`
	Bound  float64 `json:"bound,omitempty"`
	Action string  `json:"action,omitempty"` // fail or warn
	// Compares means that the gate compares with the last run.
	Compares bool `json:"-"`
}

// Timing holds what depends on the clock.
type Timing struct {
	StartedAt     time.Time `json:"started_at"`
	Seconds       float64   `json:"seconds"`
	RowsPerSecond float64   `json:"rows_per_second"`
}

// Machine describes the machine, and how much of it the run used.
type Machine struct {
	GoVersion       string `json:"go_version"`
	Workers         int    `json:"workers"`
	PeakMemoryBytes int64  `json:"peak_memory_bytes"` // resident; 0 if the system does not report it
}

// Notes turns the notes of a pipeline into those of a report.
func Notes(notes []pipeline.Note) []Note {
	out := make([]Note, len(notes))
	for i, n := range notes {
		out[i] = Note{n.Stage, n.File, n.Field, n.Code, n.Count, n.FirstLine, Hint(n.Code)}
	}
	return out
}

// JSON returns run.json.
func (r *Run) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}
