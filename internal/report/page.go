package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/term"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// Page is report.html: a run to look at, in one file that needs no network and runs no
// script. It shows counts and the names of columns, files and channels, never a person's
// values. Everything on it follows from the input and the config, so that a repeated run
// has the same page; Timing, Machine, Outputs and gates that compare with the last run
// are therefore not on it.
type Page struct {
	Run *Run
	// What the stage score says of all leads together; tables without columns if it did
	// not run.
	Attribution, Funnel, Channels column.Table
}

// Write writes the page.
func (p Page) Write(w io.Writer) error {
	page, err := template.New("page").Funcs(template.FuncMap{
		"count":   term.Count[int64],
		"css":     func() template.CSS { return template.CSS(pageCSS) }, //nolint:gosec // G203: embedded
		"last":    func(months []monthView) monthView { return months[len(months)-1] },
		"named":   func(kind string, bars []bar) barList { return barList{kind, bars} },
		"opacity": func(heat float64) float64 { return heat * 0.006 }, // the text on it stays readable
		"rest":    func(height float64) float64 { return 100 - height },
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("reading the template of report.html: %w", err)
	}
	return page.Execute(w, p.view())
}

// view is the data for the template. The template leaves out a part whose list is empty.
type view struct {
	Run                        *Run
	Headline                   string
	Cards                      []card
	Rows                       []bar
	Files                      []fileView
	Advice                     []string
	Notes, Fill, Sizes         []bar
	Tiers, Stages, Contactable []bar
	Grades                     []gradeRow
	Funnel                     []bar
	Months                     []monthView
	Stays                      []stay
	Channels                   []channelView
	Attribution                *matrix
	IDs                        []bar
}

// barList is a list of bars with the class that styles them.
type barList struct {
	Kind string
	Bars []bar
}

// card is a figure and what it counts.
type card struct{ Figure, Label, Note string }

// fileView is the rows of one file.
type fileView struct {
	Path, Source string
	Rows         int64
	Bars         []bar
}

func (p Page) view() view {
	r := p.Run
	v := view{Run: r, Rows: fates(r.Files)}
	var rows, rejected int64
	for _, f := range r.Files {
		rows, rejected = rows+f.In, rejected+f.Rejected
		v.Files = append(v.Files, fileView{f.Path, f.Source, f.In, fates([]File{f})})
	}
	v.Headline = fmt.Sprintf("%s from %s of %s", term.Counted(r.Leads.Count, "lead"), term.Counted(rows, "row"), term.Counted(len(r.Files), "file"))
	v.Cards = []card{
		{term.Count(rows), "rows read", term.Count(rejected) + " rejected"},
		{term.Count(r.Leads.Count), "leads", term.Count(r.Leads.Merged) + " of several records"},
	}
	if tiers := r.Leads.Tiers; len(tiers) > 0 {
		v.Cards = append(v.Cards, card{term.Count(tiers["hot"]), "hot leads", term.Count(tiers["warm"]) + " warm"})
	}
	if yes, ok := r.Leads.Contactable["yes"]; ok {
		v.Cards = append(v.Cards, card{term.Count(yes), "may be e-mailed", percent(yes, r.Leads.Count) + " of leads"})
	}
	v.Advice = r.advice()
	v.Notes, v.Fill = troubles(r.Notes), p.fill()
	v.Sizes = sizes(r.Leads.Records)
	v.Tiers = stacked(words(r.Leads.Tiers, "hot", "warm", "cold"))
	v.Stages = scaled(words(r.Leads.Stages, stagesShown...))
	v.Contactable = stacked(words(r.Leads.Contactable, "yes", "unknown", "no"))
	v.Grades = gradeRows(r.Leads.Grades)
	v.Funnel, v.Months, v.Stays = funnelOf(p.Funnel)
	v.Channels, v.Attribution = channelsOf(p.Channels), matrixOf(p.Attribution)
	if r.State != nil {
		v.IDs = words(r.State.Events, slices.Sorted(maps.Keys(r.State.Events))...)
	}
	return v
}

// fates returns what became of the rows of files.
func fates(files []File) []bar {
	sums := map[string]int64{}
	for _, f := range files {
		sums["lead"] += f.Written
		sums["merged"] += f.Merged
		sums["suppressed"] += f.Suppressed
		sums["erased"] += f.Erased
		sums["rejected"] += f.Rejected
	}
	return stacked(words(sums, "lead", "merged", "suppressed", "erased", "rejected"))
}

// troublesShown is the number of kinds of trouble shown.
const troublesShown = 12

// troubles returns the kinds of trouble that affect most rows.
func troubles(notes []Note) []bar {
	counts, first := map[string]int64{}, map[string]string{}
	for _, n := range notes {
		if _, there := counts[n.kind()]; !there {
			first[n.kind()] = n.more()
		}
		counts[n.kind()] += n.Count
	}
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	bars := scaled(words(counts, names[:min(len(names), troublesShown)]...))
	for i := range bars {
		bars[i].Note = first[bars[i].Label]
	}
	return bars
}

// fill returns, for each canonical column of the leads, how many leads have a value.
func (p Page) fill() (out []bar) {
	for _, c := range contact.Columns() {
		filled, there := p.Run.Leads.Filled[c.Name]
		if there && c.Name != "lead_id" {
			out = append(out, bar{Label: c.Name, Count: filled, Text: percent(filled, p.Run.Leads.Count), Width: share(filled, p.Run.Leads.Count)})
		}
	}
	return out
}
