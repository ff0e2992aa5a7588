package document_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/ingest/document"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// result is a file as read, row by row: the line of the row, then "name=value" for each
// cell that is not null.
type result struct {
	Rows    []string
	Rejects []string
	Notes   []string
}

// readAll reads a file to its end and returns the rejects.
func readAll(r io.Reader, o document.Options) (rejects []pipeline.Reject, err error) {
	_, rejects, err = read(r, o, 2)
	return rejects, err
}

func read(r io.Reader, o document.Options, workers pipeline.Workers) (out result, rejects []pipeline.Reject, err error) {
	reader, err := document.Open(r, o)
	if err != nil {
		return out, nil, err
	}
	for b, err := range reader.Batches(context.Background(), workers) {
		if err != nil {
			return out, rejects, err
		}
		if b.Read != int64(b.Rows.Rows()+len(b.Rejects)) || len(b.Origin.Lines) != b.Rows.Rows() {
			return out, rejects, fmt.Errorf("%d read, %d rows, %d lines, %d rejects", b.Read, b.Rows.Rows(), len(b.Origin.Lines), len(b.Rejects))
		}
		rejects = append(rejects, b.Rejects...)
		for _, reject := range b.Rejects {
			out.Rejects = append(out.Rejects, fmt.Sprintf("%d %s %s", reject.Line, reject.Code, reject.Raw))
		}
		for _, n := range b.Notes {
			out.Notes = append(out.Notes, fmt.Sprintf("%d %s %d", n.FirstLine, n.Code, n.Count))
		}
		for i := range b.Rows.Rows() {
			row := fmt.Sprint(b.Origin.Lines[i])
			for c, name := range b.Rows.Names() {
				if values := b.Rows.At(c).(*column.Text); values.IsValid(i) {
					row += " " + name + "=" + values.Value(i)
				}
			}
			out.Rows = append(out.Rows, row)
		}
	}
	return out, rejects, nil
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		name, file string
		options    document.Options
		want       result
		err        string
	}{
		{name: "lines", file: "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"\",\"a\":null}\r\n\n{\"a\":true}", want: result{
			Rows: []string{"1 a=1 b=x", "2 b=", "4 a=true"},
		}},
		{name: "nested objects and lists", file: `[{"a":{"b":{"c":1},"d":"e"},"l":[1, "x" ,{"y" : 2}]},` + "\n" + `{"a":{}, "l":[]}]`, want: result{
			Rows: []string{`1 a.b.c=1 a.d=e l=[1,"x",{"y":2}]`, "2 l=[]"},
		}},
		{name: "array over lines", file: "[\n  {\n    \"a\": 1\n  },\n\n  {\"a\": 2}\n]\n", want: result{Rows: []string{"2 a=1", "6 a=2"}}},
		{name: "one after another", file: "{\n\"a\":1}\n{\"a\":2} {\"a\":3}", want: result{Rows: []string{"1 a=1", "3 a=2", "3 a=3"}}},
		{name: "array within an object", file: `{"total":2,"ids":[1,2,3],"few":[{"x":1}],"people":[{"a":1},{"a":2}],"next":null}`, want: result{
			Rows: []string{"1 a=1", "1 a=2"},
		}},
		{name: "array within objects", file: `{"ok":true,"result":{"data":[{"a":1,"l":[{"x":1},{"x":2},{"x":3}]},{"a":2}],"links":[1,2]}}`, want: result{
			Rows: []string{`1 a=1 l=[{"x":1},{"x":2},{"x":3}]`, "1 a=2"},
		}},
		{name: "array at the top before one within", file: `{"data":{"rows":[{"a":1},{"a":2}]},"people":[{"b":1}]}`, want: result{Rows: []string{"1 b=1"}}},
		{name: "a record with a list deep within", file: `{"data":{"a":1,"phones":[{"n":1},{"n":2}]}}`, want: result{
			Rows: []string{`1 data.a=1 data.phones=[{"n":1},{"n":2}]`},
		}},
		{name: "array under a path", file: `{"data":{"n":1,"people":[{"a":1}]}}`, options: document.Options{Records: "data.people"}, want: result{
			Rows: []string{"1 a=1"},
		}},
		{name: "no array under the path", file: `{"data":{}}`, options: document.Options{Records: "data.people"}, err: `there is no array at "data.people"; say with records: where it is`},
		{name: "a single object", file: `{"a":1,"tags":["x"]}`, want: result{Rows: []string{`1 a=1 tags=["x"]`}}},
		{name: "numbers as written", file: `[{"n":123456789012345678901234567890,"f":1.50,"e":1E+2,"z":-0}]`, want: result{
			Rows: []string{"1 n=123456789012345678901234567890 f=1.50 e=1E+2 z=-0"},
		}},
		{name: "strings", file: `[{"s":"tab\tand \u00e9 \ud83d\ude00 \"q\""}]`, want: result{Rows: []string{"1 s=tab\tand é 😀 \"q\""}}},
		{name: "lone surrogate and bad byte", file: "[{\"s\":\"a\\ud800b\"},{\"s\":\"\xff\"}]", want: result{
			Rows: []string{"1 s=a\uFFFDb", "1 s=\uFFFD"}, Notes: []string{"1 invalid_unicode 2"},
		}},
		{name: "duplicate key", file: "{\"a\":1,\"a\":2}\n{\"a.b\":1,\"a\":{\"b\":2}}\n", want: result{
			Rows: []string{"1 a=2", "2 a.b=2"}, Notes: []string{"1 duplicate_key 2"},
		}},
		{name: "bad lines", file: "{\"a\":1}\n{\"a\":\n{\"a\":2}\nnonsense\n{\"a\":\"x\ny\"}\n\"text\"\n{\"a\":3} x\n{\"a\":4}\n", want: result{
			Rows: []string{"1 a=1", "3 a=2", "8 a=3", "9 a=4"},
			Rejects: []string{
				`2 json_syntax {"a":`, "4 json_syntax nonsense", `5 json_syntax {"a":"x`, `6 json_syntax y"}`,
				`7 json_syntax "text"`, `8 json_syntax {"a":3} x`,
			},
		}},
		{
			name: "cut off", file: "[{\"a\":1},\n{\"a\":2", want: result{Rows: []string{"1 a=1"}, Rejects: []string{"2 json_syntax "}},
			err: "line 2, column 7: the file ends in the middle of a value; the records before it are whole, but the file is not: get it again from its source",
		},
		{
			name: "two arrays", file: "[{\"a\":1}]\n[]", want: result{Rows: []string{"1 a=1"}, Rejects: []string{"1 json_syntax "}},
			err: "line 1, column 10: a second value behind one that must stand alone; the records before it are whole, but the file is not: give what is behind a file of its own",
		},
		{name: "byte order mark", file: "\uFEFF[{\"a\":1}]", want: result{Rows: []string{"1 a=1"}}},
		{name: "no objects", file: "[1,\"x\",null,[2]]", want: result{Rows: []string{"1 value=1", "1 value=x", "1", "1 value=[2]"}}},
		{name: "empty array", file: "[]"},
		{name: "white space", file: " \n", err: "the file is empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _, err := read(strings.NewReader(test.file), test.options, 2)
			if message := fmt.Sprint(err); (err != nil || test.err != "") && message != test.err {
				t.Errorf("error %q, want %q", message, test.err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLateColumns(t *testing.T) {
	var file strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&file, "{\"a\":%d}\n", i)
	}
	file.WriteString("{\"z\":1,\"b\":2,\"a\":3}\n")
	reader, err := document.Open(strings.NewReader(file.String()), document.Options{BatchRows: 500})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a"}, reader.Header()); diff != "" {
		t.Error(diff)
	}
	var last []string
	for b, err := range reader.Batches(context.Background(), 1) {
		if err != nil {
			t.Fatal(err)
		}
		last = b.Rows.Names()
	}
	if diff := cmp.Diff([]string{"a", "b", "z"}, last); diff != "" {
		t.Error(diff)
	}
}

func TestTooManyColumns(t *testing.T) {
	var file strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&file, "{\"a\":1,\"key%d\":1}\n", i)
	}
	rejects, err := readAll(strings.NewReader(file.String()), document.Options{})
	if err != nil || len(rejects) == 0 || rejects[0].Code != "too_many_columns" {
		t.Errorf("%d rejects, error %v", len(rejects), err)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func TestReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, start := range []string{"[{\"a\":1},", "{\"a\":1}\n"} {
		long := start + strings.Repeat(" ", 5<<20)
		_, err := readAll(io.MultiReader(strings.NewReader(long), brokenReader{broken}), document.Options{})
		if !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
	}
}

// Neither workers nor the size of batches change what is read, and a broken line costs no
// other line.
func TestLinesLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{
			`{"a":1}`, `{"a":"x","b":{"c":null}}`, `{"b":{"c":"é"}}`, ``, `{`, `{"a":}`, `"x"`, `{"a":1}}`, "{\"a\":\"\xff\"}", ` {"a":[1, 2]} `,
		}), 1, 60).Draw(t, "lines")
		file := "{\"a\":0}\n" + strings.Join(lines, "\n")
		one, _, err := read(strings.NewReader(file), document.Options{Lines: true}, 1)
		if err != nil {
			t.Fatal(err)
		}
		few, _, err := read(strings.NewReader(file), document.Options{Lines: true, BatchRows: rapid.IntRange(1, 9).Draw(t, "rows")}, 3)
		if err != nil {
			t.Fatal(err)
		}
		one.Notes, few.Notes = nil, nil // they count by batch
		if diff := cmp.Diff(one, few); diff != "" {
			t.Fatal(diff)
		}
		blank := 0
		for _, line := range lines {
			if line == "" {
				blank++
			}
		}
		// A sound record with something after it is a row and a reject.
		both := strings.Count(file, "}}") - strings.Count(file, `:null}}`) - strings.Count(file, `é"}}`)
		if got, want := len(one.Rows)+len(one.Rejects), 1+len(lines)-blank+both; got != want {
			t.Fatalf("%d rows and rejects of %d lines", got, want)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,2]}}`), false)
	f.Add([]byte("{\"a\":1}\n{\"a\":\n[]\n"), true)
	f.Add([]byte(`{"x":[{"a":1},{"b":"\ud800"}],"y":[]}`), false)
	f.Fuzz(func(t *testing.T, file []byte, lines bool) {
		first, _, err := read(strings.NewReader(string(file)), document.Options{Lines: lines}, 1)
		second, _, errAgain := read(strings.NewReader(string(file)), document.Options{Lines: lines}, 2)
		if _, ok := errors.AsType[*pipeline.PanicError](err); ok {
			t.Fatal(err)
		}
		if fmt.Sprint(err) != fmt.Sprint(errAgain) || !cmp.Equal(first, second) {
			t.Fatalf("read twice: %v, %v\n%s", err, errAgain, cmp.Diff(first, second))
		}
	})
}

// An object on a line of its own is read like the same object within an array, which only
// the decoder reads.
func FuzzPlain(f *testing.F) {
	for _, line := range []string{
		`{"a":1,"b":{"c":"x\u00e9","d":null},"e":[1]}`, `{"a":-0.1e+5,"a":"é"}`, ` {"a" : true , "\ud800":false}	`, `{"a":01}`, "{\"\xff\":\"\xff\"}",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n") || !strings.HasPrefix(strings.TrimSpace(line), "{") {
			return
		}
		// Read twice: the second time the fields are known.
		alone, _, err := read(strings.NewReader(line+"\n"+line), document.Options{Lines: true}, 1)
		within, _, errWithin := read(strings.NewReader("["+line+"\n,"+line+"]"), document.Options{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		oneLine := len(alone.Rows) == 2 && len(alone.Rejects) == 0
		oneValue := len(within.Rows) == 2 && errWithin == nil && len(within.Rejects) == 0
		if oneLine != oneValue || oneLine && !cmp.Equal(alone, within) {
			t.Fatalf("%v\n%v %v", alone, within, errWithin)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	const rows = 20000
	line := `{"at":"2024-01-23T17:11:29Z","email":"someone@example.com","event":"page_view","properties":{"url":"/pricing","utm_source":"ads"}}`
	for layout, file := range map[string]string{
		"lines":  strings.Repeat(line+"\n", rows),
		"values": "[" + strings.Repeat(line+",", rows-1) + line + "]",
	} {
		b.Run(layout, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				reader, err := document.Open(strings.NewReader(file), document.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range reader.Batches(context.Background(), 2) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.SetBytes(int64(len(file)))
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// A reject keeps whole characters of a long row.
func TestRejectIsCutBetweenCharacters(t *testing.T) {
	for shift := range 3 {
		line := `{"a": "` + strings.Repeat("x", shift) + strings.Repeat("é", 4<<10)
		reader, err := document.Open(strings.NewReader(line+"\n"), document.Options{Lines: true})
		if err != nil {
			t.Fatal(err)
		}
		var rejects []pipeline.Reject
		for b, err := range reader.Batches(t.Context(), 1) {
			if err != nil {
				t.Fatal(err)
			}
			rejects = append(rejects, b.Rejects...)
		}
		if len(rejects) != 1 {
			t.Fatalf("%d rejects of one line", len(rejects))
		}
		if raw := rejects[0].Raw; !utf8.ValidString(raw) || !strings.HasPrefix(line, raw) || len(raw) < 4<<10-4 {
			t.Errorf("the reject keeps %d bytes, valid: %t", len(raw), utf8.ValidString(raw))
		}
	}
}
