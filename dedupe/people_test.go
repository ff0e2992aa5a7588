package dedupe_test

import (
	"testing"

	"galena/dedupe"
)

// TestPeopleApart: tables as a small office keeps them. Rows are one person exactly
// if their ids begin with the same letter.
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
		"one of two records knows the number": `source_record_id | first_name | last_name | email | phone | company_name | job_title | street | postal_code | city
a1 | Ashley | Clarke | ashley.clarke@northgateventures.com | 0113 298 1755 | Northgate Ventures Ltd | Account Executive | 86 Mill Lane | LS1 4AB | Leeds
a2 | Ashley | Clarke | ∅ | ∅ | ∅ | ∅ | 86 Mill Lane | LS1 4AB | Leeds
a3 | Ashley | Clarke | ∅ | 0113 298 1755 | Southern Analytics | Head of Growth | 31 Station Road | LS6 2PQ | Leeds
b1 | Priya | Nair | priya.nair@harbourfoods.co.uk | 0161 496 0112 | Harbour Foods | Buyer | 4 Oak Drive | M20 3DD | Manchester
c1 | George | Whitfield | g.whitfield@pelhamlegal.co.uk | 020 7946 0340 | Pelham Legal LLP | Partner | 19 Elm Row | NW3 1AA | London`,
		"numbered users": `source_record_id | first_name | last_name | email | phone | city | birthday
a1 | Test | User1 | test1@example.com | +49 711 3999901 | Stuttgart | 1990-01-01
b1 | Test | User2 | test2@example.com | +49 711 3999902 | Stuttgart | 1990-01-01
c1 | Test | User3 | test3@example.com | +49 711 3999903 | Stuttgart | 1990-01-01
d1 | Test | User4 | test4@example.com | +49 711 3999904 | Stuttgart | 1990-01-01
e1 | Test | User5 | test5@example.com | +49 711 3999905 | Stuttgart | 1990-01-01
e2 | Test | User5 | test5@example.com | +49 711 3999905 | Stuttgart | 1990-01-01`,
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

// TestInitialsDoNotChain: a record that may be either of two family members does
// not make them one.
func TestInitialsDoNotChain(t *testing.T) {
	rows := table(`source_record_id | first_name | last_name | email | phone | street | postal_code | city
a | Jan | Visser | jan94@orange.fr | 020 3376331 | Kerkstraat 137 | 1056 AB | Amsterdam
b | Jeroen | Visser | j.visser@hotmail.com | 020 3376331 | Kerkstraat 137 | 1056 AB | Amsterdam
? | J. | Visser | ∅ | 020 3376331 | Kerkstraat 137 | 1056 AB | Amsterdam
c | Sophie | Bakker | sophie.bakker@web.de | 010 4455667 | Molenweg 3 | 3011 BB | Rotterdam
d | Daan | Dekker | dekker@gmail.com | 030 7788990 | Dorpsstraat 8 | 3511 CC | Utrecht`)
	c := settings(t, "threshold: 0.95")
	got := gather(t, dedupe.New(c, 1024), c, batch(crm, rows, 2))
	if leadOf(got, "a") == leadOf(got, "b") {
		t.Error("Jan and Jeroen are one lead, because of a J.")
	}
}

// TestCompaniesApart: the companies of one group are several leads.
func TestCompaniesApart(t *testing.T) {
	rows := table(`source_record_id | company_name | street | postal_code | city | phone | website
a1 | Müller Bau GmbH | Hauptstr. 5 | 70173 | Stuttgart | 0711 445566 | mueller-bau.de
a2 | Müller Bau | Hauptstraße 5 | 70173 | Stuttgart | 0711 445566 | www.mueller-bau.de
b1 | Müller Bau Verwaltungs GmbH | Hauptstr. 5 | 70173 | Stuttgart | 0711 445566 | mueller-bau.de
c1 | Koch Systems AG | Ring 8 | 50667 | Köln | 0221 998877 | koch-systems.de
d1 | Koch Systems Holding AG | Ring 8 | 50667 | Köln | 0221 998870 | ∅
e1 | Filiale 12 Backhaus | Markt 1 | 10115 | Berlin | 030 778899 | backhaus.de
f1 | Filiale 13 Backhaus | Markt 9 | 10117 | Berlin | 030 778899 | backhaus.de`)
	c := settings(t, "country: DE")
	got := gather(t, dedupe.New(c, 1024), c, batch(crm, rows, 2))
	for i := range rows.Rows() {
		for j := range i {
			x, y := rows.Text("source_record_id").Value(i), rows.Text("source_record_id").Value(j)
			if together := leadOf(got, x) == leadOf(got, y); together != (x[0] == y[0]) {
				t.Errorf("%s and %s are one lead: %v", x, y, together)
			}
		}
	}
}
