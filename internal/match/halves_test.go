package match_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"galena/internal/match"
)

// TestHalvesAgree trains on records that say who is who, and on some whose names are shared by half the town. What
// the two halves of the latter teach differs, and the report says so.
func TestHalvesAgree(t *testing.T) {
	given := []string{"anna", "maria", "hans", "peter", "julia", "karl", "lena", "otto"}
	family := []string{"schmidt", "weber", "huber", "maier", "bauer", "wolf"}
	clear, vague := dumpOf("given_name family_name email phone city"), dumpOf("given_name family_name city")
	for i := range 60 {
		g, f := given[i*i%len(given)], family[i*7%len(family)]+fmt.Sprint(i)
		row := []string{g, f, g + "." + f + "@a.test", fmt.Sprintf("+4930%07d", 1000000+i*7919), "berlin"}
		clear.add(fmt.Sprint(i), row...)
		if i%2 == 0 {
			row = slices.Clone(row)
			row[i/2%2*2] = ""
			clear.add(fmt.Sprint(i), row...)
		}
	}
	for i := range 60 {
		vague.add(fmt.Sprint(i), given[i*i%len(given)], family[i/3%len(family)], []string{"graz", "", "linz"}[i%3])
	}
	for _, c := range []struct {
		name   string
		dump   dump
		steady bool
	}{{"clear", clear, true}, {"vague", vague, false}} {
		res, err := match.Match(context.Background(), c.dump.corpus().input, match.Options{}, workers)
		if err != nil {
			t.Fatal(err)
		}
		warned := slices.ContainsFunc(res.Report.Warnings, func(w string) bool { return strings.Contains(w, "either half") })
		if warned == c.steady || res.Report.HalvesAgree <= 0 || res.Report.HalvesAgree > 1 {
			t.Errorf("%s: halves agree %.3f, warnings %q", c.name, res.Report.HalvesAgree, res.Report.Warnings)
		}
	}
}
