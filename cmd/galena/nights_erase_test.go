//go:build unix

package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"galena/internal/race"
)

// TestThirtyNightsWithErasures: between the nights people are erased and addresses are
// put on a list. From the erasure on, no night holds anything of the person, although
// the dumps still do; from the listing on, nobody may write to the address, not even
// through another record of its lead.
func TestThirtyNightsWithErasures(t *testing.T) {
	count := 30
	if testing.Short() || race.Enabled {
		count = 6
	}
	t.Setenv(pepperVariable, "correct horse battery staple")
	firm := newNights(t, 11)
	config := strings.Join([]string{
		"state: state",
		"ingest:",
		"  contacts: [{path: dumps/crm.csv}, {path: dumps/shop.csv}, {path: dumps/web.csv}]",
		"  suppressions: [{path: dumps/list.txt, match: email}]",
		"export: {dir: out, format: csv, also: [{path: mail.csv, columns: [email]}]}",
	}, "\n")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("pipeline.yaml", config)
	listed, gone := map[string]bool{}, map[string]bool{}
	list := "nobody@example.org\n"
	excluded, erased := 0, int64(0)
	for night := range count {
		write("dumps/list.txt", list)
		firm.dump(t)
		if o := galena("run", "--quiet", "--as-of", firm.day.Format(time.DateOnly), "-c", "pipeline.yaml"); o.code != exitDone {
			t.Fatalf("night %d: %s", night, o.stderr)
		}
		dir := wholePath(t)
		for _, account := range checkBooks(t, dir).Books {
			erased += account.Erased
		}
		excluded += checkListed(t, dir, listed)
		checkGone(t, gone)
		if night%4 == 1 {
			person := firm.anyone(1)
			for _, text := range eraseOne(t, person, night%8 == 1) {
				gone[text] = true
			}
			checkGone(t, gone)
		}
		listing := firm.anyone(1).email
		listed[listing] = true
		list += listing + "\n"
		firm.change()
	}
	t.Logf("%d addresses and numbers of erased people; their rows were left out %d times, leads were listed %d times", len(gone), erased, excluded)
	if len(gone) < 2 || erased == 0 || excluded == 0 {
		t.Error("nobody was erased, came back, or was listed")
	}
}

// wholePath returns the folder of the last run.
func wholePath(t *testing.T) string {
	t.Helper()
	wholeRun(t, "out/latest")
	return "out/" + latestName(t, "out")
}

// eraseOne erases a person by one of their identifiers, and returns the identifiers that
// must then be gone: both, if the last run has both, since it links them.
func eraseOne(t *testing.T, person *human, byPhone bool) []string {
	t.Helper()
	phone := strings.TrimPrefix(person.phone, "+")
	known := strings.Contains(content(t, "out/latest/leads.csv"), person.email)
	args := []string{"erase", "--email", person.email}
	if byPhone {
		args = []string{"erase", "--phone", person.phone}
	}
	if o := galena(args...); o.code != exitDone {
		t.Fatalf("erasing: %s", o.stderr)
	}
	switch {
	case known:
		return []string{person.email, phone}
	case byPhone:
		return []string{phone}
	}
	return []string{person.email}
}

// checkGone: neither the output, past runs included, nor the state names an erased
// person.
func checkGone(t *testing.T, gone map[string]bool) {
	t.Helper()
	if len(gone) == 0 {
		return
	}
	if left := finds(t, sortedKeys(gone)...); len(left) > 0 {
		t.Fatalf("erased people are in %v", left)
	}
}

// checkListed: no lead with a listed address may be written to, and none of its addresses
// is in the file for mailing. It returns the number of such leads.
func checkListed(t *testing.T, dir string, listed map[string]bool) (excluded int) {
	t.Helper()
	never := map[string]bool{}
	for _, row := range cells(t, dir+"/leads.csv") {
		for address := range strings.SplitSeq(row["email"]+"; "+row["emails_other"], "; ") {
			if !listed[address] {
				continue
			}
			if excluded++; row["contactable_email"] != "false" {
				t.Errorf("%s: %s is on the list, and may be contacted (%s)", dir, row["lead_id"], row["contactable_email_reason"])
			}
			never[row["email"]] = true
		}
	}
	for _, row := range cells(t, dir+"/mail.csv") {
		if listed[row["email"]] || never[row["email"]] {
			t.Errorf("%s: a listed address is in mail.csv", dir)
		}
	}
	return excluded
}
