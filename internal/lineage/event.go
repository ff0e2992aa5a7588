// Package lineage reports which run made which files from which, as OpenLineage events
// (openlineage.io/spec, version 2-0-2). An event holds names and counts, no values.
package lineage

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Type is what an event says of its run.
type Type string

// Every run has one Start, and one of the others at its end.
const (
	Start    Type = "START"
	Complete Type = "COMPLETE"
	Fail     Type = "FAIL"
	Abort    Type = "ABORT" // somebody interrupted it
)

// Event is one event of a run.
type Event struct {
	Type     Type      `json:"eventType"`
	Time     time.Time `json:"eventTime"`
	Run      Run       `json:"run"`
	Job      Job       `json:"job"`
	Inputs   []Dataset `json:"inputs"`
	Outputs  []Dataset `json:"outputs"`
	Producer string    `json:"producer"`
	Schema   string    `json:"schemaURL"`
}

// Run is the run that an event is about.
type Run struct {
	ID     string            `json:"runId"` // a UUID
	Facets map[string]*Facet `json:"facets,omitempty"`
}

// Job is what a run is a run of.
type Job struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// Dataset is a file that was read or written.
type Dataset struct {
	Namespace    string            `json:"namespace"`
	Name         string            `json:"name"`
	Facets       map[string]*Facet `json:"facets,omitempty"`
	InputFacets  map[string]*Facet `json:"inputFacets,omitempty"`
	OutputFacets map[string]*Facet `json:"outputFacets,omitempty"`
}

// Facet is one kind of information about a run or a dataset. Only the fields of that kind
// are set.
type Facet struct {
	Producer string `json:"_producer"`
	Schema   string `json:"_schemaURL"`

	Fields        []Field   `json:"fields,omitempty"`
	Version       string    `json:"datasetVersion,omitempty"`
	Rows          *int64    `json:"rowCount,omitempty"`
	Size          *int64    `json:"size,omitempty"`
	Bytes         *int64    `json:"bytes,omitempty"`
	ColumnMetrics *struct{} `json:"columnMetrics,omitempty"` // required, but may be empty
	Message       string    `json:"message,omitempty"`
	Language      string    `json:"programmingLanguage,omitempty"`
}

// Field is a column.
type Field struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
}

// producer identifies the author of the events, as a package URL.
const producer = "pkg:generic/galena@"

// History makes the events of one run.
type History struct {
	run      string
	job      Job
	producer string
}

// NewHistory returns the History of a run that begins, with an id of its own. version is
// galena's.
func NewHistory(c Config, version string) *History {
	var id [16]byte
	rand.Read(id[:]) //nolint:errcheck // it never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	uuid := fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	return &History{uuid, Job{c.Namespace, c.Job}, producer + version}
}

// Event returns an event as one line of JSON. failure appears with its message.
func (h *History) Event(t Type, at time.Time, inputs, outputs []Dataset, failure error) ([]byte, error) {
	e := Event{
		Type: t, Time: at.UTC(), Run: Run{ID: h.run}, Job: h.job, Inputs: inputs, Outputs: outputs,
		Producer: h.producer, Schema: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
	}
	if e.Inputs == nil {
		e.Inputs = []Dataset{}
	}
	if e.Outputs == nil {
		e.Outputs = []Dataset{}
	}
	if failure != nil {
		facet := h.facet("1-0-0", "ErrorMessageRunFacet")
		facet.Message, facet.Language = failure.Error(), "Go"
		e.Run.Facets = map[string]*Facet{"errorMessage": facet}
	}
	return json.Marshal(e)
}

// Input returns the dataset of a file that was read.
func (h *History) Input(path string, fields []Field, rows, size int64) Dataset {
	d := h.dataset(path, fields)
	facet := h.facet("1-0-2", "DataQualityMetricsInputDatasetFacet")
	facet.Rows, facet.Bytes, facet.ColumnMetrics = &rows, &size, &struct{}{}
	d.InputFacets = map[string]*Facet{"dataQualityMetrics": facet}
	return d
}

// Output returns the dataset of a file that was written. Its name is the same in every
// run; its version is the run's.
func (h *History) Output(path string, fields []Field, rows, size int64, runID string) Dataset {
	d := h.dataset(path, fields)
	version := h.facet("1-0-0", "DatasetVersionDatasetFacet")
	version.Version = runID
	d.Facets["version"] = version
	facet := h.facet("1-0-1", "OutputStatisticsOutputDatasetFacet")
	facet.Rows, facet.Size = &rows, &size
	d.OutputFacets = map[string]*Facet{"outputStatistics": facet}
	return d
}

func (h *History) dataset(path string, fields []Field) Dataset {
	d := Dataset{Facets: map[string]*Facet{}}
	d.Namespace, d.Name = named(path)
	if len(fields) > 0 {
		facet := h.facet("1-0-0", "SchemaDatasetFacet")
		facet.Fields = fields
		d.Facets["schema"] = facet
	}
	return d
}

func (h *History) facet(version, name string) *Facet {
	return &Facet{Producer: h.producer, Schema: "https://openlineage.io/spec/facets/" + version + "/" + name + ".json#/$defs/" + name}
}

// named returns the name of a file by OpenLineage's rules: an object by its bucket, a
// local file by its absolute path. The query of an address is left out, since it may
// hold a secret.
func named(path string) (namespace, name string) {
	if scheme, rest, isURL := strings.Cut(path, "://"); isURL {
		rest, _, _ = strings.Cut(rest, "?")
		host, key, _ := strings.Cut(rest, "/")
		host = host[strings.LastIndexByte(host, '@')+1:] // nor the user name
		return scheme + "://" + host, key
	}
	if path == "-" {
		return "file", "stdin"
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return "file", filepath.ToSlash(path)
}
