package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// mapped resolves a file given as lines of comma-separated cells, and returns the name and
// the reason of each column.
func mapped(v Vocabulary, path string, told map[int]string, lines ...string) (columns []string, m Mapping) {
	s := subject{path: path, headers: strings.Split(lines[0], ",")}
	s.dictionary, s.describes = v.dictionary(), v == Contacts
	s.sample = make([][]string, len(s.headers))
	for _, line := range lines[1:] {
		for i, cell := range strings.Split(line, ",") {
			s.sample[i] = append(s.sample[i], cell)
		}
	}
	m = resolve(s, told)
	for _, c := range m.Columns {
		columns = append(columns, c.Name+" "+string(c.Why))
	}
	return columns, m
}

func TestResolve(t *testing.T) {
	for _, test := range []struct {
		name       string
		vocabulary Vocabulary
		path       string
		told       map[int]string
		lines      []string
		want       []string
	}{
		{
			name:  "a table of SAP",
			lines: []string{"LIFNR,NAME1,STRAS,PSTLZ,ORT01,STCEG,TELF1,SMTP_ADDR", "1,Fürst Metallbau KG,,,,,,", "2,Wied Kunststoff GmbH,,,,,,", "3,Hotel Adler,,,,,,"},
			want:  []string{"source_record_id synonym", "company_name values", "street synonym", "postal_code synonym", "city synonym", "STCEG own", "phone synonym", "email synonym"},
		},
		{
			name: "a first line that may be a person's", lines: []string{"Name1,Name2", "Anna Berg,Frau", "Jan Voss,Herr", "Ute Lang,Frau"},
			want: []string{"Name1 own", "Name2 own"},
		},
		{
			name: "exact after normalization, synonym, own", lines: []string{"FIRST-NAME,Vorname (2),E-Mail Adresse,Schuhgröße"},
			want: []string{"first_name exact", "Vorname (2) own", "email synonym", "Schuhgröße own"},
		},
		{
			name: "config beats the header", told: map[int]string{1: "email"}, lines: []string{"Email,Kontakt privat"},
			want: []string{"emails_other second", "email config"},
		},
		{
			name: "how and when a sale ended", vocabulary: Outcomes, lines: []string{"email,Outcome,Closed At,amount"},
			want: []string{"email exact", "lead_status synonym", "converted_at synonym", "amount own"},
		},
		{
			name: "several people in a row", lines: []string{"Company,City,Contact 1 Name,Contact 1 Email,Contact 1 Phone,Contact 2 Name,Contact 2 Email", "Acme,Bonn,Ann Lee,a@x,5,Bo Ray,b@x"},
			want: []string{"company_name synonym", "city exact", "full_name synonym", "email synonym", "phone synonym", "Contact 2 Name own", "Contact 2 Email own"},
		},
		{
			name: "several people, their numbers behind", lines: []string{"Company,Contact Name 1,Contact Email 1,Contact Name 2,Contact Email 2", "Acme,Ann Lee,a@x,Bo Ray,b@x"},
			want: []string{"company_name synonym", "full_name synonym", "email synonym", "Contact Name 2 own", "Contact Email 2 own"},
		},
		{
			name: "somebody, and guests", lines: []string{"Name,Email,Guest 1 First Name,Guest 1 Email,Guest 2 First Name", "Ann Lee,a@x,Bo,b@x,Cy"},
			want: []string{"full_name values", "email exact", "Guest 1 First Name own", "Guest 1 Email own", "Guest 2 First Name own"},
		},
		{
			name: "questions", lines: []string{"What's your email address?,Your full name,Phone number (mobile)?,2. What is your job title? *,Please enter your company,Wie lautet deine Postleitzahl?"},
			want: []string{"email synonym", "full_name synonym", "phone synonym", "job_title synonym", "company_name synonym", "postal_code synonym"},
		},
		{
			name: "questions in other languages", lines: []string{"¿Cuál es tu correo electrónico?,Votre prénom,Il tuo cognome,Qual é o seu telefone?,jouw woonplaats,Ihre Firma,your-website"},
			want: []string{"email synonym", "first_name synonym", "last_name synonym", "phone synonym", "city synonym", "company_name synonym", "website synonym"},
		},
		{name: "a question about a name", lines: []string{"Your name,Vorname,Ihr Titel", "Huber,Anna,Dr."}, want: []string{"last_name values", "first_name synonym", "name_prefix values"}},
		{
			name: "questions for something else", lines: []string{"TA Email,May we email you?,Is your email correct?,What is your manager's email?,Can we call your phone?,Your,What do you do?,May we have your consent?"},
			want: []string{"TA Email own", "May we email you? own", "Is your email correct? own", "What is your manager's email? own", "Can we call your phone? own", "Your own", "What do you do? own", "May we have your consent? own"},
		},
		{name: "two addresses of one person", lines: []string{"Name,Contact Email 1,Contact Email 2", "Ann Lee,a@x,b@x"}, want: []string{"full_name values", "email synonym", "Contact Email 2 own"}},
		{name: "family name and given name in one", lines: []string{"Cognome e nome,Email", "Rossi Mario,a@x"}, want: []string{"full_name synonym", "email exact"}},
		{name: "title beside a job title", lines: []string{"Title,Job Title"}, want: []string{"name_prefix values", "job_title exact"}},
		{name: "title beside a salutation", lines: []string{"Salutation,Title"}, want: []string{"name_prefix synonym", "job_title values"}},
		{name: "title of honorifics", lines: []string{"Title,Email", "Mr.,a@x", "Dr,b@x", "Frau,c@x"}, want: []string{"name_prefix values", "email exact"}},
		{name: "title of jobs", lines: []string{"Title,Email", "CEO,a@x", ",b@x"}, want: []string{"job_title values", "email exact"}},
		{name: "name beside a first name", lines: []string{"Vorname,Name", "Anna,Huber", "Jan,Vos"}, want: []string{"first_name synonym", "last_name values"}},
		{name: "name alone", lines: []string{"Name,Email"}, want: []string{"full_name values", "email exact"}},
		{name: "name of companies", lines: []string{"name,addr,city", "Hotel Bel-Air,1,a", "Siemens AG,2,b", "Citrus,3,c", "Ford Motor,4,d", "Art's Deli,5,e"}, want: []string{"company_name values", "street synonym", "city exact"}},
		{
			name: "number of a customer with several people", lines: []string{"Kundennummer,Vorname,Nachname,Firma", "7,Anna,Huber,Kolb", "7,Jan,Vos,Kolb", "8,Ida,Ott,Zeiss", "7,Rosa,Keller,Kolb", "8,Pia,Graf,Zeiss"},
			want: []string{"company_source_id values", "first_name synonym", "last_name synonym", "company_name synonym"},
		},
		{
			name: "number of a customer who comes again", lines: []string{"Kundennummer,Vorname,Nachname,Firma", "7,Anna,Huber,Kolb", "7,A.,Huber,Kolb", "8,Ida,Ott,Zeiss", "7,Anna,Hubr,Kolb", "8,Ida,Ott,Zeiss"},
			want: []string{"source_record_id synonym", "first_name synonym", "last_name synonym", "company_name synonym"},
		},
		{name: "nome of restaurants", lines: []string{"Nome,Indirizzo", "Trattoria da Gino,1", "Bar Roma,2", "Hotel Miramare,3", "Da Luigi,4"}, want: []string{"company_name values", "street synonym"}},
		{name: "schools", lines: []string{"School Name,City", "Lincoln Elementary,a", "Roosevelt High,b", "Hillcrest,c"}, want: []string{"company_name values", "city exact"}},
		{name: "suppliers", lines: []string{"Lieferant,Ort", "Kolb Stahl,a", "Huber,b", "4711 Werke,c"}, want: []string{"company_name values", "city synonym"}},
		{name: "customers and whom to ask for", lines: []string{"Customer,Contact,City", "Ellison & Sons Ltd,Amy Nuttall,a", "Ferrari Trasporti S.r.l.,,b", "Dorado Logistik GmbH,Jo Berg,c", "Dufour Emballages SA,,d", "Hotel Adler,Ute Lang,e"}, want: []string{"company_name values", "full_name values", "city exact"}},
		{name: "customers who are people", lines: []string{"Customer,Contact,City", "Amy Nuttall,0171 234567,a", "Jo Berg,0172 234567,b", "Ute Lang,0173 345678,c", "Max Ernst,0174 456789,d", "Ann Lee,0175 567890,e"}, want: []string{"full_name values", "phone values", "city exact"}},
		{name: "numbers of suppliers", lines: []string{"Lieferant,Ort", "70001,a", "70002,b", "70003,c"}, want: []string{"Lieferant own", "city synonym"}},
		{name: "since when a supplier", lines: []string{"Lieferant seit,Ort", "Januar,a", "März,b", "Mai,c"}, want: []string{"Lieferant seit own", "city synonym"}},
		{name: "name of people", lines: []string{"name,city", "Ann Market,a", "Bo Hall,b", "Jo de la Cruz,c", "Citrus,d"}, want: []string{"full_name values", "city exact"}},
		{name: "nom with its prénom", lines: []string{"Nom,Prénom", "Durand,Anne"}, want: []string{"last_name values", "first_name synonym"}},
		{name: "nombre alone", lines: []string{"Nombre,Email", "Ana Ruiz,a@x"}, want: []string{"full_name values", "email exact"}},
		{name: "contact by its values", lines: []string{"Contact", "+1 555 0100 22"}, want: []string{"phone values"}},
		{name: "status of a mail tool", lines: []string{"Status", "Active", "Unsubscribed"}, want: []string{"marketing_status values"}},
		{name: "status of sales", lines: []string{"Status", "Active", "Open"}, want: []string{"lead_status synonym"}},
		{name: "unsubscribed as a time", lines: []string{"Unsubscribed", "2024-01-31"}, want: []string{"unsubscribed_at values"}},
		{name: "opt-out polarity is known", lines: []string{"HasOptedOutOfEmail,Do Not Call"}, want: []string{"email_opt_out synonym", "do_not_call exact"}},
		{
			name: "opt-in is never consent", lines: []string{"opt_in,Newsletter,Marketing consent,subscribed"},
			want: []string{"opt_in own", "Newsletter own", "Marketing consent own", "subscribed own"},
		},
		{name: "url of a network", lines: []string{"URL", "https://www.linkedin.com/in/x"}, want: []string{"linkedin_url synonym"}},
		{name: "url of a site", lines: []string{"URL", "https://x.com"}, want: []string{"website values"}},
		{name: "first with a value", lines: []string{"Company,Organization", ",Acme"}, want: []string{"Company own", "company_name synonym"}},
		{name: "further phones", lines: []string{"Phone,Work Phone,Home Phone"}, want: []string{"phone exact", "phones_other second", "phones_other synonym"}},
		{
			name: "one address of two", lines: []string{"Home Street,Home City,Work Street,Work City,Country", "a,b,,c,d"},
			want: []string{"street synonym", "city synonym", "Work Street own", "Work City own", "country exact"},
		},
		{
			name: "which of several", lines: []string{"Home Address 1,Home Postcode,County of Residence,Tel.-Nr.,Tel. kom.,Tel. stacjonarny,Handy Nr"},
			want: []string{"street synonym", "postal_code synonym", "region synonym", "phone synonym", "mobile_phone synonym", "phones_other second", "phones_other second"},
		},
		{
			name: "who bought beside who comes", lines: []string{"First Name,Email,Buyer First Name,Buyer Email"},
			want: []string{"first_name exact", "email exact", "Buyer First Name own", "Buyer Email own"},
		},
		{name: "who bought alone", lines: []string{"Buyer First Name,Buyer Email"}, want: []string{"first_name synonym", "email synonym"}},
		{
			name: "a house number beside its street", lines: []string{"Ulica,Nr domu,Nr lokalu,Miasto", "Polna,12a,3,Lublin", "Lipowa,7,,Lublin"},
			want: []string{"street synonym", "street part", "street_2 synonym", "city synonym"},
		},
		{
			name: "a number behind a street that has one", lines: []string{"Straße,Nr,Ort", "Hauptstr. 5,1001,Kiel", "Am Bach 7,1002,Kiel"},
			want: []string{"street synonym", "Nr own", "city synonym"},
		},
		{name: "the line of an address with the town", lines: []string{"Str. u. Nr.,PLZ Ort"}, want: []string{"street synonym", "city synonym"}},
		{
			name: "properties of a vCard", lines: []string{"FN,EMAIL;TYPE=WORK,EMAIL;TYPE=HOME,TEL;type=CELL;type=VOICE,item1.TEL;TYPE=WORK"},
			want: []string{"full_name synonym", "email synonym", "emails_other synonym", "mobile_phone synonym", "phone synonym"},
		},
		{name: "a word of two languages", lines: []string{"Ad,Soyad"}, want: []string{"first_name values", "last_name synonym"}},
		{name: "the same word alone", lines: []string{"Ad,Email"}, want: []string{"Ad own", "email exact"}},
		{
			name: "a word more or less", lines: []string{"Contact First,Contact Last,Attendee Email,primary phone,date_naissance,Emergency Contact Phone"},
			want: []string{"first_name synonym", "last_name synonym", "email synonym", "phone synonym", "birthday synonym", "Emergency Contact Phone own"},
		},
		{
			name: "numbers of records are no phone numbers", lines: []string{"Email,Lead Number,Employee Number,Student Number", "a@b.test,660737,12,9"},
			want: []string{"email exact", "source_record_id pattern", "Employee Number own", "Student Number own"},
		},
		{
			name: "a date that is none", lines: []string{"Email,Last Activity,Create Date", "a@b.test,Email Opened,2026-01-05", "c@d.test,Page Visited,"},
			want: []string{"email exact", "Last Activity own", "created_at synonym"},
		},
		{
			name: "names known by their values", lines: []string{
				"badge,Vertreter", "Anna Huber,Jan Vos", "Dr. Jan Vos,Jan Vos", "Maria Silva,Jan Vos", "Thomas Lemaire,Jan Vos", "KOWALSKI Piotr,Jan Vos",
			}, want: []string{"full_name values", "Vertreter own"},
		},
		{
			name: "names in two columns known by their values", lines: []string{"a,b,n", "Anna,Huber,1", "Jan,Vos,2", "Maria,Silva,3", "Thomas,Lemaire,4", "Piotr,Kowalski,5"},
			want: []string{"first_name values", "last_name values", "n own"},
		},
		{
			name: "shops known by their values", lines: []string{"venue,town,kind", "The Red Lion,York,pub", "Vos & Sons,Hull,shop", "Angelo's Bakery,Bath,shop", "Hotel Adria,Ulm,hotel", "Costa,York,cafe"},
			want: []string{"company_name values", "city synonym", "kind own"},
		},
		{
			name: "addresses known by their values", lines: []string{"Abonnement,list", "a@x.test,1", "b@x.test,1", "c@x.test,2", "d@x.test,1", "a@x.test,2"},
			want: []string{"email values", "tags synonym"},
		},
		{name: "id by pattern", lines: []string{"billing_account_id,plan_id", "a,1", "b,1"}, want: []string{"source_record_id pattern", "plan_id own"}},
		{name: "a number of the record", lines: []string{"Donor No,Donor Name", "17,Anna Huber", "4,Jan Vos"}, want: []string{"source_record_id pattern", "full_name values"}},
		{name: "a number in front", lines: []string{"Registration #,Email", "17,a@x", "4,b@x"}, want: []string{"source_record_id pattern", "email exact"}},
		{name: "a code in front", lines: []string{"Código,Email", "A7,a@x", "B4,b@x"}, want: []string{"source_record_id pattern", "email exact"}},
		{name: "a number in German", lines: []string{"Spendernummer,Email", "17,a@x", "4,b@x"}, want: []string{"source_record_id pattern", "email exact"}},
		{name: "a count of the rows", lines: []string{"No.,Email", "7,a@x", "8,b@x"}, want: []string{"No. own", "email exact"}},
		{name: "a number behind", lines: []string{"Email,VAT No.", "a@x,17", "b@x,4"}, want: []string{"email exact", "VAT No. own"}},
		{
			name: "the id of an account where there is nobody else", lines: []string{"Account ID,Account Name,Billing City", "17,Vos & Sons,York", "4,Hotel Adria,Ulm"},
			want: []string{"source_record_id pattern", "company_name synonym", "city synonym"},
		},
		{
			name: "the id of somebody's account", lines: []string{"Account ID,Account Name,Email", "17,Vos & Sons,a@x", "4,Hotel Adria,b@x"},
			want: []string{"company_source_id synonym", "company_name synonym", "email exact"},
		},
		{
			name: "orders of a shop", lines: []string{
				"Name,Email,Billing Name,Billing Phone,Billing City,Shipping Name,Shipping City",
				"#1001,a@x,Anna Huber,0301234567,Ulm,Jan Vos,York", "#1003,b@x,Maria Silva,,Ulm,Maria Silva,Ulm",
			},
			want: []string{"source_record_id values", "email exact", "full_name values", "phone synonym", "city synonym", "Shipping Name own", "Shipping City own"},
		},
		{
			name: "orders of several lines", lines: []string{"Name,Email,Billing Name", "#1001,a@x,Anna Huber", "#1001,a@x,"},
			want: []string{"Name own", "email exact", "full_name values"},
		},
		{
			name: "whose name it is", lines: []string{"Participant Name,Customer Phone", "Anna Huber,030123456", "Jan Vos,"},
			want: []string{"full_name values", "phone synonym"},
		},
		{
			name: "the family name of whom it is", lines: []string{"Nom du client,Prénom du client", "Durand,Anne", "Petit,Luc"},
			want: []string{"last_name values", "first_name synonym"},
		},
		{
			name: "customers that are companies", lines: []string{"Buyer Name,City", "Hotel Bel-Air,a", "Siemens AG,b", "Art's Deli,c"},
			want: []string{"company_name values", "city exact"},
		},
		{
			name: "brackets, genders, objects", lines: []string{"Contact Id (18),Patient/in,Account: Account Name,Account: Phone,Contact: Email,Owner: Email", "a1,Thi Lan Nguyen,Acme,1,a@x,o@x", "a2,Ayşe Kaya,Bolt,2,b@x,o@x"},
			want: []string{"source_record_id synonym", "full_name values", "company_name synonym", "company_phone synonym", "email synonym", "owner synonym"},
		},
		{
			name: "headers of several parts", lines: []string{`Firma / Company,Telefon / Mobil,Straße | Hausnr.,PLZ / Ort,Email or Phone,Newsletter / Opt-in`},
			want: []string{"company_name synonym", "phone synonym", "street synonym", "city synonym", "Email or Phone own", "Newsletter / Opt-in own"},
		},
		{
			name: "objects of whom a record describes", lines: []string{"beneficiary.name.given,beneficiary.name.family,household.address.city,company.address.postcode,referrer.email,visit.date"},
			want: []string{"first_name synonym", "last_name synonym", "city synonym", "company.address.postcode own", "referrer.email own", "visit.date own"},
		},
		{
			name: "objects of two", lines: []string{"from.email,to.email"},
			want: []string{"from.email own", "to.email own"},
		},
		{
			name: "what people answer is no company", lines: []string{"Email,what_will_you_use_it_for", "a@x.com,Our school shop", "b@x.com,A church group", "c@x.com,The university library", "d@x.com,My bakery business", "e@x.com,A hotel group"},
			want: []string{"email exact", "what_will_you_use_it_for own"},
		},
		{
			name: "a subscription is no consent", lines: []string{"Email,subscribed_at,Consent Date", "a@x.com,2024-01-31,2024-02-01"},
			want: []string{"email exact", "created_at synonym", "opt_in_at synonym"},
		},
		{
			name: "telephones by their values", lines: []string{"Contact: Mobile,Contact: Home,Contact: Work", "0171 5520914,07022 33518,at home", "0172 5520914,07022 33519,"},
			want: []string{"mobile_phone synonym", "phone values", "Contact: Work own"},
		},
		{
			name: "a child and a parent", lines: []string{"Pupil: Name,Pupil: Class,Parent / Guardian: Parent name,Contact: Mobile,Address: Home address"},
			want: []string{"Pupil: Name own", "Pupil: Class own", "full_name synonym", "mobile_phone synonym", "street synonym"},
		},
		{
			name: "a member and a parent", lines: []string{"First Name,Last Name,Parent Name,Phone"},
			want: []string{"first_name exact", "last_name exact", "Parent Name own", "phone exact"},
		},
		{
			name: "a student and a parent", lines: []string{"Student Name,Guardian First Name,Guardian Last Name,Phone", "Bo Vos,Anna,Vos,1"},
			want: []string{"Student Name own", "first_name synonym", "last_name synonym", "phone exact"},
		},
		{name: "no id that repeats", lines: []string{"crm_contact_id", "a", "a"}, want: []string{"crm_contact_id own"}},
		{name: "no id among equals", lines: []string{"app_user_id,web_user_id", "a,b"}, want: []string{"app_user_id own", "web_user_id own"}},
		{
			name: "names that are taken", lines: []string{"Email,lead_id,tier,Foo,foo,source_system"},
			want: []string{"email exact", "source_record_id synonym", "tier_input own", "Foo own", "foo_2 own", "source_system_input own"},
		},
		{
			name: "containers of JSON", lines: []string{"properties.email,properties.firstname,address.city,meta.x"},
			want: []string{"email synonym", "first_name synonym", "city synonym", "meta.x own"},
		},
		{
			name: "events", vocabulary: Events, lines: []string{"at,event,userId,properties.utm_source,context.page.url,user.email,Foo", "1,2,u,4,5,6,7", "1,2,u,4,5,6,7"},
			want: []string{"occurred_at synonym", "event_type synonym", "source_record_id synonym", "utm_source synonym", "page_url synonym", "email synonym", "Foo own"},
		},
		{
			name: "ids of events are of records", vocabulary: Events, lines: []string{"event_id,app_user_id", "1,a", "2,a"},
			want: []string{"event_id exact", "source_record_id pattern"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _ := mapped(test.vocabulary, "dump.csv", test.told, test.lines...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Columns without names are recognized by values of distinctive form; numbers that may be
// anything are left alone.
func TestNamelessColumns(t *testing.T) {
	lines := []string{"c1,c2,c3,c4,c5,c6,c7,c8,c9"}
	given, family := []string{"JAMES", "MARY", "ROBERT", "LINDA", "MICHAEL", "SUSAN", "DAVID", "KAREN", "THOMAS", "NANCY", "PAUL", "LISA", "MARK", "BETTY", "GEORGE", "HELEN", "KENNETH", "SANDRA", "STEVEN", "DONNA", "EDWARD", "CAROL"}, []string{"SMITH", "JONES", "BROWN"}
	for i := range 240 {
		lines = append(lines, fmt.Sprintf("%d,A,%s,%s%c,%d0%d15,%d OAK ST,BOISE,ID,8370%d", 7000000001+i*7919, given[i%22], family[i%3], 'A'+i%21, 1940+i%50, 1+i%9, 100+i%90, i%10))
	}
	lines[0] += ",c10"
	for i := range lines[1:] {
		lines[i+1] += fmt.Sprintf(",208%d", 2342000+i%97)
	}
	got, _ := mapped(Contacts, "dump.csv", nil, lines...)
	want := []string{
		"c1 own", "c2 own", "first_name values", "last_name values", "birthday values", "street values", "city values", "region values", "postal_code values", "phone values",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWarnings(t *testing.T) {
	for header, want := range map[string]string{
		"opt_in": "is about consent", "GDPR consent": "is about consent", "tier": "kept as tier_input",
		"Revenue (in 000s USD)": "multiplied by 1000",
	} {
		_, m := mapped(Contacts, "dump.csv", nil, header)
		if got := strings.Join(m.Columns[0].Warnings, "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", header, got, want)
		}
	}
}

func TestMailchimpFileName(t *testing.T) {
	for path, want := range map[string][]string{
		"x/unsubscribed_members_export.csv":  {"marketing_status=unsubscribed", "email_opt_out=true"},
		"cleaned_members_export_1.csv":       {"marketing_status=cleaned", "email_bounced=true"},
		"subscribed_members_export.csv":      {"marketing_status=subscribed"},
		"members.csv":                        nil,
		"unsubscribed_people_of_the_web.csv": {"marketing_status=unsubscribed", "email_opt_out=true"},
	} {
		_, m := mapped(Contacts, path, nil, "Email Address,LEID")
		var got []string
		for _, implied := range m.Implied {
			got = append(got, implied.Name+"="+implied.Value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if _, m := mapped(Contacts, "unsubscribed_members.csv", nil, "Email"); m.Implied != nil {
		t.Errorf("not of Mailchimp, but implies %v", m.Implied)
	}
}

// The tables must name canonical columns, and give each header one meaning.
func TestTables(t *testing.T) {
	isEvent := map[string]bool{}
	for _, column := range contact.EventColumns() {
		isEvent[column.Name] = true
	}
	for name, table := range map[string]string{"headers.tsv": headersTSV, "event_headers.tsv": eventHeadersTSV} {
		seen := map[string]string{}
		for line := range embedded.Lines(table) {
			fields := strings.Split(line, "\t")
			_, isContact := contact.ColumnByName(fields[0])
			if len(fields) < 2 || !isContact && !isEvent[fields[0]] {
				t.Errorf("%s: %q names no canonical column", name, line)
				continue
			}
			key := contact.NameKey(fields[1])
			if before, ok := seen[key]; ok || key == "" {
				t.Errorf("%s: %q means %s and %s", name, fields[1], before, fields[0])
			}
			seen[key] = fields[0]
		}
	}
}

func TestSuggest(t *testing.T) {
	for header, want := range map[string]string{
		"Frist Name": "first_name", "e mail adress": "email", "Mobile Phone Nr": "mobile_phone", "Shoe size": "",
	} {
		got := ""
		if all := Contacts.suggest(header); len(all) > 0 {
			got = all[0].Column
		}
		if got != want {
			t.Errorf("suggest(%q) = %v, want %q first", header, Contacts.suggest(header), want)
		}
	}
}
