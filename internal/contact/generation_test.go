package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestCutGeneration(t *testing.T) {
	for name, want := range map[string][2]string{
		"Smith Jr.": {"Smith", "jr"}, "Smith, Jr": {"Smith", "jr"}, "de la Cruz SENIOR": {"de la Cruz", "sr"}, "Windsor III": {"Windsor", "iii"},
		"Ford II": {"Ford", "jr"}, "Smith 3rd": {"Smith", "iii"},
		"Junior": {"Junior", ""}, "Smith": {"Smith", ""}, "": {"", ""}, " Jr": {" Jr", ""}, "Smith PhD": {"Smith PhD", ""}, "Juniorsen Srna": {"Juniorsen Srna", ""},
	} {
		rest, generation := contact.CutGeneration(name)
		if got := [2]string{rest, generation}; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
