package config_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"galena/internal/config"
)

func TestLoad(t *testing.T) {
	got, err := load(`
version: 2
stages: score
as_of: 2026-01-31
workers: 1_000
quiet: Yes
ingest:
  contacts:
    - path: 007
      trust: 5
      columns: &columns {job_title: Title, email: "E-Mail"}
      set: {country: NO}
    - {path: b.csv, columns: {<<: *columns, email: Mail}}
dedupe:
  threshold:
  fields: [email, {column: born, as: date}]
upload: {url: "https://hubspot"}
`, "dedupe.threshold=.5", "ingest.contacts[1].trust=7", "ingest.contacts[2].path=c.csv", `ingest.contacts[2].columns["a.b"]=c`,
		"ingest.contacts[1].columns.job_title=Role", "within=1w")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) config.Text { return config.Text{Value: s} }
	type columns = config.Map[config.Text]
	want := plan{
		Version: 2, Stages: []string{"score"}, Workers: 1000, Memory: 2 << 30, Quiet: true, Within: 7 * config.Day,
		AsOf: config.Date{Time: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		Ingest: ingest{MaxRejected: 0.01, Contacts: []contacts{
			{
				Path: "007", Trust: 5, Set: map[string]string{"country": "NO"},
				Columns: columns{{Key: "job_title", Value: text("Title")}, {Key: "email", Value: text("E-Mail")}},
			},
			{
				Path: "b.csv", Trust: 7,
				Columns: columns{{Key: "job_title", Value: text("Role")}, {Key: "email", Value: text("Mail")}},
			},
			{Path: "c.csv", Columns: columns{{Key: "a.b", Value: text("c")}}},
		}},
		Dedupe: dedupe{Entity: "person", Threshold: 0.5, Fields: []comparing{{text("email"), "text"}, {text("born"), "date"}}},
		Upload: &upload{URL: text("https://hubspot"), Chunks: 4},
	}
	sameColumns := cmpopts.SortSlices(func(a, b config.Entry[config.Text]) bool { return a.Key < b.Key })
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(config.Position{}), sameColumns); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMapKeepsTheOrderOfTheFile(t *testing.T) {
	got, err := config.Load[config.Map[int]](config.Document{Data: []byte("z: 1\na: 2\nm: 3\n")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"z", "a", "m"}, got.Keys()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if value, ok := got.Get("m"); value != 3 || !ok {
		t.Errorf("m is %d, %v", value, ok)
	}
}

func TestNothingGivesTheDefaults(t *testing.T) {
	want := plan{
		Version: 1, Stages: []string{"normalize", "dedupe"}, Memory: 2 << 30, Within: 30 * config.Day,
		Ingest: ingest{MaxRejected: 0.01}, Dedupe: dedupe{Entity: "person", Threshold: 0.95},
	}
	for _, document := range []string{"", "# nothing\n", "---\n", "null\n", "{}", "dedupe:\nversion: ~\n", "\ufeff# a mark\r\n"} {
		got, err := load(document)
		if err != nil {
			t.Errorf("%q: %v", document, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", document, diff)
		}
	}
}

// TestWrittenValuesAreReadBack: a value as its type writes it is read back unchanged.
func TestWrittenValuesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, err := load("")
		if err != nil {
			t.Fatal(err)
		}
		want.Workers = rapid.Int().Draw(t, "workers")
		want.Within = config.Duration(rapid.Int64Range(0, 1e12).Draw(t, "within") * 1e6)
		want.Memory = config.Bytes(rapid.Int64Range(0, 1<<50).Draw(t, "memory"))
		want.AsOf = config.Date{Time: time.Unix(rapid.Int64Range(-1e5, 1e5).Draw(t, "as_of")*24*60*60, 0).UTC()}
		want.Ingest.MaxRejected = config.Percent(rapid.Float64Range(0, 1).Draw(t, "max_rejected"))
		want.Dedupe.Threshold = rapid.Float64Range(0, 1).Draw(t, "threshold")
		want.Dedupe.Where.Value = rapid.StringMatching(`[a-z'" =:#~0-9-]{0,12}`).Draw(t, "where")
		want.Ingest.Contacts = []contacts{{Path: rapid.StringMatching(`[a-z0-9 .:#-]{1,12}`).Draw(t, "path")}}
		share, _ := want.Ingest.MaxRejected.MarshalText() // what String rounds
		document := fmt.Sprintf("workers: %d\nwithin: %s\nmemory: %s\nas_of: %s\ningest: {max_rejected: %s, contacts: [{path: %q}]}\ndedupe: {threshold: %v, where: %q}\n",
			want.Workers, want.Within, want.Memory, want.AsOf, share, want.Ingest.Contacts[0].Path, want.Dedupe.Threshold, want.Dedupe.Where.Value)
		got, err := load(document)
		if err != nil {
			t.Fatalf("%v\n%s", err, document)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-want +got:\n%s\n%s", diff, document)
		}
	})
}

func TestProblemIsFoundAgain(t *testing.T) {
	_, err := load("dedupe:\n  treshold: 1\n")
	problems, ok := errors.AsType[config.Problems](err)
	if !ok {
		t.Fatalf("%T", err)
	}
	want := config.Problems{{
		File: "pipeline.yaml", Line: 2, Column: 3, Path: "dedupe.treshold", Code: config.UnknownKey,
		Message: `unknown key "treshold" in dedupe`, Hint: `did you mean "threshold"?`, Source: "  treshold: 1",
	}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestHints(t *testing.T) {
	for document, hint := range map[string]string{
		"ingest:\ncontacts:\n- path: a.csv\n":                        "it is a key of ingest: write it below that, indented by spaces",
		"threshold: 0.9\n":                                           "it is a key of dedupe: write it below that, indented by spaces",
		"ingest:\n  contacts:\n    - path: \"C:\\dumps\\crm.csv\"\n": "between double quotes a backslash means something else: write single quotes, or slashes",
	} {
		_, err := load(document)
		problems, ok := errors.AsType[config.Problems](err)
		if !ok || !slices.ContainsFunc(problems, func(p config.Problem) bool { return p.Hint == hint }) {
			t.Errorf("%q: %v, want the hint %q", document, err, hint)
		}
	}
}

// TestManyAliasesAreRefused: aliases can make a billion values of ten lines.
func TestManyAliasesAreRefused(t *testing.T) {
	for name, line := range map[string]string{
		"values": "t%d: &t%d {b: [*t%d, *t%d]}\n",
		"merges": "t%d: &t%d {<<: [*t%d, *t%d]}\n",
	} {
		var document strings.Builder
		document.WriteString("t0: &t0 {}\n")
		for i := range 30 {
			fmt.Fprintf(&document, line, i+1, i+1, i, i)
		}
		_, err := config.Load[config.Map[forest]](config.Document{Name: "x", Data: []byte(document.String())}, nil)
		if err == nil || !strings.Contains(err.Error(), "too large") {
			t.Errorf("%s: got %.200v", name, err)
		}
	}
}

type forest struct {
	Branches []forest `yaml:"b"`
}

func FuzzLoad(f *testing.F) {
	f.Add("dedupe: {threshold: 2}", "dedupe.fields[0]=email")
	f.Add("a: &a {b: *a}\n<<: *a", "a.b.c=[1, {x: *y}]")
	f.Add("upload: {chunks: \"x\n y\", url: |\n  a%b}", `x["y"]=`)
	f.Add("", "ingest.contacts[1].path=a")
	f.Add("dedupe:\n  where: >\n    a % b\n\n    c % d\n", "=")
	f.Add("ingest: {contacts: [{columns: {? [a] : b, <<: 1}}]}", "ingest.contacts[0].columns=~")
	f.Fuzz(func(t *testing.T, document, override string) {
		_, err := load(document, override)
		problems, ok := errors.AsType[config.Problems](err)
		if err != nil && (!ok || len(problems) == 0 || problems.Error() == "") {
			t.Fatalf("not Problems: %v", err)
		}
		for _, p := range problems {
			if p.Code == "" || p.Message == "" || p.Line < 0 || p.Line > len(document)+1 {
				t.Fatalf("stands nowhere: %#v", p)
			}
		}
	})
}
