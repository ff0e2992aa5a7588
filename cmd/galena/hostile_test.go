package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"galena/internal/race"
	"galena/internal/report"
)

// The columns of a hostile dump.
const (
	hostileID = iota
	hostileFirst
	hostileLast
	hostileEmail
	hostilePhone
	hostileCompany
	hostileStreet
	hostileCity
	hostilePostalCode
	hostileColumns
)

var hostileHeader = []string{"id", "first_name", "last_name", "email", "phone", "company", "street", "city", "postal_code"}

// TestHostileDumps: one value shared by a great many records joins nobody by itself, and is
// noted.
func TestHostileDumps(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("matches seven dumps of 20,000 records")
	}
	for _, test := range []struct {
		name   string
		spoil  func(i int, row []string)
		noted  map[string]int64 // records, by field
		recall float64          // at least; lower the more is lost
	}{
		{"nothing spoilt", func(int, []string) {}, nil, 0.95},
		{"one e-mail on a tenth", every(10, hostileEmail, "hello.world@gmail.com"), map[string]int64{"email": 2000}, 0.95},
		{"one company", every(1, hostileCompany, "Acme Widgets Ltd"), map[string]int64{"company_name": 20000}, 0.95},
		// If no name tells the members of a household or a firm apart, an address or a company alone
		// joins nobody.
		{"one name", func(_ int, row []string) { row[hostileFirst], row[hostileLast] = "John", "Smith" }, map[string]int64{"first_name": 20000, "last_name": 20000}, 0.70},
		{"no phone numbers", every(1, hostilePhone, ""), nil, 0.90},
		{"one phone number on a third", every(3, hostilePhone, "+1 212 555 2368"), map[string]int64{"phone": 6667}, 0.90},
		{"only one name and city", func(_ int, row []string) {
			clear(row[hostileFirst:])
			row[hostileFirst], row[hostileLast], row[hostileCity] = "John", "Smith", "Boston"
		}, map[string]int64{"first_name": 20000, "last_name": 20000}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, person := hostileDump(20_000)
			for i, row := range rows {
				test.spoil(i, row)
			}
			out, truth := dedupeHostile(t, rows, person)
			o := galena("eval", "--truth", truth, "--out", out, "--json")
			var got struct {
				Pairwise struct{ Precision, Recall float64 }
			}
			if err := json.Unmarshal([]byte(o.stdout), &got); err != nil {
				t.Fatal(err)
			}
			p := got.Pairwise
			t.Logf("precision %.4f, recall %.4f", p.Precision, p.Recall)
			if p.Precision < 0.93 || p.Recall < test.recall {
				t.Errorf("precision %.4f, want 0.93; recall %.4f, want %.2f", p.Precision, p.Recall, test.recall)
			}
			r := runJSON(t, filepath.Join(out, "latest"))
			checkShared(t, r, test.noted)
			if test.recall == 0 && r.Leads.Count != 20_000 {
				t.Errorf("%d leads of records that hold nothing of one person, want all 20,000", r.Leads.Count)
			}
		})
	}
}

// TestCopiesOfOneRow: any number of rows that are equal in all fields are one person if the
// fields identify one: a name with an address and a number. A name and a city do not, see
// above.
func TestCopiesOfOneRow(t *testing.T) {
	rows, person := hostileDump(20_000)
	full := slices.Clone(rows[slices.IndexFunc(rows, func(row []string) bool { return !slices.Contains(row, "") })])
	for _, row := range rows {
		copy(row[hostileFirst:], full[hostileFirst:])
	}
	out, _ := dedupeHostile(t, rows, person)
	r := runJSON(t, filepath.Join(out, "latest"))
	if r.Leads.Count != 1 {
		t.Errorf("%d leads, want 1", r.Leads.Count)
	}
	checkShared(t, r, map[string]int64{
		"first_name": 20000, "last_name": 20000, "email": 20000, "phone": 20000, "company_name": 20000, "street": 20000,
	})
}

// every returns a function that sets a column of every n-th row.
func every(n, column int, value string) func(int, []string) {
	return func(i int, row []string) {
		if i%n == 0 {
			row[column] = value
		}
	}
}

// hostileDump returns records of people, and to whom each belongs. One person in four has two
// to four records, with the differences that forms and years make; one in five lives with
// another.
func hostileDump(records int) (rows [][]string, person []int) {
	draw := rand.New(rand.NewPCG(42, 1))
	word := func() string {
		var b strings.Builder
		for range 2 + draw.IntN(2) {
			b.WriteString([]string{"bra", "cor", "del", "fen", "gar", "hol", "kin", "lum", "mar", "nor", "pel", "ros", "sun", "tor", "val", "wen"}[draw.IntN(16)])
		}
		return b.String()
	}
	pool := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = word()
		}
		return out
	}
	first, last, company, street, city := pool(400), pool(2000), pool(1500), pool(300), pool(60)
	pick := func(from []string) string { return from[min(draw.IntN(len(from)), draw.IntN(len(from)))] } // a few are frequent
	for who := 0; len(rows) < records; who++ {
		given, family, town := pick(first), pick(last), draw.IntN(len(city))
		row := make([]string, hostileColumns)
		row[hostileFirst], row[hostileLast] = given, family
		row[hostileEmail] = fmt.Sprintf("%s.%s%d@%s", given, family, draw.IntN(100), []string{"gmail.com", "gmx.de", pick(company) + ".com"}[draw.IntN(3)])
		row[hostilePhone] = fmt.Sprintf("+1 212 %d%02d %04d", 2+draw.IntN(8), draw.IntN(100), draw.IntN(10000))
		row[hostileCompany] = pick(company) + " " + pick(company)
		row[hostileStreet] = fmt.Sprintf("%d %s Street", 1+draw.IntN(999), pick(street))
		row[hostileCity], row[hostilePostalCode] = city[town], strconv.Itoa(10000+100*town+draw.IntN(100))
		if draw.IntN(5) == 0 && who > 0 { // lives with the previous person
			home := rows[len(rows)-1]
			for _, column := range []int{hostileLast, hostileStreet, hostileCity, hostilePostalCode} {
				row[column] = home[column]
			}
			if draw.IntN(5) < 2 {
				row[hostilePhone] = home[hostilePhone]
			}
		}
		copies := 1
		if draw.IntN(4) == 0 {
			copies += 1 + draw.IntN(3)
		}
		for range copies {
			rows, person = append(rows, damaged(draw, row)), append(person, who)
		}
	}
	rows, person = rows[:records], person[:records]
	draw.Shuffle(records, func(i, j int) {
		rows[i], rows[j] = rows[j], rows[i]
		person[i], person[j] = person[j], person[i]
	})
	for i, row := range rows {
		row[hostileID] = strconv.Itoa(i + 1)
	}
	return rows, person
}

// damaged returns a copy of a row in which fields may be empty, the address may be another,
// and two letters may be swapped.
func damaged(draw *rand.Rand, row []string) []string {
	out := slices.Clone(row)
	for range draw.IntN(3) {
		out[hostileEmail+draw.IntN(hostileColumns-hostileEmail)] = ""
	}
	if draw.IntN(4) == 0 {
		out[hostileEmail] = fmt.Sprintf("%s%d@outlook.com", out[hostileFirst][:3], draw.IntN(10_000))
	}
	if at := hostileFirst + draw.IntN(hostileColumns-hostileFirst); draw.IntN(3) == 0 && len(out[at]) > 3 {
		letters := []byte(out[at])
		i := 1 + draw.IntN(len(letters)-2)
		letters[i], letters[i+1] = letters[i+1], letters[i]
		out[at] = string(letters)
	}
	return out
}

// dedupeHostile runs galena dedupe on rows and returns the folder of its runs and a file with
// the truth.
func dedupeHostile(t *testing.T, rows [][]string, person []int) (out, truth string) {
	t.Helper()
	dir := t.TempDir()
	people := [][]string{{"record_id", "person_id"}}
	for i, row := range rows {
		people = append(people, []string{row[hostileID], strconv.Itoa(person[i])})
	}
	records, truth, out := filepath.Join(dir, "crm.csv"), filepath.Join(dir, "truth.csv"), filepath.Join(dir, "out")
	writeCells(t, records, append([][]string{hostileHeader}, rows...))
	writeCells(t, truth, people)
	if o := galena("dedupe", records, "--out", out, "--quiet"); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	return out, truth
}

func writeCells(t *testing.T, path string, rows [][]string) {
	t.Helper()
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkShared compares the notes of shared values with those wanted. There may be more
// records than wanted, since some may have had the value anyway.
func checkShared(t *testing.T, r report.Run, want map[string]int64) {
	t.Helper()
	got := map[string]int64{}
	for _, n := range r.Notes {
		if n.Code == "value_shared_by_many" {
			got[n.Field] = n.Count
		}
	}
	for field, count := range want {
		if got[field] < count {
			t.Errorf("%s: %d records noted, want %d", field, got[field], count)
		}
	}
	for field := range got {
		if want[field] == 0 {
			t.Errorf("%s: noted, but nothing is wrong with it", field)
		}
	}
}
