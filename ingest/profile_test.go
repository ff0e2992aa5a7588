package ingest

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/pipeline"
)

func profiles(t *testing.T, withValues bool, workers pipeline.Workers, options Options, paths ...string) []Profile {
	t.Helper()
	var inputs []Input
	for _, path := range paths {
		inputs = append(inputs, Input{Path: path})
	}
	s, err := Open(t.Context(), inputs, options)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Profile(t.Context(), workers, withValues)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// profiled returns the profile of the only column of a file with the given cells.
func profiled(t *testing.T, header string, cells ...string) ColumnProfile {
	t.Helper()
	tree(t, map[string]string{"f.csv": "id," + header + "\n" + numbered(cells)})
	return profiles(t, true, 1, Options{}, "f.csv")[0].Columns[1]
}

func numbered(cells []string) string {
	var b strings.Builder
	for i, cell := range cells {
		fmt.Fprintf(&b, "%d,\"%s\"\n", i+1, strings.ReplaceAll(cell, `"`, `""`))
	}
	return b.String()
}

func TestProfileProblems(t *testing.T) {
	tests := []struct {
		header string
		cells  []string
		want   []Trouble
	}{
		{"email", []string{"ann@x.com", "ann", "bob", "a b@x.com", ""}, []Trouble{{"email_no_at", 2, 3}, {"email_space", 1, 5}}},
		{"email", []string{" ann@x.com", "NULL", "#N/A", "n/a", "\t"}, []Trouble{{"null_word", 3, 3}, {"white_space", 2, 2}, {"placeholder", 1, 5}}},
		{"email", []string{"ann@x.com ::: oops"}, []Trouble{{"email_no_at", 1, 2}}},
		{"phone", []string{"+12125550101", "212 555 0101", "4.42E+11"}, []Trouble{{"phone_no_country", 1, 3}, {"phone_scientific", 1, 4}}},
		{"create date", []string{"2024-01-02", "45292", "03/04/2024"}, []Trouble{{"date_ambiguous", 1, 4}, {"date_serial", 1, 3}}},
		{"Employees", []string{"12", "51-200"}, []Trouble{{"number_unreadable", 1, 3}}},
		{"country", []string{"US", "Germany", "Atlantis"}, []Trouble{{"country_unknown", 1, 4}}},
		{"email opt out", []string{"yes", "maybe"}, []Trouble{{"bool_unreadable", 1, 3}}},
		{"website", []string{"acme.com", "ftp://acme.com"}, []Trouble{{"url_bad_scheme", 1, 3}}},
		{"postal code", []string{"10001", "2139", "94105-1234", "60601"}, []Trouble{{"leading_zero_lost", 1, 3}}},
		{"postal code", []string{"10001", "2139", "02139"}, nil}, // zeros are kept here
		{"postal code", []string{"1010", "1020", "10001"}, nil},  // not the codes of one country
		{"notes", []string{"CafÃ© Ã Paris", "Ação ÃO", "a\uFFFDb", "1.5E+7", "-2,5e+12", "E+7", "1+7", "1EE+7", "a E+7"}, []Trouble{{"encoding_damage", 2, 2}, {"scientific", 2, 5}}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, profiled(t, test.header, test.cells...).Problems); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", test.header, test.cells, diff)
		}
	}
}

// The country of the row decides how its phone number and postal code are read.
func TestProfileCountryOfTheRow(t *testing.T) {
	tree(t, map[string]string{"f.csv": "phone,zip,country\n212 555 0101,10001,US\n212 555 0101,10002,\n,1010,Austria\n"})
	columns := profiles(t, false, 1, Options{}, "f.csv")[0].Columns
	if diff := cmp.Diff([]Trouble{{"phone_no_country", 1, 3}}, columns[0].Problems); diff != "" {
		t.Errorf("phone (-want +got):\n%s", diff)
	}
	if columns[1].Problems != nil {
		t.Errorf("zip: %v", columns[1].Problems)
	}
}

func TestProfileKind(t *testing.T) {
	tests := []struct {
		header string
		cells  []string
		want   string
	}{
		{"Work e-mail", []string{"none of them"}, "email"}, // by its name
		{"x", []string{"ann@x.com", "bob@x.com"}, "email"},
		{"x", []string{"2024-01-02", "2023-11-12"}, "date"},
		{"x", []string{"2024-01-02T10:00:00Z", "2023-11-12"}, "timestamp"},
		{"x", []string{"yes", "no", "no"}, "bool"},
		{"x", []string{"12", "2125550101"}, "integer"},
		{"x", []string{"12", "1.5"}, "number"},
		{"x", []string{"+1 212 555 0101", "(212) 555-0102"}, "phone"},
		{"x", []string{"https://a.com/b", "http://b.org"}, "url"},
		{"x", []string{"some", "words", "12"}, "text"},
		{"x", strings.Split(strings.Repeat("red,blue,", 20), ",")[:40], "category"},
		{"x", []string{""}, "text"},
	}
	for _, test := range tests {
		if got := profiled(t, test.header, test.cells...).Kind; got != test.want {
			t.Errorf("%s %q: %s, want %s", test.header, test.cells, got, test.want)
		}
	}
}

func TestProfileCounts(t *testing.T) {
	got := profiled(t, "first name", "Ann", "Zoë", "Ann", "", "Maximilian", "NULL")
	got.Column, got.Problems = Column{}, nil
	want := ColumnProfile{
		Kind: "given_name", Filled: 4, Fill: 4.0 / 6, Distinct: 3, Exact: true, Shortest: 3, Longest: 10,
		Patterns: []Frequent{{"Aaa", 3}, {"Aaaa", 1}},
		Values:   []Frequent{{"Ann", 2}, {"Maximilian", 1}, {"Zoë", 1}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Column{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPattern(t *testing.T) {
	for value, want := range map[string]string{
		"Zoë 0151":               "Aaa 9999",
		"Ann-Marie O'Neil":       "Aaa-Aaaa A'Aaaa",
		"+1 (212) 555-0101":      "+9 (999) 999-9999",
		"ann.lee@example.com":    "aaa.aaa@aaaa.aaa",
		"ÄÖÜSS":                  "AAAA",
		"два\nслова":             "aaa aaaa",
		"1234567890123456":       "999999999999",
		strings.Repeat("a-", 40): strings.Repeat("a-", 16) + "…",
	} {
		if got := string(appendPattern(nil, value)); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, n := range []int{0, 1, 100_000, 1_000_000} {
		d := newDistinct()
		for i := range n {
			d.add(fmt.Sprint(i))
			d.add(fmt.Sprint(i / 2))
		}
		got, exact := d.count()
		if exact != (n <= 2*keptHashes) || exact && got != int64(n) || math.Abs(float64(got)-float64(n)) > 0.02*float64(n) {
			t.Errorf("%d values: counted %d (exact: %v)", n, got, exact)
		}
	}
}

// Neither workers nor the size of batches change a profile, and without withValues it has
// no cell contents.
func TestProfileIsTheSame(t *testing.T) {
	var b strings.Builder
	b.WriteString("Record ID,Email,Phone,Country,Colour\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "%d,secret%d@x.com,0151 %07d,%s,%s\n", i, i%700, i, []string{"DE", "", "Oz"}[i%3], []string{"secretred", "secretblue"}[i%2])
	}
	tree(t, map[string]string{"a.csv": b.String(), "b.ndjson": `{"a":1}` + "\n" + `{"a":2,"later":{"x":"secret"}}` + "\noops\n"})
	want := profiles(t, false, 1, Options{}, ".")
	if text := fmt.Sprintf("%+v", want); strings.Contains(text, "secret") {
		t.Errorf("the profile holds values: %s", text)
	}
	if want[1].Rejected != 1 || want[1].Rejects[0] != (Trouble{"json_syntax", 1, 3}) {
		t.Errorf("rejects of b.ndjson: %+v", want[1])
	}
	for _, workers := range []pipeline.Workers{1, 5} {
		for _, rows := range []int{1, 100} {
			got := profiles(t, false, workers, Options{BatchRows: rows}, ".")
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(Column{})); diff != "" {
				t.Errorf("%d workers, batches of %d (-want +got):\n%.1000s", workers, rows, diff)
			}
		}
	}
}

func BenchmarkProfile(b *testing.B) {
	const rows = 50_000
	var file strings.Builder
	file.WriteString("Record ID,First Name,Last Name,Email,Phone,Company,City,Country\n")
	for i := range rows {
		fmt.Fprintf(&file, "%d,Ada,Lovelace,ada%d@example.com,+1 212 555 %04d,Acme,London,GB\n", i, i, i%10_000)
	}
	path := b.TempDir() + "/crm.csv"
	if err := os.WriteFile(path, []byte(file.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), []Input{{Path: path}}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Profile(b.Context(), 2, false); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
