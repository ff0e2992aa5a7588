package sample

import (
	"strconv"
	"strings"
	"time"
)

// until is the last day of the sample; everything in it happened in the two years before.
// It does not depend on the clock, so the same seed gives the same bytes.
var until = time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)

// crmColumns and shopColumns are the headers of the two dumps.
var (
	crmColumns = []string{
		"Record ID", "First Name", "Last Name", "Email", "Phone", "Company", "Job Title", "Street", "City", "Postal Code", "Country",
		"Email Opt Out", "Created At", "Updated At",
	}
	shopColumns = []string{"customer_id", "full_name", "email_address", "mobile", "street", "city", "zip", "country", "opt_in_at", "created_at"}
)

// written returns a person as somebody recorded them, with the usual mistakes.
func (m *maker) written(p person) person {
	if p.nick != "" && m.chance(12) {
		p.given = p.nick
	}
	if m.chance(5) {
		p.given = m.mistyped(p.given)
	}
	if m.chance(6) {
		p.family = m.mistyped(p.family)
	}
	if m.chance(3) {
		local, domain, _ := strings.Cut(p.email, "@")
		p.email = m.mistyped(local) + "@" + domain
	}
	if p.domain != "" && m.chance(3) {
		p.email = pick(m, []string{"info@", "office@", "sales@"}) + p.domain // shared by everybody who works there
	}
	if m.chance(10) {
		p.email = strings.ToUpper(p.email[:1]) + p.email[1:]
	}
	if m.chance(4) {
		p.phone = m.fill(pick(m, m.places[p.country]).phone) // they have another number
	}
	p.phone = m.dialled(p.phone)
	if m.chance(5) { // they have moved
		m.move(&p)
	}
	switch m.random.IntN(20) {
	case 0:
		p.given, p.family = strings.ToUpper(p.given), strings.ToUpper(p.family)
	case 1:
		p.given, p.family = strings.ToLower(p.given), strings.ToLower(p.family)
	}
	for _, gap := range []struct {
		field   *string
		percent int
	}{{&p.email, 8}, {&p.phone, 15}, {&p.company, 15}, {&p.title, 30}, {&p.street, 15}, {&p.city, 5}, {&p.zip, 10}} {
		if m.chance(gap.percent) {
			*gap.field = ""
		}
	}
	return p
}

// mistyped swaps, drops or changes a letter; words of less than four letters stay.
func (m *maker) mistyped(word string) string {
	letters := []rune(word)
	if len(letters) < 4 {
		return word
	}
	at := 1 + m.random.IntN(len(letters)-2)
	switch m.random.IntN(3) {
	case 0:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 1:
		letters = append(letters[:at], letters[at+1:]...)
	default:
		letters[at] = rune('a' + m.random.IntN(26))
	}
	return string(letters)
}

// dialled formats a number as people do.
func (m *maker) dialled(number string) string {
	_, national, _ := strings.Cut(number, " ")
	american := strings.HasPrefix(number, "+1 ")
	switch n := m.random.IntN(4); {
	case n == 0:
		return strings.ReplaceAll(number, " ", "")
	case n == 1 && american:
		return "(" + national[:3] + ")" + national[3:]
	case n == 1:
		return "00" + number[1:]
	}
	return number
}

// crmRow is a record of the first dump.
func (m *maker) crmRow(id int, p person) []string {
	created := m.day(700)
	updated := created.AddDate(0, 0, m.random.IntN(1+int(until.Sub(created).Hours()/24)))
	no := "no"
	if p.optedOut {
		no = "yes"
	}
	return []string{
		strconv.Itoa(id), p.given, p.family, p.email, p.phone, p.company, p.title, p.street, p.city, p.zip, p.country, no,
		created.Format(time.DateOnly), updated.Format(time.DateOnly),
	}
}

// shopRow is a record of the second.
func (m *maker) shopRow(id int, p person) []string {
	full := p.given + " " + p.family
	if m.chance(15) {
		full = p.family + ", " + p.given
	}
	created := m.day(700)
	since := ""
	if p.optedIn {
		since = created.Format(time.DateOnly)
	}
	return []string{strconv.Itoa(id), full, p.email, p.phone, p.street, p.city, p.zip, p.country, since, created.Format(time.DateOnly)}
}

// day returns a random day among the last of days.
func (m *maker) day(of int) time.Time { return until.AddDate(0, 0, -1-m.random.IntN(of)) }
