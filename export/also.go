package export

import (
	_ "embed"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/embedded"
	"galena/internal/expression"
)

// Also configures one more file of leads.
type Also struct {
	Path    config.Text   `yaml:"path" required:"true" doc:"name of the file, in the run's folder; it ends in .csv or .parquet"`
	Preset  Preset        `yaml:"preset" enum:"hubspot" doc:"who the file is for. hubspot: the headers of its contact import, and dates as YYYY-MM-DD"`
	Kinds   []string      `yaml:"kinds" enum:"customer,candidate,job_opportunity" doc:"kinds of leads; default: customer with a preset, else all"`
	Purpose string        `yaml:"purpose" default:"marketing" doc:"marketing: only leads that may be contacted; the name of a part of marketing from a suppression list: only those of them that do not refuse this part; internal: all leads"`
	Channel string        `yaml:"channel" default:"email" enum:"email,phone,sms,mail,ads" doc:"how the people in the file will be contacted"`
	Where   config.Text   `yaml:"where" doc:"the leads for which this is true; default: all"`
	Columns []config.Text `yaml:"columns" doc:"columns of leads in their order; default: all, or those that the preset knows"`
}

// Preset is a program that the file is written for.
type Preset string

// HubSpot is HubSpot's contact import.
const HubSpot Preset = "hubspot"

// reservedNames are the stems of the files that a run may write itself, as listed in
// docs/output.md.
var reservedNames = []string{
	"attribution", "channels", "companies", consentName, "crosswalk", "enrichment", "funnel", "id_events", "id_redirects", leadsName,
	"model", "provider_calls", "rejects", "report", "review", "run", "score_lines", "stage_history", "withheld",
}

// Validate implements config.Validator.
func (a *Also) Validate(report *config.Report) {
	name := a.Path.Value
	extension := filepath.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	switch {
	case name == "":
		report.Errorf("path", "must name a file")
	case extension != ".csv" && extension != ".parquet":
		report.Errorf("path", "must end in .csv or .parquet")
	case a.Preset == HubSpot && extension != ".csv":
		report.Errorf("path", "must end in .csv: HubSpot imports nothing else")
	case !isFileName(name):
		report.Errorf("path", "must be a plain file name: the file is published with the rest of the run")
	case slices.Contains(reservedNames, stem):
		report.Errorf("path", "is the name of a file that every run has")
	}
	checkTwice(report, a.Columns)
}

// isFileName reports whether name is a plain file name: no folder, and not hidden.
func isFileName(name string) bool {
	return name != "" && name[0] != '.' && !strings.ContainsAny(name, `/\`)
}

// check reports columns that leads do not have, and a condition that does not compile.
func (a *Also) check(words expression.Words) config.Problems {
	names := words.Names
	problems := unknownColumns(a.Columns, names)
	if a.isAudience() && !slices.Contains(names, a.contactable()) {
		nobody := a.Path.Problem(0, "nobody can be reached by %s: leads have no column %s; say purpose: internal if the file is for nobody's mailbox", a.Channel, a.contactable())
		nobody.Code = config.UnknownName
		problems = append(problems, nobody)
	}
	if _, err := a.compile(words); err != nil {
		problem, ok := err.(config.Problem)
		if !ok {
			problem = a.Where.Problem(0, "%v", err)
		}
		problems = append(problems, problem)
	}
	return problems
}

// kindColumn is the column of leads that holds their kind.
const kindColumn = "lead_kind"

// kinds returns the kinds of leads that the file takes, or nil for all. A file with a
// preset is for marketing and takes only customers unless kinds says otherwise.
func (a *Also) kinds() []string {
	if len(a.Kinds) == 0 && a.Preset != "" {
		return []string{string(contact.Customer)}
	}
	return a.Kinds
}

// compile compiles the condition. It returns nil if the file takes all leads.
func (a *Also) compile(words expression.Words) (*expression.Program, error) {
	if a.Where.Value == "" {
		return nil, nil
	}
	return expression.CompileText(a.Where, words)
}

var (
	//go:embed hubspot.tsv
	hubspotTSV string

	hubspotHeaders = sync.OnceValue(func() (headers []header) {
		for cells := range embedded.Rows(hubspotTSV) {
			headers = append(headers, header{cells[0], cells[1]})
		}
		return headers
	})
)

// header is a column of leads and its title in the file.
type header struct{ column, title string }

// headers returns the columns of the file, given the columns that leads have.
func (a *Also) headers(leads []string) []header {
	var known []header
	if a.Preset == HubSpot {
		known = hubspotHeaders()
	}
	var out []header
	switch {
	case !wantsAll(a.Columns):
		for _, name := range a.Columns {
			out = append(out, header{name.Value, titleOf(known, name.Value)})
		}
	case known != nil:
		for _, h := range known {
			if slices.Contains(leads, h.column) {
				out = append(out, h)
			}
		}
	default:
		for _, name := range leads {
			out = append(out, header{name, name})
		}
	}
	return out
}

func titleOf(known []header, name string) string {
	for _, h := range known {
		if h.column == name {
			return h.title
		}
	}
	return name
}
