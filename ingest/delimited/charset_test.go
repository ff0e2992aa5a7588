package delimited_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"galena/ingest/delimited"
)

// lists are a few lines as in lists of people, by the encoding that systems in their
// country use.
var lists = map[string]string{
	"windows-1254": "Müşteri No;Ad;Soyad;İl\n1;Ayşe;Yıldırım;İstanbul\n2;Gökhan;Çelik;Muğla\n3;Şule;Öztürk;Eskişehir\n",
	"windows-1250": "Imię;Nazwisko;Miasto\nŁukasz;Wójcik;Łódź\nMałgorzata;Dąbrowska;Kraków\nStanisław;Więcek;Częstochowa\n",
	"iso-8859-2":   "Imię;Nazwisko;Miasto\nŁukasz;Wójcik;Łódź\nMałgorzata;Dąbrowska;Kraków\nStanisław;Więcek;Częstochowa\n",
	"windows-1251": "Имя;Фамилия;Город\nИван;Петров;Москва\nМария;Иванова;Казань\n",
	"koi8-r":       "Имя;Фамилия;Город\nИван;Петров;Москва\nМария;Иванова;Казань\n",
	"windows-1253": "Όνομα;Επώνυμο;Πόλη\nΓιώργος;Παπαδόπουλος;Αθήνα\nΜαρία;Νικολάου;Θεσσαλονίκη\n",
	"windows-1257": "Vardas;Pavardė;Miestas\nJonas;Kazlauskas;Vilnius\nRūta;Žukauskienė;Šiauliai\nĄžuolas;Būtėnas;Klaipėda\n",
	"macintosh":    "Vorname;Name;Straße\nJürgen;Müller;Königsplatz\nBärbel;Groß;Schloßstraße\nGünter;Schröder;Türkenstraße\n",
	"ibm850":       "Vorname;Name;Straße\nJürgen;Müller;Königsplatz\nBärbel;Groß;Schloßstraße\nGünter;Schröder;Türkenstraße\n",
	"shift_jis":    "氏名,フリガナ,住所\n佐藤 太郎,サトウ タロウ,東京都新宿区西新宿2丁目\n鈴木 愛,スズキ アイ,大阪府大阪市北区\n",
	"euc-jp":       "氏名,フリガナ,住所\n佐藤 太郎,サトウ タロウ,東京都新宿区西新宿2丁目\n鈴木 愛,スズキ アイ,大阪府大阪市北区\n",
	"gb18030":      "姓名,公司,地址\n王小明,海天科技有限公司,北京市朝阳区建国路8号\n李娜,华光贸易公司,上海市浦东新区\n",
	"big5":         "姓名,公司,地址\n陳小明,海天科技有限公司,臺北市大安區和平東路\n林怡君,華光貿易公司,高雄市鼓山區\n",
	"euc-kr":       "이름,회사,주소\n김민수,대한전자 주식회사,서울시 강남구 테헤란로 12\n박지영,한빛상사,부산시 해운대구\n",
	"windows-1252": "Nome;Città;Note\nJürgen Groß;Malmö;„neu“\nAnaïs Lefèvre;Besançon;l’été\nIñaki Muñoz;A Coruña;10 €\nJoão Gonçalves;São Paulo;–\nØystein Bjørnå;Tromsø;\n",
	"":             "Nafn;Staður\nÞóra Guðmundsdóttir;Reykjavík\nSigríður Björnsdóttir;Ísafjörður\nÓlafur Þór Sæmundsson;Kópavogur\n",
}

func TestEncodingIsFound(t *testing.T) {
	for want, text := range lists {
		encoded := encodedAs(t, want, text)
		r, err := delimited.Open(strings.NewReader(encoded), delimited.Options{})
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if want == "" {
			want = "iso-8859-1"
		}
		first, _, _ := strings.Cut(text, "\n")
		if got := r.Dialect().Encoding; got != want || strings.Join(r.Header(), r.Dialect().Delimiter) != first {
			t.Errorf("%s read as %s with the header %q", want, got, r.Header())
		}
	}
}

// Western European text is not taken for anything else, however few of its letters are
// beyond ASCII.
func TestWesternStaysWestern(t *testing.T) {
	for _, text := range []string{
		"name;note\nO’Neil;“quoted” and ‘quoted’\nSmith;it’s – well… – fine™\nBaker;‘ok’ “ok” ‘ok’\n",
		"name;town\nMüller;Köln\nAnn;York\n",
		"nombre;ciudad\nMuñoz;Málaga\nPeña;Cádiz\nÁlvarez;León\nNúñez;Córdoba\n",
		"nome;cidade\nJoão;São Paulo\nConceição;Goiânia\nLuís;Brasília\nMônica;Maceió\n",
		"nimi;kaupunki\nPäivi Hämäläinen;Jyväskylä\nJörgen Åström;Åbo\n",
	} {
		r, err := delimited.Open(strings.NewReader(encodedAs(t, "windows-1252", text)), delimited.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Dialect().Encoding; got != "windows-1252" && got != "iso-8859-1" {
			t.Errorf("read as %s: %q", got, text)
		}
	}
}

func encodedAs(t *testing.T, name, text string) string {
	t.Helper()
	if name == "" {
		name = "windows-1252"
	}
	encoder := charmap.CodePage850.NewEncoder()
	if name != "ibm850" {
		e, err := htmlindex.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		encoder = e.NewEncoder()
	}
	encoded, err := encoder.String(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return encoded
}
