package enrich_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// lookup is a table and how a run reads it. The result must depend neither on whether records
// were foreseen nor on the memory.
type lookup struct {
	of        enrich.Table
	file      string
	batchRows int
	memory    int64
	foreseen  column.Table // the records of the leads
	large     bool         // large enough to look at those first
	sectioned bool         // the file can be read in parts
}

// sections is a Source in parts of one batch each, whose later columns are read on demand.
type sections struct{ given }

// Sections implements pipeline.Sectioned.
func (s sections) Sections(_ context.Context, first, later []string) iter.Seq2[pipeline.Section, error] {
	only := func(rows column.Table, names []string, at []column.Ref) column.Table {
		out := column.NewTable(len(at))
		for _, name := range names {
			if values := rows.Column(name); values != nil {
				out = out.With(name, column.Take([]column.Array{values}, at))
			}
		}
		return out
	}
	partial := func(rows column.Table) pipeline.Partial {
		all := make([]column.Ref, rows.Rows())
		for i := range all {
			all[i].Row = uint32(i)
		}
		return pipeline.Partial{
			Rows: only(rows, first, all),
			Rest: func(at []column.Ref) (column.Table, error) { return only(rows, later, at), nil },
		}
	}
	return func(yield func(pipeline.Section, error) bool) {
		for batches := range slices.Chunk(s.given, 2) {
			section := func(context.Context) iter.Seq2[pipeline.Partial, error] {
				return func(yield func(pipeline.Partial, error) bool) {
					for _, rows := range batches {
						if !yield(partial(rows), nil) {
							return
						}
					}
				}
			}
			if !yield(section, nil) {
				return
			}
		}
	}
}

func (l lookup) run(leads column.Table) (pipeline.Batch, error) {
	ctx, from := context.Background(), reference(l.file, l.batchRows)
	if l.sectioned {
		from.Rows = sections{from.Rows.(given)}
	}
	if l.large {
		from.Bytes = 1 << 30
		from.Again = func(context.Context) (pipeline.Source, error) { return from.Rows, nil }
	}
	e, _, err := enrich.New(enrich.Config{{Table: &l.of}}, enrich.Options{AsOf: asOf, Memory: l.memory, Tables: []enrich.Reference{from}})
	if err != nil {
		return pipeline.Batch{}, err
	}
	defer e.Close()
	if sight := e.Foresee(); sight != nil {
		sight.See(pipeline.Batch{Rows: l.foreseen})
		sight.Seen()
	}
	if err := e.Prepare(ctx, 2); err != nil {
		return pipeline.Batch{}, err
	}
	return e.Map(ctx, pipeline.Batch{Rows: leads})
}

// literal writes a table of random columns.
func literal(names []string, rows [][]string) string {
	var b strings.Builder
	b.WriteString(strings.Join(names, " | ") + " | end\n")
	for _, row := range rows {
		b.WriteString(strings.Join(row, " | ") + " | .\n") // never a blank line
	}
	return b.String()
}

func drawRows(t *rapid.T, label string, cells ...*rapid.Generator[string]) [][]string {
	var rows [][]string
	for i := range rapid.IntRange(0, 30).Draw(t, label) {
		var row []string
		for k, cell := range cells {
			row = append(row, cell.Draw(t, fmt.Sprint(label, i, "/", k)))
		}
		rows = append(rows, row)
	}
	return rows
}

// However a table is read, a lead gets what a look at every row would give, or the run fails
// because two rows have the same key.
func TestTableAgainstEveryRow(t *testing.T) {
	words := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "A", "Ä", "b  c", "", null})
	codes := rapid.OneOf(rapid.StringMatching(`[1-3]{1,4}`), rapid.Just(null))
	numbers := rapid.OneOf(rapid.Map(rapid.IntRange(-3, 40), strconv.Itoa), rapid.SampledFrom([]string{"1.5", "x", null}))
	kinds := []struct {
		name, on string
		cells    []*rapid.Generator[string]
		keyed    func(row []string) (string, bool)
		// best returns the row that a lead matches, or -1.
		best func(lead []string, rows [][]string) int
	}{
		{"exact", "k0:f0 k1:f1", []*rapid.Generator[string]{words, codes}, whole, equal},
		{"exact", "k0:f0", []*rapid.Generator[string]{codes}, whole, equal},
		{"normalized", "k0:f0", []*rapid.Generator[string]{words}, folded, equalFolded},
		{"prefix", "k0:f0", []*rapid.Generator[string]{codes}, whole, longestPrefix},
		{"range", "k0:f0", []*rapid.Generator[string]{numbers}, numeric, lastBelow},
	}
	for _, kind := range kinds {
		t.Run(kind.name+" "+kind.on, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				rows := drawRows(t, "file", kind.cells...)
				twice, seen, usable := false, map[string]bool{}, [][]string{}
				for i, row := range rows {
					if key, ok := kind.keyed(row); ok {
						twice = twice || seen[key]
						seen[key] = true
						usable = append(usable, append(row, "row "+strconv.Itoa(i)))
					} else if kind.name == "range" && row[0] != null {
						t.Skip("a range must be a number")
					}
					rows[i] = append(row, "row "+strconv.Itoa(i))
				}
				leads := drawRows(t, "leads", kind.cells...)
				names := func(prefix string) (out []string) {
					for i := range kind.cells {
						out = append(out, prefix+strconv.Itoa(i))
					}
					return out
				}
				records := append(drawRows(t, "records", kind.cells...), leads[rapid.IntRange(0, len(leads)).Draw(t, "unforeseen"):]...)
				l := lookup{
					of:        enrich.Table{Kind: kind.name, On: pairs(kind.on), Take: pairs("found:value")},
					file:      literal(append(names("f"), "value"), rows),
					batchRows: rapid.IntRange(1, 9).Draw(t, "batch"),
					memory:    rapid.SampledFrom([]int64{0, 1, 1 << 9, 1 << 11}).Draw(t, "memory"),
					foreseen:  table(literal(names("k"), records)),
					large:     rapid.Bool().Draw(t, "large"),
					sectioned: rapid.Bool().Draw(t, "sectioned"),
				}
				out, err := l.run(table(literal(names("k"), leads)))
				if twice {
					if err == nil || !strings.Contains(err.Error(), "the same key") {
						t.Fatalf("two rows have one key: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				for i, lead := range leads {
					want := null
					if at := kind.best(lead, usable); at >= 0 {
						want = usable[at][len(usable[at])-1]
					}
					got := null
					if values := out.Rows.Text("found"); values.IsValid(i) {
						got = values.Value(i)
					}
					if got != want {
						t.Fatalf("lead %q got %q, want %q of %q", lead, got, want, usable)
					}
				}
			})
		})
	}
}

func whole(row []string) (string, bool) {
	for _, cell := range row {
		if cell == null || cell == "" {
			return "", false
		}
	}
	return strings.Join(row, "\x00"), true
}

func folded(row []string) (string, bool) {
	key := contact.FoldWords(strings.ReplaceAll(row[0], null, ""))
	return key, key != ""
}

func numeric(row []string) (string, bool) {
	value, err := strconv.ParseFloat(row[0], 64)
	return strconv.FormatFloat(value, 'g', -1, 64), err == nil
}

func equal(lead []string, rows [][]string) int { return first(lead, rows, whole) }

func equalFolded(lead []string, rows [][]string) int { return first(lead, rows, folded) }

func first(lead []string, rows [][]string, keyed func([]string) (string, bool)) int {
	asked, ok := keyed(lead)
	for i, row := range rows {
		if key, _ := keyed(row[:len(lead)]); ok && key == asked {
			return i
		}
	}
	return -1
}

func longestPrefix(lead []string, rows [][]string) int {
	best := -1
	for i, row := range rows {
		if lead[0] != null && strings.HasPrefix(lead[0], row[0]) && (best < 0 || len(row[0]) > len(rows[best][0])) {
			best = i
		}
	}
	return best
}

func lastBelow(lead []string, rows [][]string) int {
	value, err := strconv.ParseFloat(lead[0], 64)
	if err != nil {
		return -1
	}
	best, least := -1, 0.0
	for i, row := range rows {
		if from, _ := strconv.ParseFloat(row[0], 64); from <= value && (best < 0 || from > least) {
			best, least = i, from
		}
	}
	return best
}
