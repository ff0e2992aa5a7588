package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// person is somebody as they really are, before anybody has recorded them.
type person struct {
	number                     int
	country                    string
	given, nick, family        string
	email, phone               string
	company, domain, title     string
	street, city, zip          string
	optedOut, optedIn, bounces bool
}

// maker makes people. Each may depend on the one before, since some live together.
type maker struct {
	*tables
	random *rand.Rand
	made   int
	last   person
}

func newMaker(seed uint64) *maker {
	return &maker{tables: readTables(), random: rand.New(rand.NewPCG(seed, 0x6c656164))}
}

// chance returns true in percent out of a hundred cases.
func (m *maker) chance(percent int) bool { return m.random.IntN(100) < percent }

func pick[T any](m *maker, of []T) T { return of[m.random.IntN(len(of))] }

// person makes the next person.
func (m *maker) person() person {
	m.made++
	p := person{number: m.made, country: pick(m, m.countries)}
	if p.country != "US" && m.chance(25) {
		p.country = "US" // more of them than of any other country
	}
	household := m.made > 1 && m.chance(8)
	if household {
		p.country, p.street, p.city, p.zip = m.last.country, m.last.street, m.last.city, m.last.zip
		p.family = m.last.family
	}
	called := pick(m, m.given[p.country])
	p.given, p.nick = called.full, called.nick
	if m.chance(50) { // else too many people would share a name
		p.given += " " + pick(m, m.given[p.country]).full
	}
	if p.family == "" {
		p.family = m.surname(p.country)
	}
	if !household {
		m.move(&p)
	}
	if p.phone = m.fill(pick(m, m.places[p.country]).phone); household && m.chance(30) {
		p.phone = m.last.phone
	}
	m.work(&p)
	m.address(&p)
	p.optedOut = m.chance(6)
	p.optedIn = !p.optedOut && m.chance(40)
	p.bounces = m.chance(2)
	m.last = p
	return p
}

// surname returns a family name. Half of them are common ones.
func (m *maker) surname(country string) string {
	common, rare := pick(m, m.family[country]), m.compound(country)
	switch {
	case country == "ES": // people have two
		return common + " " + pick(m, m.family[country])
	case m.chance(20):
		return common + "-" + pick(m, m.family[country])
	case m.chance(50):
		return rare
	}
	return common
}

func (m *maker) compound(country string) string {
	return pick(m, m.begin[country]) + pick(m, m.end[country])
}

// move gives a person a home, in a town more often than in a city.
func (m *maker) move(p *person) {
	at := pick(m, m.places[p.country])
	p.city, p.zip, p.street = at.city, m.fill(at.postal), m.street(p.country)
	if m.chance(85) {
		p.city = pick(m, m.begin[p.country]) + " " + m.compound(p.country)
		p.zip = m.fill(strings.NewReplacer("0", "#", "1", "#", "3", "#", "5", "#", "7", "#", "9", "#").Replace(at.postal))
	}
}

// fill replaces # by digits and A by letters.
func (m *maker) fill(pattern string) string {
	var b strings.Builder
	for _, c := range pattern {
		switch c {
		case '#':
			b.WriteByte(byte('0' + m.random.IntN(10)))
		case 'A':
			b.WriteByte("ABDEFGHJLNPQRSTUWXYZ"[m.random.IntN(20)])
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func (m *maker) street(country string) string {
	called, number := pick(m, m.words["street"]), 1+m.random.IntN(180)
	switch country {
	case "DE":
		return fmt.Sprintf("%sstraße %d", called, number)
	case "ES":
		return fmt.Sprintf("Calle %s %d", called, number)
	case "FR":
		return fmt.Sprintf("%d rue %s", number, called)
	case "IT":
		return fmt.Sprintf("Via %s %d", called, number)
	}
	return fmt.Sprintf("%d %s %s", number, called, pick(m, []string{"Street", "Road", "Avenue", "Lane"}))
}

// work gives a person an employer. There is one for about ten people, whatever the size
// of the sample.
func (m *maker) work(p *person) {
	if m.chance(15) {
		return
	}
	number := m.random.IntN(1 + m.made/10)
	first, trade := m.words["company"], m.words["trade"]
	a, b := first[number%len(first)], trade[number/len(first)%len(trade)]
	p.company, p.domain = a+" "+b, strings.ToLower(a+"-"+b)
	if again := number / (len(first) * len(trade)); again > 0 {
		p.company += " " + strconv.Itoa(again+1)
		p.domain += strconv.Itoa(again + 1)
	}
	p.company += " " + map[string]string{"DE": "GmbH", "ES": "S.L.", "FR": "SARL", "GB": "Ltd", "IT": "S.r.l.", "US": "Inc"}[p.country]
	p.domain += ".example"
	p.title = pick(m, m.words["title"])
}

// address gives a person an e-mail address, at work or private, that nobody else has.
func (m *maker) address(p *person) {
	local := plain(p.given) + "." + plain(p.family)
	if m.chance(30) {
		local = plain(p.given)[:1] + plain(p.family)
	}
	if p.domain != "" && m.chance(70) {
		p.email = local + strconv.Itoa(p.number%97) + "@" + p.domain
		return
	}
	p.email = local + "." + strconv.FormatInt(int64(p.number), 36) + "@" + pick(m, []string{"mailbox.example", "letters.example", "post.example"})
}

// plain returns a name in the form used in e-mail addresses.
func plain(name string) string { return letters.Replace(strings.ToLower(name)) }

var letters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "á", "a", "é", "e", "è", "e", "ê", "e", "í", "i", "î", "i",
	"ó", "o", "ò", "o", "ô", "o", "ú", "u", "ñ", "n", "ç", "c", "ë", "e", " ", "", "-", "", "'", "")
