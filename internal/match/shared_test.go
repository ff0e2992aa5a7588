package match_test

import (
	"slices"
	"testing"

	"galena/internal/match"
)

// A value is shared if its holders have given names of two people, in whatever order they come.
func TestShared(t *testing.T) {
	for name, test := range map[string]struct {
		given []string
		want  bool
	}{
		"one":           {[]string{"peter"}, false},
		"forms":         {[]string{"bill", "william", "w", "wiliam"}, false},
		"two":           {[]string{"peter", "petra"}, true},
		"an initial":    {[]string{"j", "john", "jane"}, true},
		"two and twice": {[]string{"anna", "karl", "anna"}, true},
	} {
		values, given := match.NewDictionaryBuilder(2), match.NewDictionaryBuilder(4)
		other, code := values.Code("other@a.test"), values.Code("mail@a.test")
		holders := []match.Holder{{Value: other, Given: given.Code("zoe")}}
		for _, name := range test.given {
			holders = append(holders, match.Holder{Value: code, Given: given.Code(name)})
		}
		built, names := values.Build(), given.Build()
		for range 2 {
			shared := match.Shared(built, names, holders)
			if shared[code] != test.want || shared[other] {
				t.Errorf("%s: %v, want %v for %v", name, shared, test.want, test.given)
			}
			slices.Reverse(holders)
		}
	}
}
