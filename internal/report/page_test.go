package report_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/report"
)

// texts and ints are columns; "-" and -1 are null.
func texts(values ...string) column.Array {
	b := column.NewTextBuilder(len(values), 0)
	for _, v := range values {
		if v == "-" {
			b.AppendNull()
		} else {
			b.Append(v)
		}
	}
	return b.Finish()
}

func ints(values ...int64) column.Array {
	b := column.NewNumberBuilder[int64](len(values))
	for _, v := range values {
		if v < 0 {
			b.AppendNull()
		} else {
			b.Append(v)
		}
	}
	return b.Finish()
}

func floats(values ...float64) column.Array {
	b := column.NewNumberBuilder[float64](len(values))
	for _, v := range values {
		b.Append(v)
	}
	return b.Finish()
}

// aRun returns a run with something of everything.
func aRun() *report.Run {
	return &report.Run{
		RunID: "2026-01-31-0123456789ab", Galena: "1", AsOf: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
		Files: []report.File{{Path: `<script>alert("in/crm.csv")</script>`, Source: "crm", In: 1000, Written: 600, Merged: 390, Rejected: 10}},
		Leads: report.Leads{
			Count: 600, Merged: 200, Unasked: 5, Tiers: map[string]int64{"hot": 60, "warm": 140, "cold": 400}, Stages: map[string]int64{"lead": 550, "customer": 50},
			Contactable: map[string]int64{"yes": 300, "no": 100, "unknown": 200}, Grades: map[string]int64{"A1": 60, "B4": 500, "4": 40},
			Records: map[string]int64{"1": 400, "2": 150, "10+": 50}, Filled: map[string]int64{"email": 540, "loyalty card": 3},
		},
		State: &report.State{Events: map[string]int64{"born": 7}},
		Notes: report.Notes([]pipeline.Note{
			{Field: "phone", Code: "phone_bad", Count: 12},
			{Field: "phone", Code: "phone_bad", Count: 3, File: "other"},
			{Field: "phone", Code: "phone_no_country", Count: 4, File: "crm.csv", FirstLine: 7},
		}),
		Suppressions: []report.Suppression{{Unreadable: 2}},
		Warnings:     []string{"crm.csv: column opt_in: speaks of consent"},
		Gates: []report.Gate{
			{Name: "fill_rate:phone", Detail: "3% of leads", Action: "warn"},
			{Name: "lead_count", Detail: "fewer than the night before", Action: "warn", Compares: true},
		},
	}
}

func aPage() report.Page {
	return report.Page{
		Run: aRun(),
		Attribution: column.NewTable(2).With("model", texts("first", "first")).With("channel", texts("Email", "-")).
			With("credit_micros", ints(30_500_000, 19_500_000)),
		Funnel: column.NewTable(4).With("view", texts("cohort", "cohort", "cohort", "velocity")).With("period", texts("2025-12", "2026-01", "2026-01", "-")).
			With("stage", texts("lead", "lead", "customer", "lead")).With("leads", ints(200, 350, 50, 600)).With("reached", ints(200, 400, 50, -1)).
			With("median_days", ints(-1, -1, -1, 1234)).With("p90_days", ints(-1, -1, -1, -1)),
		Channels: channels(),
	}
}

func channels() column.Table {
	enough := new(column.BoolBuilder)
	enough.Append(true)
	enough.Append(false)
	t := column.NewTable(2).With("channel", texts("Email", "-")).With("leads", ints(580, 20)).With("customers", ints(49, 1)).
		With("median_days", ints(12, -1)).With("comparable", enough.Finish())
	for _, rate := range []string{"mql", "sql", "customer"} {
		t = t.With(rate+"_rate", floats(0.25, 0.1)).With(rate+"_rate_low", floats(0.2, 0)).With(rate+"_rate_high", floats(0.31, 0.4))
	}
	return t
}

// read returns the text of a page and its elements with their attributes.
func read(t *testing.T, page report.Page) (text string, elements []html.Token) {
	t.Helper()
	var written, words strings.Builder
	if err := page.Write(&written); err != nil {
		t.Fatal(err)
	}
	for z := html.NewTokenizer(strings.NewReader(written.String())); ; {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Fatal(z.Err())
			}
			return strings.Join(strings.Fields(words.String()), " "), elements
		case html.TextToken:
			words.Write(z.Text())
			words.WriteByte(' ')
		case html.StartTagToken, html.SelfClosingTagToken:
			elements = append(elements, z.Token())
		}
	}
}

func TestPageSays(t *testing.T) {
	text, _ := read(t, aPage())
	for _, want := range []string{
		"phone_no_country first at crm.csv:7; set dedupe.country to the country that the numbers belong to 4", // as on the terminal
		"gate fill_rate:phone: 3% of leads", "2 rows of suppression lists cannot be read", "5 leads may not, because they have given no consent", "crm.csv: column opt_in: speaks of consent",
		"600 leads from 1,000 rows of 1 file", "as of 31 January 2026",
		"merged 390 39.0%", "hot 60 10.0%", "yes 300 50.0%", // parts
		"10+ 50", "born 7", "phone phone_bad 15", "email 90.0%", // bars
		"A1 60", "D4 0", // grades
		"lead 600 customer 50 · 8.3% of lead", "2025-12 2026-01", "lead 600 1,234 –", // the funnel
		"Email 580 25.0% 25.0% 25.0% 12", "no channel 20 10.0%", // channels
		"Email 30.5 no channel 19.5", // attribution
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "lead_count") {
		t.Error("the page tells of a gate that looks at the night before: it is another page when the same run is made again")
	}
	if strings.Contains(text, "loyalty") {
		t.Error("the page tells how full a column is that is not canonical")
	}
}

// TestPageStandsAlone: the page needs no other file, and runs nothing.
func TestPageStandsAlone(t *testing.T) {
	_, elements := read(t, aPage())
	for _, e := range elements {
		switch e.Data {
		case "script", "img", "link", "iframe", "object", "form", "a":
			t.Errorf("the page has a <%s>", e.Data)
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "//") && e.Data != "meta" {
				t.Errorf("<%s> has %s=%q", e.Data, a.Key, a.Val)
			}
		}
	}
}

// TestPageOfLittle: a run without score, without leads, or without anything has a page
// too.
func TestPageOfLittle(t *testing.T) {
	text, _ := read(t, report.Page{Run: &report.Run{RunID: "x"}})
	for _, unwanted := range []string{"Tiers", "Grades", "Funnel", "Channels", "Attribution", "Merges"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the page has a part %q without anything to say:\n%s", unwanted, text)
		}
	}
	var once, again strings.Builder
	if err := aPage().Write(&once); err != nil {
		t.Fatal(err)
	}
	if err := aPage().Write(&again); err != nil || once.String() != again.String() {
		t.Error("the same run has two pages")
	}
}
