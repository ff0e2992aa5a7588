package contact

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"galena/internal/embedded"
)

// LeadKind is what a lead is to the business.
type LeadKind string

// These are the kinds of leads. Only customers are ever marketed to, and records of
// different kinds are never one lead.
const (
	Customer       LeadKind = "customer"        // somebody who may buy
	Candidate      LeadKind = "candidate"       // somebody who may be hired
	JobOpportunity LeadKind = "job_opportunity" // a position that is open
)

// LeadKinds lists the kinds from the least to the most restrictive. If it is in doubt which
// of two kinds a record has, the later one applies.
func LeadKinds() []LeadKind { return []LeadKind{Customer, JobOpportunity, Candidate} }

var (
	//go:embed lead_kinds.tsv
	leadKindsTSV string
	//go:embed job_boards.txt
	jobBoardsTXT string

	jobBoards = sync.OnceValue(func() map[string]bool { return embedded.Set(jobBoardsTXT) })
	leadKinds = sync.OnceValue(func() map[string]LeadKind {
		kinds := map[string]LeadKind{}
		for line := range embedded.Lines(leadKindsTSV) {
			kind, label, _ := strings.Cut(line, "\t")
			kinds[NameKey(label)] = LeadKind(kind)
		}
		return kinds
	})
)

// ParseLeadKind reads a source's label for a kind of lead.
func ParseLeadKind(label string) (LeadKind, bool) {
	folded := NameKey(label)
	kind, ok := leadKinds()[folded]
	if !ok && len(folded) > 1 {
		kind, ok = leadKinds()[strings.TrimSuffix(folded, "s")]
	}
	return kind, ok
}

// IsJobBoard reports whether a source of leads, given as a label or a host, is a place
// where people look for work.
func IsJobBoard(source string) bool {
	if source == "" {
		return false
	}
	if jobBoards()[NameKey(source)] {
		return true
	}
	domain, ok := RegistrableDomain(source)
	name, _, _ := strings.Cut(domain, ".")
	return ok && jobBoards()[NameKey(name)]
}

// IsApplicationForm reports whether the words in the name of a form or page say that people
// apply for work there: "Apply now", /careers/berlin.
func IsApplicationForm(name string) bool {
	before := ""
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		word = strings.ToLower(word)
		switch word {
		case "apply", "applicant", "career", "careers", "vacancies", "vacancy":
			return true
		case "application": // unless the application is software
			if before == "job" {
				return true
			}
		}
		before = word
	}
	return false
}
