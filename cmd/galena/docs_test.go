package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/parquet"
)

var update = flag.Bool("update", false, "rewrite the documents that follow from the code")

// configurationHead precedes the generated tables.
const configurationHead = `# pipeline.yaml: every key

This page lists every key of pipeline.yaml with its type, its default and its meaning. A key
that is not on this page is an error: galena shows its place and suggests a key, and
` + "`galena check`" + ` finds all such errors at once. A path such as ` + "`ingest.contacts[]`" + ` means each item of that list.
The default rules of the score are those of ` + "`score/preset.yaml`" + `.

Any key can be set on the command line: ` + "`--set dedupe.threshold=0.9`" + `, ` + "`--set 'ingest.contacts[0].trust=5'`" + `.
Five keys have a flag and a variable as well. The first of these that is given wins:
flag, ` + "`--set`" + `, variable, file, default.

| key | flag | variable |
|---|---|---|
| ` + "`as_of` | `--as-of` | `GALENA_AS_OF`" + ` |
| ` + "`workers` | `--workers` | `GALENA_WORKERS`" + ` |
| ` + "`memory` | `--memory` | `GALENA_MEMORY`" + ` |
| ` + "`state` | `--state` | `GALENA_STATE`" + ` |
| ` + "`export.dir` | `--export-dir`, `--out` | `GALENA_EXPORT_DIR`" + ` |

How values are written: a date 2026-01-31; a duration 30d, 12h or 1w; a size 2GiB or
512MB; a percentage 1% or 0.01; points 15 or 2.5, with at most three decimals.

Do not edit this page by hand: it is generated from the program's own types. A section is a
folder of the source: ` + "`dedupe/`" + ` reads what stands under ` + "`dedupe`" + `. After a change of a
Config type run ` + "`go test ./cmd/galena -run TestConfigurationReference -update`" + `.

`

func TestConfigurationReference(t *testing.T) {
	out := bytes.NewBufferString(configurationHead)
	described := map[string]string{} // rows of a section → its path
	for _, section := range config.Reference[plan]() {
		rows := config.Section{Rows: section.Rows}.Markdown()
		if same, ok := described[rows]; ok {
			out.WriteString("## " + section.Path + "\n\n" + section.Doc + "\n\nThe keys of " + same + ".\n\n")
			continue
		}
		described[rows] = section.Path
		if section.Path == "" {
			section.Doc = "At the top of the file:"
		}
		out.WriteString(section.Markdown() + "\n")
	}
	path := document("configuration.md")
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(content(t, path), out.String()); diff != "" {
		t.Errorf("docs/configuration.md is not what the code says; run with -update (-page +code):\n%s", diff)
	}
}

// TestConfigurationSettings: the variables and flags at the head of the page are those of
// the program.
func TestConfigurationSettings(t *testing.T) {
	for _, s := range settings {
		row := "| `" + s.Name + "` | `--" + s.FlagName() + "`"
		if !strings.Contains(configurationHead, row) || !strings.Contains(configurationHead, "`"+s.EnvironmentName()+"`") {
			t.Errorf("the head of docs/configuration.md lacks %s, --%s or %s", s.Name, s.FlagName(), s.EnvironmentName())
		}
	}
}

// TestExamplesOfConfiguration: the examples of configuration in the documents have no
// mistakes.
func TestExamplesOfConfiguration(t *testing.T) {
	pages, err := filepath.Glob(document("*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, root("README.md")) {
		blocks := strings.Split(content(t, page), "```yaml\n")
		for _, block := range blocks[1:] {
			example, _, _ := strings.Cut(block, "```")
			if _, err := config.Load[plan](config.Document{Name: page, Data: []byte(example)}, nil); err != nil {
				t.Errorf("%v\nin the example:\n%s", err, example)
			}
		}
	}
}

// TestOutputDocument runs the example and compares its columns with docs/output.md: each
// is documented, and each documented one exists.
func TestOutputDocument(t *testing.T) {
	page, run := newPage(t, "output.md"), example(t)
	t.Run("leads", func(t *testing.T) {
		documented := page.table(t, "leads.parquet: from the input")
		for _, c := range contact.Columns() {
			if documented[c.Name] == nil {
				t.Errorf("the canonical column %s is not documented", c.Name)
			}
		}
		made := page.table(t, "leads.parquet: made by galena")
		written := fieldsOf(t, filepath.Join(run, "leads.parquet"))
		for name, row := range made {
			if row[3] == "every run" && written[name] == "" {
				t.Errorf("%s is documented to be in every run, but is not in this one", name)
			}
			if _, canonical := contact.ColumnByName(name); canonical {
				t.Errorf("%s is documented twice", name)
			}
		}
		own := ownColumns(t, run)
		for name, kind := range written {
			row := made[name]
			if row == nil {
				row = documented[name]
			}
			base, isRaw := strings.CutSuffix(name, "_raw")
			switch {
			case row != nil && row[1] != kind:
				t.Errorf("%s is %s, but documented as %s", name, kind, row[1])
			case row == nil && !own[name] && !(isRaw && documented[base] != nil && kind == "text"):
				t.Errorf("%s is not documented", name)
			}
		}
		for name := range documented {
			if _, canonical := contact.ColumnByName(name); !canonical {
				t.Errorf("%s is documented, but no canonical column", name)
			}
		}
	})
	for _, name := range []string{"crosswalk.parquet", "consent.parquet", "score_lines.parquet", "stage_history.parquet", "attribution.parquet", "funnel.parquet", "channels.parquet"} {
		t.Run(name, func(t *testing.T) {
			documented := map[string]string{}
			for column, row := range page.table(t, name) {
				documented[column] = row[1]
			}
			if diff := cmp.Diff(documented, fieldsOf(t, filepath.Join(run, name))); diff != "" {
				t.Errorf("(-documented +written):\n%s", diff)
			}
		})
	}
	for _, name := range []string{"rejects.csv", "review.csv"} {
		t.Run(name, func(t *testing.T) {
			documented := slices.Sorted(maps.Keys(page.table(t, name)))
			written := readCSV(t, filepath.Join(run, name))[0][:len(documented)] // review.csv ends with those of the fields
			if diff := cmp.Diff(documented, slices.Sorted(slices.Values(written))); diff != "" {
				t.Errorf("(-documented +written):\n%s", diff)
			}
		})
	}
	t.Run("run.json", func(t *testing.T) {
		documented := page.table(t, "run.json")
		var value any
		if err := json.Unmarshal([]byte(content(t, filepath.Join(run, "run.json"))), &value); err != nil {
			t.Fatal(err)
		}
		for path := range paths(value, "") {
			if !isDocumented(path, documented) {
				t.Errorf("the key %s is not documented", path)
			}
		}
	})
}

// TestFilesOfARunAreReserved: no file of `also` may have the name of one that a run
// writes anyway. Otherwise the clash would show only when the rows are written.
func TestFilesOfARunAreReserved(t *testing.T) {
	_, below, _ := strings.Cut(content(t, document("output.md")), "# What a run leaves")
	files, _, _ := strings.Cut(below, "\n## ")
	listed := regexp.MustCompile(`(?m)^\| (\w+)\.(?:parquet|csv|json|html) \|`).FindAllStringSubmatch(files, -1)
	if len(listed) < 19 {
		t.Fatalf("%d files found on the page", len(listed))
	}
	for _, file := range listed {
		text := "export: {also: [{path: " + file[1] + ".csv}]}"
		if _, err := config.Load[plan](config.Document{Name: "plan", Data: []byte(text)}, nil); err == nil {
			t.Errorf("a file of also may be called %s", file[1])
		}
	}
}

func root(name string) string     { return filepath.Join("..", "..", name) }
func document(name string) string { return root(filepath.Join("docs", name)) }

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// example runs the repository's pipeline.yaml and returns the folder of the run.
func example(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root(""))
	run := mustRun(t)
	t.Chdir(here)
	return run
}

// page holds the tables of a document by heading.
type page map[string]map[string][]string

func newPage(t *testing.T, name string) page {
	t.Helper()
	p, heading := page{}, ""
	for line := range strings.Lines(content(t, document(name))) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			heading = strings.ReplaceAll(strings.TrimLeft(line, "# "), "`", "")
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if p[heading] == nil {
			p[heading] = map[string][]string{}
		}
		p[heading][strings.Trim(cells[0], "`")] = cells
	}
	return p
}

// table returns the rows of the table under a heading, by their first cells.
func (p page) table(t *testing.T, heading string) map[string][]string {
	t.Helper()
	if p[heading] == nil {
		t.Fatalf("there is no table under %q", heading)
	}
	return p[heading]
}

// fieldsOf returns the columns of a Parquet file and their kinds.
func fieldsOf(t *testing.T, path string) map[string]string {
	t.Helper()
	data := []byte(content(t, path))
	reader, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for _, f := range reader.Fields() {
		fields[f.Name] = f.Kind.String()
	}
	return fields
}

// ownColumns returns the unmapped columns that run.json lists.
func ownColumns(t *testing.T, run string) map[string]bool {
	t.Helper()
	var report struct {
		Inputs []struct {
			Mapping struct{ Columns []struct{ Name, Why string } }
		}
	}
	if err := json.Unmarshal([]byte(content(t, filepath.Join(run, "run.json"))), &report); err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	for _, input := range report.Inputs {
		for _, c := range input.Mapping.Columns {
			own[c.Name] = own[c.Name] || c.Why == "own"
		}
	}
	return own
}

// readCSV returns the rows of a CSV file, its header first.
func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(content(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// paths returns the paths of the keys of a JSON value, such as files[].path.
func paths(value any, at string) map[string]bool {
	out := map[string]bool{}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			path := strings.TrimPrefix(at+"."+key, ".")
			out[path] = true
			maps.Copy(out, paths(member, path))
		}
	case []any:
		for _, item := range value {
			maps.Copy(out, paths(item, at+"[]"))
		}
	}
	return out
}

// isDocumented reports whether the page has a path, or a parent of it with a star, or a
// path below it.
func isDocumented(path string, documented map[string][]string) bool {
	for known := range documented {
		all, isAll := strings.CutSuffix(known, ".*")
		above := strings.HasPrefix(known, path+".") || strings.HasPrefix(known, path+"[]")
		if known == path || above || isAll && (path == all || strings.HasPrefix(path, all+".")) {
			return true
		}
	}
	return false
}
