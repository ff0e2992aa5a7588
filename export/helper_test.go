package export_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"galena/export"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// summary returns what the command would put into run.json.
func summary(m export.Manifest) ([]byte, error) { return json.MarshalIndent(m, "", "  ") }

func settings(dir string, format export.Format) export.Config {
	return export.Config{Dir: dir, Format: format, Columns: []config.Text{{Value: "all"}}}
}

// text makes a column; "NULL" becomes a null.
func text(values ...string) *column.Text {
	var b column.TextBuilder
	for _, value := range values {
		if value == "NULL" {
			b.AppendNull()
		} else {
			b.Append(value)
		}
	}
	return b.Finish()
}

// leadsOf makes rows of every kind, numbered from first.
func leadsOf(first, rows int) column.Table {
	var (
		id, email, note, score column.TextBuilder
		count                  column.IntBuilder
		revenue                column.FloatBuilder
		consent                column.BoolBuilder
		seen                   column.TimeBuilder
		born                   column.DateBuilder
	)
	for i := first; i < first+rows; i++ {
		id.Append(fmt.Sprintf("L%06d", i))
		email.Append(fmt.Sprintf("person%d@example.com", i))
		if i%3 == 0 {
			note.AppendNull()
			revenue.AppendNull()
			seen.AppendNull()
		} else {
			note.Append([]string{"", "says \"hi\", twice\nand more", "=1+1"}[i%3])
			revenue.Append(float64(i) * 1000.25)
			seen.Append(column.Micros(1_700_000_000_000_000 + int64(i)*1_000_000))
		}
		score.Append([]string{"hot", "warm", "cold"}[i%3])
		count.Append(int64(-i))
		consent.Append(i%2 == 0)
		born.Append(column.Days(i))
	}
	return column.NewTable(rows).
		With("lead_id", id.Finish()).With("email", email.Finish()).With("note", note.Finish()).
		With("tier", score.Finish()).With("record_count", count.Finish()).With("annual_revenue", revenue.Finish()).
		With("is_converted", consent.Finish()).With("created_at", seen.Finish()).With("connected_on", born.Finish())
}

// batches divides the rows of a run, with a crosswalk, into batches.
func batches(rows, size int) []pipeline.Batch {
	var out []pipeline.Batch
	for first := 0; first < rows; first += size {
		n := min(size, rows-first)
		leads := leadsOf(first, n)
		out = append(out, pipeline.Batch{
			Rows: leads,
			Side: []pipeline.Side{{Name: "crosswalk", Rows: leads.Without("note", "tier")}},
		})
	}
	return out
}

// reject returns a refused row.
func reject(line int64) pipeline.Reject {
	return pipeline.Reject{
		Stage: "ingest", File: "a.csv", Line: line, Code: "too_many_cells", Message: "the row has 5 cells, the header 4",
		Raw: "a,\"b\",c,d,e",
	}
}

// run writes and publishes a run with everything that belongs to it. It always ends the
// sink.
func run(ctx context.Context, fsys vfs.FS, c export.Config, id string, all []pipeline.Batch) (export.Published, error) {
	sink, err := export.Create(ctx, fsys, c)
	if err != nil {
		return export.Published{}, err
	}
	defer sink.Abort()
	if err := fill(ctx, sink, id, all); err != nil {
		return export.Published{}, err
	}
	return sink.Publish(ctx, summary)
}

// fill writes all batches and closes the sink.
func fill(ctx context.Context, sink *export.Sink, id string, all []pipeline.Batch) error {
	if err := sink.Write(ctx, 2, pipeline.Batch{Rejects: []pipeline.Reject{reject(7)}}); err != nil {
		return err
	}
	if err := sink.SetRunID(id); err != nil {
		return err
	}
	for _, b := range all {
		if err := sink.Write(ctx, 2, b); err != nil {
			return err
		}
	}
	return sink.Close(ctx, 2)
}

func mustRun(t *testing.T, c export.Config, id string, all []pipeline.Batch) export.Published {
	t.Helper()
	published, err := run(t.Context(), unsynced{}, c, id, all)
	if err != nil {
		t.Fatal(err)
	}
	return published
}

// wholeRun returns the id of the run in a folder. All its files must match its run.json.
func wholeRun(t *testing.T, path string) string {
	t.Helper()
	var m export.Manifest
	if err := json.Unmarshal(read(t, filepath.Join(path, "run.json")), &m); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(m.Files) < 2 {
		t.Fatalf("%s: %d files", path, len(m.Files))
	}
	for _, f := range m.Files {
		content := read(t, filepath.Join(path, f.Name))
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(content)) != f.Bytes {
			t.Fatalf("%s/%s is not what run.json says", path, f.Name)
		}
	}
	return m.RunID
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// names lists a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, entry := range entries {
		out = append(out, entry.Name())
	}
	return out
}
