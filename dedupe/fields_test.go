package dedupe_test

import (
	"testing"

	"galena/dedupe"
)

// A badge repeats the name: it must not count twice. A nickname of its own is no
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
