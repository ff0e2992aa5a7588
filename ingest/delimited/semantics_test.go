package delimited

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// dated is a table with values of fixed forms, so that misplaced values show.
func dated(line string) string {
	var text strings.Builder
	text.WriteString("day,time,name,note\n")
	for i := range 80 {
		name, note := [...]string{"Ada", "Grace M. Hopper", "O'Neil"}[i%3], [...]string{"", "x"}[i%2]
		fmt.Fprintf(&text, "%02d/%02d/2024,%02d:%02d,%s,%s\n", i%28+1, i/28+1, i%24, i%60, name, note)
	}
	return text.String() + line + "\n"
}

func TestRows(t *testing.T) {
	tests := []struct {
		name, text string
		rows       [][]string // the last ones
		rejects    []string
		notes      map[string]int64
	}{
		{name: "empty is null, quoted empty is not", text: "a,b,c\n,\"\",x\n", rows: [][]string{{null, "", "x"}}},
		{name: "doubled quotes", text: "a,b\n\"say \"\"hi\"\"\",2\n", rows: [][]string{{`say "hi"`, "2"}}},
		{name: "a quoted line break", text: "a,b\n\"l1\r\nl2\",2\n3,4\n", rows: [][]string{{"l1\r\nl2", "2"}, {"3", "4"}}},
		{name: "blank lines", text: "a,b\n\n1,2\n\r\n3,4\n\n", rows: [][]string{{"1", "2"}, {"3", "4"}}, notes: map[string]int64{"line_blank": 3}},
		{name: "blank lines of one column", text: "a\n1\n\n2\n", rows: [][]string{{"1"}, {null}, {"2"}}},
		{name: "one column with commas", text: "company\nAcme, Inc.\nBeta\nGamma, Delta, Ltd.\n", rows: [][]string{{"Acme, Inc."}, {"Beta"}, {"Gamma, Delta, Ltd."}}},
		{name: "a short row", text: "a,b,c\n1,2\n3,4,5\n", rows: [][]string{{"1", "2", null}, {"3", "4", "5"}}, notes: map[string]int64{"row_short": 1}},
		{name: "empty fields too many", text: "a,b\n1,2,,\n3,4\n", rows: [][]string{{"1", "2"}, {"3", "4"}}, notes: map[string]int64{"row_extra_empty": 1}},
		{name: "fields too many", text: "a,b\n1,2\nx,Acme, Inc.\n3,4\n", rows: [][]string{{"1", "2"}, {"3", "4"}}, rejects: []string{"3 row_long"}},
		{name: "a stray quote", text: "a,b\n1,5\" pipe\n2,x\n", rows: [][]string{{"1", `5" pipe`}, {"2", "x"}}},
		{name: "an opening quote that is none", text: "a,b,c\n1,\"x,3\n4,\"y\",6\n", rows: [][]string{{"1", `"x`, "3"}, {"4", "y", "6"}}, notes: map[string]int64{"quote_mended": 1}},
		{name: "quotes within quotes", text: "a,b\n\"the \"big\" one, too\",2\n", rows: [][]string{{`the "big" one, too`, "2"}}, notes: map[string]int64{"quote_mended": 1}},
		{name: "an unterminated quote", text: "a,b,c\n1,2,3\n4,\"five\n6,7,8\n9,10,11\n", rows: [][]string{{"1", "2", "3"}, {"6", "7", "8"}, {"9", "10", "11"}}, rejects: []string{"3 quote_unterminated"}},
		{name: "a short row with a line break", text: "a,b,c\n1,\"x\ny\"\n4,5,6\n", rows: [][]string{{"1", "x\ny", null}, {"4", "5", "6"}}, notes: map[string]int64{"row_short": 1}},
		{name: "text behind a quote", text: "a,b\n\"x, y\" z,2\n3,4\n", rows: [][]string{{`x, y z`, "2"}, {"3", "4"}}, notes: map[string]int64{"quote_mended": 1}},
		{name: "blanks behind a quote", text: "a,b\n\"x, y\"  ,2\n3,4\n", rows: [][]string{{`x, y`, "2"}, {"3", "4"}}},
		{name: "files joined with their marks", text: "\ufeffa,b\n1,2\n\ufeffa,b\n3,4\n\ufeff\"5,6\",7\n\ufeff8,9\n\ufeff", rows: [][]string{{"1", "2"}, {"3", "4"}, {"5,6", "7"}, {"8", "9"}, {"\ufeff", null}}, rejects: []string{"3 header_repeated"}, notes: map[string]int64{"row_short": 1}},
		{name: "the header again", text: "a,b\n1,2\na,b\n3,4\n", rows: [][]string{{"1", "2"}, {"3", "4"}}, rejects: []string{"3 header_repeated"}},
		{name: "a second table", text: "a,mail,name,city\n1,2,3,4\n5,6,7,8\na,mail,name\n5,6,7\n8,9,10\n", rows: [][]string{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}}, rejects: []string{"4 second_table", "5 second_table", "6 second_table"}},
		{name: "a NUL", text: "a,b\n1,x\x00y\n3,4\n", rows: [][]string{{"3", "4"}}, rejects: []string{"2 nul_byte"}},
		{name: "rows in quotes", text: "a,b\n\"1,\"\"x, y\"\"\"\n\"2,z\"\n", rows: [][]string{{"1", "x, y"}, {"2", "z"}}},
		{name: "comments", text: "# made by hand\na,b\n1,2\n# the end\n", rows: [][]string{{"1", "2"}}, notes: map[string]int64{"line_comment": 1}},
		{name: "CR", text: "a,b\r1,2\r\"3\r\",4\r", rows: [][]string{{"1", "2"}, {"3\r", "4"}}},
		{name: "CR and CRLF and LF", text: "a,b\r\n1,2\n3,4\r\n", rows: [][]string{{"1", "2"}, {"3", "4"}}},
		{name: "a preamble", text: "Notes:\n\"When exporting, some may be missing\"\n\nFirst Name,Last Name,URL\nAda,Lovelace,https://a.example/1\n", rows: [][]string{{"Ada", "Lovelace", "https://a.example/1"}}},
		{name: "decimal commas", text: "a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", rows: [][]string{{"1,5", "2,5", "3,5"}, {"1,5", "2,5", "3,5"}}},
		{name: "single quotes", text: "a,b\n'x, y','it''s'\n'z','2'\n", rows: [][]string{{"x, y", "it's"}, {"z", "2"}}},
		{name: "backslash escapes", text: "a,b\n\"x \\\"y\\\", z\",\"c:\\\\d\"\n\"3\",\"4\"\n", rows: [][]string{{`x "y", z`, `c:\d`}, {"3", "4"}}},
		{name: "bytes of another encoding", text: "a,b\né,ü\nü,caf\xe9\n", rows: [][]string{{"é", "ü"}, {"ü", "café"}}, notes: map[string]int64{"encoding_mixed": 1}},
		{name: "Latin-1", text: "a,b\ncaf\xe9,M\xfcller\n", rows: [][]string{{"café", "Müller"}}},
		{name: "Windows-1252", text: "a,b\ncaf\xe9 \x96 bar,M\xfcller\n", rows: [][]string{{"café – bar", "Müller"}}},
		{name: "a missing delimiter", text: dated("03/04/202409:15,Bob,x"), rows: [][]string{{"03/04/2024", "09:15", "Bob", "x"}}, notes: map[string]int64{"row_realigned": 1}},
		{name: "a delimiter too many", text: dated("03/04/2024,,09:15,Bob,"), rows: [][]string{{"03/04/2024", "09:15", "Bob", null}}, notes: map[string]int64{"row_realigned": 1}},
		{name: "the delimiter of another file", text: dated("03/04/2024;09:15;Bob;x"), rows: [][]string{{"03/04/2024", "09:15", "Bob", "x"}}, notes: map[string]int64{"row_realigned": 1}},
		{name: "a value torn by its own comma", text: dated("03/04/2024,09:15,Hopper, Grace,x"), rows: [][]string{{"03/04/2024", "09:15", "Hopper, Grace", "x"}}, notes: map[string]int64{"row_realigned": 1}},
		{name: "two values that may be torn", text: dated("03/04/2024,09:15, Hopper, Grace,x"), rejects: []string{"82 row_long"}},
		{name: "fields of nothing known", text: dated("x,y,z"), rejects: []string{"82 row_short"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(test.text, Options{}, 0, 1)
			if err != nil {
				t.Fatal(err)
			}
			rows := got.rows[max(0, len(got.rows)-max(len(test.rows), 0)):]
			if strings.HasPrefix(test.text, "a") {
				rows = got.rows
			}
			if diff := cmp.Diff(test.rows, rows, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.rejects, got.rejects, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.notes, got.notes, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	no := false
	tests := []struct {
		name, text string
		options    Options
		want       []string
	}{
		{"names", "a, b ,c\n1,2,3\n", Options{}, []string{"a", " b ", "c"}},
		{"repeated and empty", "a,a,,a_2,a\n1,2,3,4,5\n", Options{}, []string{"a", "a_3", "column_3", "a_2", "a_4"}},
		{"numbers", "1,2,x@example.com\n3,4,y@example.com\n", Options{}, []string{"column_1", "column_2", "column_3"}},
		{"years", "country,2019,2020\nNL,12,13\nBE,14,15\n", Options{}, []string{"country", "2019", "2020"}},
		{"told", "a,b\nc,d\n", Options{Header: &no}, []string{"column_1", "column_2"}},
		{"an empty name too many", ",day,n\n2024-01-01,1\n2024-01-02,2\n", Options{}, []string{"day", "n"}},
		{"a name too few", "a,b\n1,2,3\n4,5,6\n", Options{}, []string{"a", "b", "column_3"}},
		{"sep=", "sep=;\na;b,c\n1;2\n", Options{}, []string{"a", "b,c"}},
		{"BOM", "\xef\xbb\xbfa,b\n1,2\n", Options{}, []string{"a", "b"}},
		{"no rows", "a,b", Options{}, []string{"a", "b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := Open(strings.NewReader(test.text), test.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, r.Header()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDialect(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a,b\n1,2\n", `utf-8, delimited by comma, lines end in lf, 2 columns`},
		{"\xef\xbb\xbfReport\r\n\r\na;b\r\n'x';'2'\r\n'y';'z'\r\n", `utf-8 with BOM, delimited by semicolon, lines end in crlf, 2 columns, quoted by ', 2 lines above the header`},
		{"1\t2\r3\t4", `utf-8, delimited by tab, lines end in cr, 2 columns, no header`},
		{"# by hand\na|b\n\"x \\\" y\"|caf\xe9\n1|2\n", `iso-8859-1, delimited by pipe, lines end in lf, 2 columns, escaped by \, comments after #, 1 line above the header`},
		{"name\nAda\nBob, Jr.\n", `utf-8, delimited by nothing, lines end in lf, 1 column`},
	}
	for _, test := range tests {
		r, err := Open(strings.NewReader(test.text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, r.Dialect().String()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestUTF16(t *testing.T) {
	for name, order := range map[string][2]int{"utf-16le": {0, 1}, "utf-16be": {1, 0}} {
		for _, mark := range []bool{true, false} {
			text := []rune("name;city\nZoë;Łódź\n")
			if mark {
				text = slices.Insert(text, 0, 0xfeff)
			}
			var raw []byte
			for _, r := range text {
				pair := [2]byte{}
				pair[order[0]], pair[order[1]] = byte(r), byte(r>>8)
				raw = append(raw, pair[:]...)
			}
			got, err := readAll(string(raw), Options{}, 0, 1)
			if err != nil {
				t.Fatal(name, mark, err)
			}
			if diff := cmp.Diff([][]string{{"Zoë", "Łódź"}}, got.rows); diff != "" {
				t.Error(name, mark, diff)
			}
		}
	}
}

func TestToldEncoding(t *testing.T) {
	got, err := readAll("a,b\n\x83e\x83X\x83g,2\n", Options{Encoding: "shift_jis"}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"テスト", "2"}}, got.rows); diff != "" {
		t.Error(diff)
	}
	if _, err := Open(strings.NewReader("a"), Options{Encoding: "klingon"}); err == nil {
		t.Error("an unknown encoding is accepted")
	}
}

// TestFailingRead: rows read before an error stay, and the error is returned.
func TestFailingRead(t *testing.T) {
	torn := errors.New("torn")
	text := "a,b\n" + strings.Repeat("1,2\n", 1<<20)
	r, err := Open(io.MultiReader(strings.NewReader(text), iotest.ErrReader(torn)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.blockSize = 1 << 20
	rows := 0
	var last error
	for b, err := range r.Batches(t.Context(), 2) {
		rows += b.Rows.Rows()
		last = err
	}
	if !errors.Is(last, torn) || rows == 0 {
		t.Errorf("%d rows, then %v", rows, last)
	}
}

func TestStops(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,2\n", 1<<20)
	r, err := Open(strings.NewReader(text), Options{BatchRows: 1000})
	if err != nil {
		t.Fatal(err)
	}
	r.blockSize = 1 << 16
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	for b, err := range r.Batches(ctx, 2) {
		if batches++; batches == 3 {
			cancel()
		}
		if err == nil && b.Rows.Rows() > 1000 {
			t.Fatalf("a batch of %d rows", b.Rows.Rows())
		}
	}
	cancel()
	if batches > 1000 {
		t.Errorf("%d batches after the end was asked for", batches)
	}
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	got, err := readAll("\n# note\na,b\n1,\"x\ny\"\n\n2,z\n3,4,5\n6,7\n", Options{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{4, 7, 9}, got.lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"8 row_long"}, got.rejects); diff != "" {
		t.Error(diff)
	}
}

func TestNoTable(t *testing.T) {
	for _, text := range []string{"", "\n\r\n\n", "\xef\xbb\xbf"} {
		if _, err := readAll(text, Options{}, 0, 1); !errors.Is(err, ErrEmpty) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"PK\x03\x04rest", "PAR1....", "%PDF-1.7", "<!DOCTYPE html><p>", strings.Repeat("\x01\x02\x00abc", 99)} {
		var format *FormatError
		if _, err := readAll(text, Options{}, 0, 1); !errors.As(err, &format) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Open(strings.NewReader("a"), Options{Delimiter: "::"}); err == nil {
		t.Error("a delimiter of two characters is accepted")
	}
}

// TestStrayQuoteEatsNothing: a quote that is never closed costs only its row, even
// megabytes later, and a long quoted value is read.
func TestStrayQuoteEatsNothing(t *testing.T) {
	long := strings.Repeat("line of a long value, quoted\n", 200_000)
	rows := strings.Repeat("1,2,3\n", 1000)
	got, err := readAll("a,b,c\n"+rows+"4,\"5\n"+rows+"6,\""+long+"\",7\n"+rows, Options{}, 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.rows) != 3001 || got.rows[2000][1] != long {
		t.Errorf("%d rows", len(got.rows))
	}
	if diff := cmp.Diff([]string{"1002 quote_stray"}, got.rejects); diff != "" {
		t.Error(diff)
	}
}

func TestMergedHeader(t *testing.T) {
	for _, test := range []struct {
		name, text string
		header     []string
	}{
		{
			name: "merged cells above the header", text: "Pupil,,Contact,\nName,Class,Mobile,Mail\nAnn,3B,0171 55,a@x.com\nBo,1A,0172 66,b@x.com\n",
			header: []string{"Pupil: Name", "Pupil: Class", "Contact: Mobile", "Contact: Mail"},
		},
		{
			name: "columns without a title or without a group", text: "No,,Home,,\n,Name,Street,Zip,Mail\n1,Ann,Elm 4,0171,a@x.com\n2,Bo,Oak 5,0172,b@x.com\n",
			header: []string{"No", "Name", "Home: Street", "Home: Zip", "Home: Mail"},
		},
		{
			name: "a header with gaps above a row of words", text: "Name,,Mobile\nAnn,3B,n/a\nBo,1A,0172 66\nCy,1B,0172 77\n",
			header: []string{"Name", "column_2", "Mobile"},
		},
	} {
		got, err := readAll(test.text, Options{}, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.header, got.header); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
