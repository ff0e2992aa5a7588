package consent_test

import (
	"testing"

	"pgregory.net/rapid"

	"galena/internal/consent"
)

// now is the instant at which the properties are checked, in the middle of their times.
const now = 50

type given struct {
	status consent.Status
	at     int64
}

var anyGiven = rapid.Custom(func(t *rapid.T) given {
	at := int64(rapid.IntRange(0, 100).Draw(t, "at"))
	if rapid.IntRange(0, 3).Draw(t, "undated") == 0 {
		at = consent.Undated
	}
	return given{consent.Status(rapid.IntRange(int(consent.Express), int(consent.Erased)).Draw(t, "status")), at}
})

var anyGivens = rapid.SliceOfN(anyGiven, 0, 6)

func standing(all []given) consent.Standing {
	s := consent.Nothing()
	for _, g := range all {
		s = s.With(g.status, g.at)
	}
	return s
}

// TestStandingIsWhatItWasGiven: evidence may come in any order, and from several records
// that say the same.
func TestStandingIsWhatItWasGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anyGivens.Draw(t, "all")
		twice := rapid.Permutation(append(all[:len(all):len(all)], all...)).Draw(t, "shuffled, twice")
		if standing(twice) != standing(all) {
			t.Fatal("the order of evidence, or that it came twice, made a difference")
		}
	})
}

// TestStandingIsMonotone: no new evidence but a yes makes anybody more contactable.
func TestStandingIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, more := anyGivens.Draw(t, "all"), anyGiven.Draw(t, "more")
		before, after := standing(all).Status(now), standing(append(all, more)).Status(now)
		if more.status >= consent.Unknown && after < before {
			t.Fatalf("%v became %v by %v", before, after, more.status)
		}
		if more.at == consent.Undated && after < before && before >= consent.Pending {
			t.Fatalf("%v became %v by a yes without a time", before, after)
		}
		if before >= consent.Complaint && after < before {
			t.Fatalf("%v became %v", before, after)
		}
	})
}

func TestStatus(t *testing.T) {
	const undated = consent.Undated
	tests := []struct {
		name string
		all  []given
		want consent.Status
	}{
		{"nothing", nil, consent.Unknown},
		{"yes", []given{{consent.Express, undated}}, consent.Express},
		{"no before yes", []given{{consent.Unsubscribed, 10}, {consent.Express, 11}}, consent.Express},
		{"no and yes at once", []given{{consent.Unsubscribed, 10}, {consent.Express, 10}}, consent.Unsubscribed},
		{"yes before no", []given{{consent.Unsubscribed, 11}, {consent.Express, 10}}, consent.Unsubscribed},
		{"no, nobody knows when", []given{{consent.Unsubscribed, undated}, {consent.Express, 99}}, consent.Unsubscribed},
		{"a yes does not lift a complaint", []given{{consent.Complaint, 10}, {consent.Express, 20}}, consent.Complaint},
		{"two refusals, the stricter lifted by nothing", []given{{consent.Unsubscribed, 10}, {consent.LegalBlock, 5}, {consent.Express, 20}}, consent.LegalBlock},
		{"nobody says anything, and yes", []given{{consent.Unknown, undated}, {consent.Express, 10}}, consent.Express},
		{"implied", []given{{consent.Implied, now + 1}}, consent.Implied},
		{"implied and expired", []given{{consent.Implied, now}}, consent.Unknown},
		{"pending, then confirmed", []given{{consent.Pending, 5}, {consent.Express, 6}}, consent.Express},
	}
	for _, test := range tests {
		if got := standing(test.all).Status(now); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestStatusNames(t *testing.T) {
	for s := consent.Express; s <= consent.Erased; s++ {
		if got, ok := consent.StatusByName(s.String()); !ok || got != s {
			t.Errorf("%v reads back as %v", s, got)
		}
	}
}
