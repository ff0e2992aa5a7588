package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestParseLeadKind(t *testing.T) {
	for label, want := range map[string]contact.LeadKind{
		"Job applicant": contact.Candidate, "CANDIDATES": contact.Candidate, "job_opportunity": contact.JobOpportunity,
		"customer": contact.Customer, "Sales-Lead": contact.Customer, "Vendor": "", "": "",
	} {
		if got, ok := contact.ParseLeadKind(label); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", label, got, ok)
		}
	}
}

func TestJobBoards(t *testing.T) {
	for source, want := range map[string]bool{
		"Indeed": true, "Job Board": true, "https://www.stepstone.de/jobs": true, "linkedin jobs": true, "ZipRecruiter": true,
		"LinkedIn": false, "Web": false, "": false, "https://acme.example/": false,
	} {
		if got := contact.IsJobBoard(source); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
}

func TestIsApplicationForm(t *testing.T) {
	for name, want := range map[string]bool{
		"Apply now": true, "https://acme.example/careers/berlin": true, "job-application": true, "Applicant details": true,
		"Application security guide": false, "Demo request": false, "Job titles we love": false, "": false,
	} {
		if got := contact.IsApplicationForm(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
