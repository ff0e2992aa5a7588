package dedupe_test

import (
	"strconv"
	"strings"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
)

// Days of birth are compared as days, however a file writes them: two records with
// one name are one person if the days are the same, and two if they differ.
func TestDaysOfBirthInTwoForms(t *testing.T) {
	isoOnly, mixed := manyTwice(func(iso, _ string) string { return iso }), manyTwice(func(_, other string) string { return other })
	leads := func(in column.Table) int {
		c := settings(t, "")
		d := dedupe.New(c, 1000)
		return gather(t, d, c, batch(crm, in, 2)).leads.Rows()
	}
	if one, other := leads(isoOnly), leads(mixed); one != 60 || other != 60 {
		t.Errorf("%d leads where all days are written alike, %d where they are not, want 60", one, other)
	}
}

// manyTwice are families whose members all occur twice, the second time with the
// day of birth in another form.
func manyTwice(second func(iso, other string) string) column.Table {
	var rows strings.Builder
	rows.WriteString("source_record_id | first_name | last_name | street | birthday\n")
	for i := range 60 {
		year := strconv.Itoa(1930 + i)
		day := [...][2]string{{year + "-03-28", "03/28/" + year}, {year + "-11-07", "11/07/" + year}, {year + "-05-19", "5/19/" + year}}[i%3]
		given, family := [...]string{"John", "Peter", "Anna"}[i%3], "Q"+strings.Repeat("abcdefgh"[i/3%8:i/3%8+1], 2+i/24)+"son"
		street := string(rune('1'+i/24)) + " " + strings.Repeat("abcdefgh"[i/3%8:i/3%8+1], 3) + " Road"
		for j, birthday := range [2]string{day[0], second(day[0], day[1])} {
			rows.WriteString(strings.Join([]string{string(rune('a'+j)) + string(rune('0'+i)), given, family, street, birthday}, " | ") + "\n")
		}
	}
	return table(rows.String())
}

// A badge repeats the name and must not count twice. A nickname of its own is no
// repetition.
func TestColumnThatRepeatsTheName(t *testing.T) {
	c := settings(t, "")
	d := dedupe.New(c, 10)
	gather(t, d, c, batch(crm, table(`
		source_record_id | first_name | last_name | Badge            | Team
		1                | Ada        | Lovelace  | Lovelace, Ada    | blue moons
		2                | Ada        | Lovelace  | Ms. Ada Lovelace | blue moons
		3                | Bo         | Diddley   | Diddley Bo       | red stars
		4                | Cleo       | Laine     | Cleo             | green hills
		5                | Duke       | Ellington | ∅                | red stars
	`), 2))
	got := map[string]string{}
	for _, field := range d.Summary().Fields {
		if !field.Used {
			got[field.Column] = field.Reason
		}
	}
	if got["Badge"] != "repeats the name" {
		t.Errorf("Badge: %q", got["Badge"])
	}
	if got["Team"] == "repeats the name" {
		t.Errorf("Team: %q", got["Team"])
	}
}

// Times of records say nothing about people; days over many years may.
func TestColumnsOfTimes(t *testing.T) {
	c := settings(t, "")
	d := dedupe.New(c, 10)
	gather(t, d, c, batch(crm, table(`
		source_record_id | first_name | last_name | Visit      | At    | Feast
		1                | Ada        | Lovelace  | 01.02.2021 | 10:15 | 1942-12-16
		2                | Ada        | Lovelace  | 03.02.2022 | 9:30  | 1942-12-16
		3                | Bo         | Diddley   | 28.02.2021 | 10:15 | 1987-01-02
		4                | Cleo       | Laine     | 28.02.2021 | 11:15 | 2001-01-05
		5                | Duke       | Ellington | 05.03.2023 | 9:30  | 1975-01-05
	`), 2))
	for _, field := range d.Summary().Fields {
		isTime := field.Column == "Visit" || field.Column == "At"
		if isTime != (field.Reason == "says something of the record, not of the person") {
			t.Errorf("%s: used %v: %s", field.Column, field.Used, field.Reason)
		}
	}
}

// 16/12/42 is the same day as 16.12.1942, and "unknown" is no day.
func TestDaysOfBirthOfTwoDigits(t *testing.T) {
	plain := manyTwice(func(iso, _ string) string { return iso })
	short := manyTwice(func(iso, _ string) string { return iso[8:] + "." + iso[5:7] + "." + iso[2:4] })
	leads := func(in column.Table) int {
		c := settings(t, "")
		return gather(t, dedupe.New(c, 1000), c, batch(crm, in, 2)).leads.Rows()
	}
	if one, other := leads(plain), leads(short); one != other {
		t.Errorf("%d leads where all days are written alike, %d where years have two digits", one, other)
	}
}

// The number of a household or an employer repeats what its address or name says.
// The number of a customer does not.
func TestColumnOfAGroup(t *testing.T) {
	for shared, value := range map[string]string{"street": " Road", "company_name": " & Sons Printing Ltd"} {
		testColumnOfAGroup(t, shared, value)
	}
}

func testColumnOfAGroup(t *testing.T, shared, value string) {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("source_record_id | first_name | last_name | " + shared + " | Group | Customer\n")
	for house := range 20 {
		for person, given := range [...]string{"John", "Anna", "Peter"} {
			for visit := range 2 {
				id := strconv.Itoa(house*6 + person*2 + visit)
				rows.WriteString(strings.Join([]string{
					id, given, "Smith" + strconv.Itoa(house%7), strconv.Itoa(house+1) + value,
					"H" + strconv.Itoa(house), "K" + strconv.Itoa(house*3+person),
				}, " | ") + "\n")
			}
		}
	}
	c := settings(t, "")
	d := dedupe.New(c, 1000)
	gather(t, d, c, batch(crm, table(rows.String()), 2))
	for _, field := range d.Summary().Fields {
		if isGroup := strings.HasPrefix(field.Reason, "is of a household"); isGroup != (field.Column == "Group") {
			t.Errorf("beside %s, %s: %s", shared, field.Column, field.Reason)
		}
	}
}

// Of columns that follow from one another one is compared: what agrees in all of them is one
// agreement. A column of its own is compared beside it.
func TestColumnThatFollowsFromAnother(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("source_record_id | first_name | last_name | Court | Seat | District | Shirt\n")
	seats := [...]string{"Arnsberg", "Bochum", "Coburg", "Dessau", "Erfurt", "Fulda"}
	for i := range 60 {
		seat, family := (7*i+i/6)%6, strings.Repeat("abcdefgh"[i%8:i%8+1], 3+i/8)
		rows.WriteString(strings.Join([]string{
			strconv.Itoa(i), "Ada", family, "AG " + seats[seat], seats[seat], [...]string{"north", "south", "west"}[seat/2], [...]string{"red", "green", "blue", "white"}[i/7%4],
		}, " | ") + "\n")
	}
	c := settings(t, "")
	d := dedupe.New(c, 100)
	gather(t, d, c, batch(crm, table(rows.String()), 2))
	want := map[string]string{"Seat": "follows from Court", "District": "follows from Court"}
	for _, field := range d.Summary().Fields {
		if reason := want[field.Column]; reason != "" && (field.Used || field.Reason != reason) || (field.Column == "Court" || field.Column == "Shirt") && !field.Used {
			t.Errorf("%s: used %v: %s", field.Column, field.Used, field.Reason)
		}
	}
}
