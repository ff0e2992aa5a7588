package contact_test

import (
	"strings"
	"testing"

	"galena/internal/contact"
)

func TestTitles(t *testing.T) {
	tests := []struct{ title, seniority, function, authority string }{
		{"CEO", "cxo", "", "decision_maker"},
		{"Assistant to the CEO", "entry", "operations", "gatekeeper"},
		{"Exec. Asst. to CFO", "entry", "operations", "gatekeeper"},
		{"EVP, General Counsel & Corporate Secretary", "vp", "legal", "decision_maker"},
		{"VP Marketing", "vp", "marketing", "decision_maker"},
		{"AVP, Marketing", "manager", "marketing", "influencer"},
		{"Co-Founder & CTO", "founder", "engineering", "decision_maker"},
		{"Product Owner", "unknown", "product", "unknown"},
		{"Owner", "owner", "", "decision_maker"},
		{"Sr. Software Engineer", "senior", "engineering", "influencer"},
		{"Software Engineer", "unknown", "engineering", "unknown"},
		{"Marketing Intern", "training", "marketing", "end_user"},
		{"Volunteer", "unpaid", "", "end_user"},
		{"Geschäftsführerin", "cxo", "", "decision_maker"},
		{"Vertriebsleiter", "director", "sales", "decision_maker"},
		{"Assistentin der Geschäftsführung", "entry", "operations", "gatekeeper"},
		{"Directeur commercial", "director", "sales", "decision_maker"},
		{"Chef de produit", "manager", "product", "influencer"},
		{"Director de ventas", "director", "sales", "decision_maker"},
		{"Responsabile vendite", "manager", "sales", "influencer"},
		{"Diretor de Marketing", "director", "marketing", "decision_maker"},
		{"Algemeen directeur", "cxo", "", "decision_maker"},
		{"Prezes zarządu", "cxo", "", "decision_maker"},
		{"Kierownik sprzedaży", "manager", "sales", "influencer"},
		{"HR Business Partner", "unknown", "human_resources", "unknown"},
		{"Chief Financial Officer", "cxo", "finance", "decision_maker"},
		{"", "unknown", "", "unknown"},
	}
	for _, test := range tests {
		if got := contact.Seniority(test.title); got != test.seniority {
			t.Errorf("%s: seniority %q, want %q", test.title, got, test.seniority)
		}
		if got := contact.JobFunction(test.title); got != test.function {
			t.Errorf("%s: function %q, want %q", test.title, got, test.function)
		}
		if got := contact.Authority(test.title); got != test.authority {
			t.Errorf("%s: authority %q, want %q", test.title, got, test.authority)
		}
	}
}

// levelOf maps galena's levels to Rootstrap's five. Theirs has no owner, founder
// or board apart from the C-suite, and puts every level below manager, and
// partners, under Other.
func levelOf(title string) string {
	switch contact.Seniority(title) {
	case "owner", "founder", "cxo":
		return "C-Suite"
	case "vp":
		return "VP"
	case "director":
		return "Director"
	case "manager":
		return "Manager"
	}
	return "Other"
}

func TestSeniorityCorpus(t *testing.T) {
	rows := corpus(t, "titles_rootstrap_level/data_process/data_sets/classified_titles.tsv", '\t')
	if f1 := macroF1(t, rows, levelOf); f1 < 0.85 {
		t.Errorf("macro F1 %.3f", f1)
	}
}

// areaOf maps galena's functions to Rootstrap's four areas. Business is there
// whoever runs a firm or a part of it, vice presidents of whatever trade but sales
// and marketing among them; products are Technical below that. Human resources, of
// whatever level, and what is left are Other.
func areaOf(title string) string {
	level, function := contact.Seniority(title), contact.JobFunction(title)
	if level == "owner" || level == "founder" {
		return "Business"
	}
	switch function {
	case "human_resources":
		return "Other"
	case "sales", "marketing":
		if level == "cxo" {
			return "Business"
		}
		return "Sales-Marketing"
	case "engineering", "sales_engineering", "research", "analyst":
		if level != "vp" {
			return "Technical"
		}
	}
	switch {
	case level == "vp" || level == "cxo" || level == "director" || function == "advisory":
		return "Business"
	case function == "product":
		return "Technical"
	}
	return "Other"
}

func TestJobFunctionCorpus(t *testing.T) {
	rows := corpus(t, "titles_rootstrap_area/data_process/data_sets/classified_titles.tsv", '\t')
	if f1 := macroF1(t, rows, areaOf); f1 < areaF1 {
		t.Errorf("macro F1 %.3f", f1)
	}
}

// areaF1 is what is reached: 0.703 on the half of the corpus whose mistakes were
// looked at (by hash of the title), 0.690 on the other. The corpus is of several
// minds: "Founding Partner & CTO" is Business there and "CTO | Founding Team
// Member" Technical, "Director of Marketing & Content" Sales-Marketing and
// "Director of Communications and Social Media" Business. A linear model that
// learns words, levels and functions from four fifths of it reaches 0.81 on the
// rest; rules that were not fitted to it stay below.
const areaF1 = 0.69

// macroF1 is the mean over the labels of the harmonic mean of precision and recall.
func macroF1(t *testing.T, rows [][]string, classify func(string) string) float64 {
	type count struct{ both, got, want float64 }
	counts := map[string]*count{}
	of := func(label string) *count {
		if counts[label] == nil {
			counts[label] = &count{}
		}
		return counts[label]
	}
	for _, row := range rows {
		want, got := strings.TrimSpace(row[1]), classify(row[0])
		of(want).want++
		of(got).got++
		if got == want {
			of(want).both++
		} else if testing.Verbose() {
			t.Logf("%s\t%s\t%s", want, got, row[0])
		}
	}
	sum := 0.0
	for label, c := range counts {
		f1 := 2 * c.both / (c.got + c.want)
		sum += f1
		t.Logf("%s: F1 %.3f of %.0f", label, f1, c.want)
	}
	t.Logf("macro F1 %.3f", sum/float64(len(counts)))
	return sum / float64(len(counts))
}
