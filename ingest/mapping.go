package ingest

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/contact"
)

// Why says how a column of a file got its name.
type Why string

// These are the reasons, from the strongest to none.
const (
	WhyConfig  Why = "config"  // pipeline.yaml names the header
	WhyExact   Why = "exact"   // the header is the canonical name
	WhySynonym Why = "synonym" // the header is a known synonym of it
	WhyValues  Why = "values"  // the header has several meanings; its values or the other headers decide
	WhyPattern Why = "pattern" // the header looks like an id of the records, and so do its values
	WhyPart    Why = "part"    // the values are joined to those of the column before it, which they belong to
	WhySecond  Why = "second"  // another column of the file is the main one; this one joins the list of further values
	WhyOwn     Why = "own"     // nobody mapped it; it keeps its name
)

// Column says what a column of a file was mapped to.
type Column struct {
	Header   string   `json:"header"` // as in the file
	Name     string   `json:"name"`   // canonical, or its own
	Why      Why      `json:"why"`
	Warnings []string `json:"warnings,omitempty"`

	kind  contact.Kind // of a canonical column
	scale int          // values are to be multiplied by ten to this power

	familyFirst bool // of full names: the family name comes before the given name
	anyOrder    bool // of full names: in some of them it does
}

// Canonical reports whether the column is mapped to a canonical one.
func (c Column) Canonical() bool { return c.Why != WhyOwn }

// Implied is a value that holds for the whole file without a column for it.
type Implied struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Why   string `json:"why"`
}

// Mapping says what the columns of a file mean. Several columns may share a name if its
// kind is a list, or if one is part of another; their values are joined.
type Mapping struct {
	Columns  []Column  `json:"columns"`
	Implied  []Implied `json:"implied,omitempty"`
	Warnings []string  `json:"warnings,omitempty"`
}

// Named returns the columns of that name.
func (m Mapping) Named(name string) []Column {
	var out []Column
	for _, c := range m.Columns {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}

// Told returns all warnings of the mapping, each with the header it is about.
func (m Mapping) Told() []string {
	told := slices.Clone(m.Warnings)
	for _, c := range m.Columns {
		for _, warning := range c.Warnings {
			told = append(told, "column "+c.Header+": "+warning)
		}
	}
	return told
}

// subject is a file whose columns are to be mapped: its name, its headers and the first
// values of each column.
type subject struct {
	path    string
	headers []string
	sample  [][]string // by column; without surrounding white space and null words
	vocabulary
}

// vocabulary is the dictionary in use, and whether each row describes a record of its own.
type vocabulary struct {
	*dictionary
	describes bool
}

// candidate is a canonical column that a column of the file may be mapped to.
type candidate struct {
	entry
	index int
	why   Why
}

// whyOrder lists the reasons, strongest first.
var whyOrder = []Why{WhyConfig, WhyExact, WhySynonym, WhyValues}

// resolve maps the columns of a file. told holds what the config says about some of them,
// by index.
func resolve(s subject, told map[int]string) Mapping {
	m := Mapping{Columns: make([]Column, len(s.headers))}
	var candidates []candidate
	for i, header := range s.headers {
		m.Columns[i] = Column{Header: header, Why: WhyOwn}
		if name, ok := told[i]; ok {
			candidates = append(candidates, candidate{entry{column: name, kind: s.kinds[name]}, i, WhyConfig})
		} else if e, ok := s.lookup(header); ok {
			why := WhySynonym
			if e.rank == 0 {
				why = WhyExact
			}
			candidates = append(candidates, candidate{e, i, why})
		}
	}
	candidates = s.settleAmbiguous(candidates, told)
	candidates = s.onlyDates(&m, candidates)
	candidates = s.oneAddress(&m, candidates)
	s.assign(&m, candidates)
	s.firstOfList(&m)
	s.unwrap(&m)
	s.guardians(&m)
	s.severalPeople(&m)
	s.findID(&m)
	s.recognize(&m)
	s.recognizeNameless(&m)
	s.ordersNames(&m)
	s.joinsHouseNumber(&m)
	s.scaleRevenue(&m)
	s.warnConsent(&m)
	s.implyStatus(&m)
	nameOwn(&m, s.kinds)
	return m
}

// assign gives each canonical column to its best candidate: one that the config names, then
// one with a value in the sample, then the strongest reason, then the order of the table. A
// list column takes all candidates. So does an opt-out column, since a no in any of them
// counts. Other e-mails and phones join the list of further ones.
func (s *subject) assign(m *Mapping, candidates []candidate) {
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(boolInt(b.why == WhyConfig), boolInt(a.why == WhyConfig)),
			cmp.Compare(boolInt(s.isEmpty(a.index)), boolInt(s.isEmpty(b.index))),
			cmp.Compare(slices.Index(whyOrder, a.why), slices.Index(whyOrder, b.why)),
			cmp.Compare(a.rank, b.rank), cmp.Compare(a.index, b.index))
	})
	winner := map[string]string{}
	for _, c := range candidates {
		to := &m.Columns[c.index]
		first, taken := winner[c.column]
		switch {
		case !taken:
			winner[c.column] = to.Header
			to.Name, to.Why, to.kind = c.column, c.why, c.kind
		case isList(c.kind), isRefusal(c.column):
			to.Name, to.Why, to.kind = c.column, c.why, c.kind
		default:
			to.Warnings = append(to.Warnings, "means "+c.column+", which "+first+" has already")
			if contact.OfPayer(to.Header) && !contact.OfPayer(first) {
				break // the payer may buy for others
			}
			if list, ok := furtherOnes[c.kind]; ok && s.kinds[list] != "" && c.column != "fax" && c.column != "company_phone" {
				to.Name, to.Why, to.kind = list, WhySecond, s.kinds[list]
			}
		}
	}
}

// furtherOnes are the lists that take the values of further columns.
var furtherOnes = map[contact.Kind]string{contact.KindEmail: "emails_other", contact.KindPhone: "phones_other"}

func isList(k contact.Kind) bool {
	return k == contact.KindEmailList || k == contact.KindPhoneList || k == contact.KindList
}

// isRefusal reports whether true in the column means that a person must not be contacted in
// some way.
func isRefusal(column string) bool {
	switch column {
	case "email_opt_out", "do_not_contact", "do_not_call", "fax_opt_out", "sms_opt_out", "mail_opt_out", "ads_opt_out", "email_bounced":
		return true
	}
	return false
}

// firstOfList maps a list of addresses or numbers to the column of the first one, if the
// file has no other for it. The further values in a cell go back to the list.
func (s *subject) firstOfList(m *Mapping) {
	for _, kind := range [...]contact.Kind{contact.KindEmail, contact.KindPhone} {
		list, first := furtherOnes[kind], string(kind)
		if len(m.Named(list)) != 1 || m.has(first) {
			continue
		}
		for i := range m.Columns {
			if c := &m.Columns[i]; c.Name == list && c.Why == WhySynonym && slices.ContainsFunc(s.values(i), isJSONArray) {
				c.Name, c.kind = first, s.kinds[first]
			}
		}
	}
}

func isJSONArray(cell string) bool {
	return strings.HasPrefix(cell, "[") && strings.HasSuffix(cell, "]")
}

// isEmpty reports whether a column has no value in a sample that has rows.
func (s *subject) isEmpty(i int) bool {
	return len(s.values(i)) > 0 && s.filled(i) == 0
}

func (s *subject) filled(i int) int {
	n := 0
	for _, value := range s.values(i) {
		n += boolInt(value != "")
	}
	return n
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
