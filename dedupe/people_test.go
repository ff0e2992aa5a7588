package dedupe_test

import (
	"testing"

	"galena/dedupe"
)

// TestPeopleApart: tables as a small office keeps them. Rows whose first letter
// of the id is the same are one person; all others are others.
func TestPeopleApart(t *testing.T) {
	for name, rows := range map[string]string{
		"Peter and Petra of one company": `source_record_id | name_prefix | first_name | last_name | company_name | email | phone | postal_code | city | Kd-Nr.
a1 | Herr | Hans | Müller | Müller Bau GmbH | hans.mueller@mueller-bau.de | 0711 123456 | 70173 | Stuttgart | 1001
a2 | Herr | Hans | Mueller | Müller Bau GmbH | h.mueller@mueller-bau.de | 0711/12 34 56 | 70173 | Stuttgart | 1002
b1 | Frau | Anna | Weber | Weber & Co KG | anna.weber@web.de | 030 998811 | 10115 | Berlin | 1003
b2 | Frau | Anna | Weber | ∅ | anna.weber@web.de | ∅ | ∅ | Berlin | 1004
c1 | Herr | Jürgen | Schäfer | Schäfer Logistik | j.schaefer@schaefer-logistik.de | 0221 445566 | 50667 | Köln | 1005
c2 | Herr | Juergen | Schaefer | Schaefer Logistik GmbH | ∅ | 0221 445566 | 50667 | Koeln | 1006
d1 | Herr | Peter | Schmidt | Schmidt AG | info@schmidt-ag.de | 0711 998877 | 70174 | Stuttgart | 1007
e1 | Frau | Petra | Schmidt | Schmidt AG | info@schmidt-ag.de | 0711 998878 | 70174 | Stuttgart | 1008`,
		"siblings with one number": `source_record_id | first_name | last_name | phone | street | postal_code | city
a1 | Jan | Bakker | 020 6123456 | Kerkstraat 12 | 1017 GP | Amsterdam
b1 | Jana | Bakker | 020 6123456 | Kerkstraat 12 | 1017 GP | Amsterdam
c1 | Martin | Visser | 020 6998877 | Molenweg 3 | 1018 AA | Amsterdam
d1 | Martina | Visser | 020 6998877 | Molenweg 3 | 1018 AA | Amsterdam
e1 | Willem | Smit | 010 4455667 | Dorpsstraat 7 | 3011 BB | Rotterdam
e2 | Wim | Smit | 010 4455667 | Dorpsstraat 7 | 3011 BB | Rotterdam`,
		"one unisex name, two salutations": `source_record_id | full_name | email | phone | city
a1 | Mr. Kim Larsen | ∅ | 0161 4960123 | Manchester
b1 | Mrs. Kim Larsen | kim.larsen@outlook.com | 0161 7733199 | Manchester
c1 | Mr. Toby Archer | toby.archer@gmail.com | 0161 4960777 | Manchester
c2 | Toby Archer | toby.archer@gmail.com | ∅ | Manchester`,
		"extensions of one switchboard": `source_record_id | first_name | last_name | company_name | email | phone | city
a1 | Lena | Garcia | Garcia Foods | lena@garciafoods.com | +34 915 550 101 | Madrid
b1 | Lea | Garcia | Garcia Foods | sales@garciafoods.com | +34 915 550 102 | Madrid
c1 | Luis | Garcia | Garcia Foods | luis@garciafoods.com | +34 915 550 103 | Madrid
c2 | Luis | García | Garcia Foods SL | ∅ | +34 915 550 103 | Madrid`,
	} {
		t.Run(name, func(t *testing.T) {
			rows := table(rows)
			c := settings(t, "threshold: 0.95")
			got := gather(t, dedupe.New(c, 1024), c, batch(crm, rows, 2))
			for i := range rows.Rows() {
				for j := range i {
					x, y := rows.Text("source_record_id").Value(i), rows.Text("source_record_id").Value(j)
					if together := leadOf(got, x) == leadOf(got, y); together != (x[0] == y[0]) {
						t.Errorf("%s and %s are one lead: %v", x, y, together)
					}
				}
			}
		})
	}
}
