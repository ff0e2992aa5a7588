package match_test

import (
	"fmt"
	"testing"

	"galena/internal/match"
)

func TestChooseFields(t *testing.T) {
	numbers := func(format string, n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf(format, i%28+1))
		}
		return out
	}
	for _, test := range []struct {
		name      string
		candidate match.Candidate
		used      bool
		kind      match.Kind
	}{
		{"mapped", match.Candidate{Kind: match.City, Records: 1000, Filled: 30, Distinct: 5}, true, match.City},
		{"mapped, constant", match.Candidate{Kind: match.City, Records: 1000, Filled: 1000, Distinct: 1}, true, match.City},
		{"mapped, empty", match.Candidate{Kind: match.City, Records: 1000}, false, 0},
		{"constant", match.Candidate{Records: 1000, Filled: 1000, Distinct: 1}, false, 0},
		{"row number", match.Candidate{Records: 1000, Filled: 1000, Distinct: 1000, Sample: numbers("%d", 100)}, false, 0},
		{"few customer numbers", match.Candidate{Records: 8, Filled: 8, Distinct: 8, Sample: numbers("10%02d", 8)}, false, 0},
		{"customer numbers with letters, some twice", match.Candidate{Records: 30, Filled: 30, Distinct: 28, Sample: numbers("kd-10%02d", 30)}, true, match.Serial},
		{"few years of birth", match.Candidate{Records: 8, Filled: 8, Distinct: 8, Sample: numbers("19%02d", 8)}, true, match.Category},
		{"nearly empty", match.Candidate{Records: 1000, Filled: 50, Distinct: 40}, false, 0},
		{"yes or no", match.Candidate{Records: 1000, Filled: 1000, Distinct: 2}, false, 0},
		{"birth day", match.Candidate{Records: 1000, Filled: 1000, Distinct: 28, Sample: numbers("%d", 100)}, true, match.Category},
		{"date", match.Candidate{Records: 1000, Filled: 1000, Distinct: 800, Sample: numbers("1980-01-%02d", 100)}, true, match.Date},
		{"social security", match.Candidate{Records: 1000, Filled: 1000, Distinct: 800, Sample: numbers("7%02d43698", 100)}, true, match.ID},
		{"birth place", match.Candidate{Records: 1000, Filled: 900, Distinct: 300, Sample: []string{"alice springs", "perth"}}, true, match.Text},
	} {
		got := match.ChooseFields([]match.Candidate{test.candidate})[0]
		if got.Used != test.used || got.Used && got.Kind != test.kind {
			t.Errorf("%s: used %v as %v (%s), want %v as %v", test.name, got.Used, got.Kind, got.Reason, test.used, test.kind)
		}
	}
}
