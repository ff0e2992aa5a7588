package dedupe_test

import (
	"context"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/column/columntest"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// crm is the file that most tests read from.
var crm = &pipeline.File{Path: "crm.csv", Source: "crm"}

// fatal is the part of a test or a property that the harness needs.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// settings reads a dedupe section, so that the tests run with its defaults.
func settings(t fatal, yaml string) dedupe.Config {
	t.Helper()
	c, err := config.Load[dedupe.Config](config.Document{Name: "dedupe", Data: []byte(yaml)}, nil)
	if err != nil {
		t.Fatalf("the config of the test: %v", err)
	}
	return c
}

// The tables of the tests are literals of columntest, under shorter names.
const null = columntest.Null

func table(literal string) column.Table { return columntest.Table(literal) }

func textTable(names []string, rows [][]string) column.Table { return columntest.New(names, rows) }

func show(t column.Table, names ...string) string { return columntest.Show(t, names...) }

func cellsOf(t column.Table, row int, names []string) []string {
	return columntest.Cells(t, row, names)
}

func same(t *testing.T, got column.Table, literal string) {
	t.Helper()
	columntest.Same(t, got, literal)
}

// batch makes the rows of a file whose first record begins on the given line.
func batch(file *pipeline.File, rows column.Table, firstLine int64) pipeline.Batch {
	lines := make([]int64, rows.Rows())
	for i := range lines {
		lines[i] = firstLine + int64(i)
	}
	return pipeline.Batch{Rows: rows, Origin: pipeline.Origin{File: file, Lines: lines}, Read: int64(len(lines))}
}

func normalize(t fatal, n *dedupe.Normalizer, b pipeline.Batch) pipeline.Batch {
	t.Helper()
	out, err := n.Map(context.Background(), b)
	if err != nil {
		t.Fatalf("normalizing: %v", err)
	}
	return out
}

// outcome is what dedupe makes of some batches, with its parts put together.
type outcome struct {
	leads, crosswalk column.Table
	merged           int64
	notes            []pipeline.Note // of dedupe
}

// gather runs a Deduper over batches that it normalizes first.
func gather(t fatal, d *dedupe.Deduper, c dedupe.Config, batches ...pipeline.Batch) outcome {
	t.Helper()
	return gatherBy(t, d, dedupe.NewNormalizer(c), batches...)
}

// gatherBy is gather with an existing Normalizer: a new one has to make large
// caches.
func gatherBy(t fatal, d *dedupe.Deduper, n *dedupe.Normalizer, batches ...pipeline.Batch) outcome {
	t.Helper()
	normalized := make([]pipeline.Batch, len(batches))
	for i, b := range batches {
		normalized[i] = normalize(t, n, b)
	}
	return collect(t, d, normalized...)
}

// collect runs a Deduper over batches as they are.
func collect(t fatal, d *dedupe.Deduper, batches ...pipeline.Batch) outcome {
	t.Helper()
	in := func(yield func(pipeline.Batch, error) bool) {
		for _, b := range batches {
			if !yield(b, nil) {
				return
			}
		}
	}
	parts, err := d.Gather(context.Background(), in, 2)
	if err != nil {
		t.Fatalf("gathering: %v", err)
	}
	var leads, crosswalks []column.Table
	var notes []pipeline.Note
	for i := range parts.Count {
		part, err := parts.Make(context.Background(), i)
		if err != nil {
			t.Fatalf("making part %d: %v", i, err)
		}
		leads, notes = append(leads, part.Rows), append(notes, part.Notes...)
		for _, side := range part.Side {
			if side.Name == "crosswalk" {
				crosswalks = append(crosswalks, side.Rows)
			}
		}
	}
	return outcome{leads: concat(leads), crosswalk: concat(crosswalks), merged: parts.Merged, notes: notes}
}

// merge makes leads of the records of one file by their ids alone.
func merge(t fatal, yaml string, rows column.Table) outcome {
	t.Helper()
	c := settings(t, yaml)
	d := dedupe.NewSingles(c, 1024)
	d.Consent(consentRules(), nil)
	return gather(t, d, c, batch(crm, rows, 2))
}

// concat puts tables with the same columns one below the other.
func concat(tables []column.Table) column.Table {
	if len(tables) == 0 {
		return column.Table{}
	}
	var refs []column.Ref
	for i, t := range tables {
		for row := range t.Rows() {
			refs = append(refs, column.Ref{Table: uint32(i), Row: uint32(row)})
		}
	}
	out := column.NewTable(len(refs))
	for _, name := range tables[0].Names() {
		arrays := make([]column.Array, len(tables))
		for i, t := range tables {
			arrays[i] = t.Column(name)
		}
		out = out.With(name, column.Take(arrays, refs))
	}
	return out
}

// ada gives every row of a literal the same id, so that all are one lead whatever
// else they say, and adds the parts of a name, an address and a number that the
// literal lacks.
func ada(literal string) column.Table {
	t := table(literal)
	for _, known := range [][2]string{
		{"source_record_id", "ada"},
		{"email", "ada.lovelace@gmail.com"},
		{"first_name", "Ada"},
		{"last_name", "Lovelace"},
		{"phone", "+16502530000"},
	} {
		if !t.Has(known[0]) {
			t = t.With(known[0], column.Repeat(known[1], t.Rows()))
		}
	}
	return t
}
