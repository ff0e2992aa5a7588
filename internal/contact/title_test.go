package contact_test

import (
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
		{"Special Advisor to the CEO", "unknown", "advisory", "unknown"},
		{"Chief of Staff to the CEO", "director", "operations", "decision_maker"},
		{"Junior Marketing Manager", "entry", "marketing", "end_user"},
		{"Geschäftsleitungsassistentin", "entry", "operations", "gatekeeper"},
		{"Referentin der Geschäftsleitung", "unknown", "", "unknown"},
		{"Partner Manager DACH", "manager", "partnerships", "influencer"},
		{"Founding Partner & CTO", "founder", "engineering", "decision_maker"},
		{"Dean of Undergraduate Studies", "director", "education", "decision_maker"},
		{"GM - Substation Division", "manager", "operations", "influencer"},
		{"VP, GM Customer Contact", "vp", "support", "decision_maker"},
		{"Teamleader CRM", "manager", "marketing", "influencer"},
		{"Vorsitzender des Aufsichtsrats", "cxo", "advisory", "decision_maker"},
		{"Chief Financial Officer", "cxo", "finance", "decision_maker"},
		{"Sales Manger", "manager", "sales", "influencer"},
		{"Directer of Marketting", "director", "marketing", "decision_maker"},
		{"Head of Egineering", "director", "engineering", "decision_maker"},
		{"CRM Administrator", "unknown", "engineering", "unknown"},
		{"HW and FPGA designer", "unknown", "engineering", "unknown"},
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
