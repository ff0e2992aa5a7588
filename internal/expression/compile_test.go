package expression_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/expression"
)

var kinds = map[string]column.Kind{
	"title": column.KindText, "country": column.KindText, "address.city": column.KindText, "Record ID": column.KindText,
	"size": column.KindInt, "revenue": column.KindFloat, "free": column.KindBool,
	"created": column.KindTime, "founded": column.KindDate,
}

var words = expression.Words{
	Names: []string{"title", "country", "address.city", "size", "revenue", "free", "created", "founded"},
	Kind:  kindOf,
	Values: func(name string) []string {
		if name == "country" {
			return []string{"AT", "DE", "FR", "US"}
		}
		return nil
	},
}

func kindOf(name string) (column.Kind, bool) {
	kind, ok := kinds[name]
	return kind, ok
}

func TestMistakesPointAtTheirPlace(t *testing.T) {
	tests := []struct{ source, want string }{
		{`titel == "vp"`, `1:1: there is no column "titel"; did you mean "title"?`},
		{`free and adress.city == "x"`, `1:10: there is no column "adress.city"; did you mean "address.city"?`},
		{`$env["Nope"] == "x"`, `1:1: there is no column "Nope"`},
		{`title == 5`, `1:10: the left side is a text: write the number in quotes, or float(...) around the left side`},
		{`size == "5"`, `1:9: the left side is a number: write this one without quotes`},
		{`size == title`, `1:6: a number cannot be compared with a text`},
		{`not title == "x"`, `1:5: this is a text where a condition is needed, such as seniority == "vp"`},
		{`not free == 1`, `1:10: not binds tighter than ==: write not (... == ...)`},
		{`size`, `1:1: this is a number where a condition is needed, such as employee_count >= 50`},
		{`title matches "("`, "1:15: not a regular expression: error parsing regexp: missing closing ): `(`"},
		{`created > "soon"`, `1:11: this is no date; write "2026-01-31" or "2026-01-31T10:00:00Z"`},
		{`created > date(title)`, `1:16: this is no date; write "2026-01-31" or "2026-01-31T10:00:00Z"`},
		{`created > now()`, `1:11: the function now is not supported here; there are date, float, len, lower, trim, upper`},
		{`free and country == "AD"`, `1:21: country is never "AD"; did you mean "AT"?`},
		{`"DEU" != country`, `1:1: country is never "DEU"; did you mean "DE"?`},
		{`country not in ["DE", "Germany"]`, `1:23: country is never "Germany"; known: AT, DE, FR, US`},
		{`title in ["a", 1]`, `1:16: only literals of the kind of the left side can stand here, which is a text`},
		{`title in country`, `1:10: in takes a list such as ["a", "b"] or a range such as 1..10 on its right`},
		{`size in 500..10`, `1:12: the range ends before it begins, so nothing lies in it: write the smaller bound first`},
		{`created in "2026-02-01".."2026-01-31"`, `1:24: the range ends before it begins, so nothing lies in it: write the smaller bound first`},
		{`title in 1..2`, `1:11: a range takes numbers or instants, and the left side is a text`},
		{`free ? true : false`, `1:1: a choice with ?: or if is not supported here`},
		{`size ** 2 > 4`, `1:6: the operator ** is not supported here`},
		{`title + "x" == "y"`, `1:7: + takes two numbers, and here are a text and a text`},
		{`title matches country`, `1:7: matches takes a column and a regular expression in quotes`},
		{`free < true`, `1:6: true or false cannot be compared with <`},
		{`nil == nil`, `1:5: nil cannot be compared with ==`},
		{`all(title, true)`, `1:1: the function all is not supported here; there are date, float, len, lower, trim, upper`},
		{"title == 'é' and\n  titel == 'x'", `2:3: there is no column "titel"; did you mean "title"?`},
		{`title == `, `1:9: the expression ends here, and something is missing: a value, or a closing bracket`},
		{``, `1:1: the expression ends here, and something is missing: a value, or a closing bracket`},
		{`title == "cto`, `1:14: the text has no closing quote`},
		{`title = "cto"`, `1:7: unexpected "="; did you mean "=="?`},
		{`title <> "cto"`, `1:8: unexpected ">"; did you mean "!="?`},
		{`free AND free`, `1:6: unexpected "AND"; did you mean "and"?`},
		{`free & free`, `1:6: unexpected "&"; did you mean "and"?`},
		{strings.Repeat("(", 20_000), `1:1: the expression is longer than 16384 bytes`},
	}
	for _, test := range tests {
		_, err := expression.Compile(test.source, words)
		if err == nil {
			t.Errorf("%.50s: no error", test.source)
			continue
		}
		if diff := cmp.Diff(test.want, err.Error()); diff != "" {
			t.Errorf("%.50s: (-want +got)\n%s", test.source, diff)
		}
	}
}

func TestCompileTextPointsIntoTheFile(t *testing.T) {
	type file struct {
		When config.Text `yaml:"when"`
	}
	document := config.Document{Name: "pipeline.yaml", Data: []byte("when: 'free and titel == 5'\n")}
	loaded, err := config.Load[file](document, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = expression.CompileText(loaded.When, words)
	want := "pipeline.yaml:1:17: there is no column \"titel\"\n    when: 'free and titel == 5'\n                    ^\n    did you mean \"title\"?"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestColumnsInOrderOfAppearance(t *testing.T) {
	program, err := expression.Compile(`address.city == "x" or lower($env["Record ID"]) == "y" or address.city == country`, words)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"address.city", "Record ID", "country"}, program.Columns()); diff != "" {
		t.Error(diff)
	}
}

func FuzzCompile(f *testing.F) {
	for _, source := range []string{
		`title == "vp" and size in 1..10`, `not (free or created > date("2026-01-31"))`, `len(trim(title)) * 2 - -size >= 3.5`,
		`$env["Record ID"] matches "^a.*"`, `country not in ["DE", 'AT']`, `address.city != nil`, `{a: 1}`, `let x = 1; x`, `[1][0]?.b`,
	} {
		f.Add(source)
	}
	table := sample()
	f.Fuzz(func(t *testing.T, source string) {
		program, err := expression.Compile(source, words)
		if err != nil {
			return
		}
		mask := program.Where(table)
		for row := range table.Rows() {
			if mask.IsTrue(row) && !mask.IsKnown(row) {
				t.Fatalf("row %d is true and unknown", row)
			}
		}
	})
}
