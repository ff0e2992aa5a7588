package match_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/internal/match"
)

// smallFile is a list of the given rows and 30 others.
func smallFile(columns string, others func(i int) []string, rows ...[]string) match.Input {
	d := dumpOf(columns)
	for _, row := range rows {
		d.add("same", row...)
	}
	for i := range 30 {
		d.add(fmt.Sprint("other", i), others(i)...)
	}
	return d.corpus().input
}

// TestCommonNames: in a file of a few rows, two records with a common name in one town are not yet one person, and a
// rare name in common is stronger evidence. The file cannot tell which names are common; its other names tell which
// country's table applies.
func TestCommonNames(t *testing.T) {
	given := strings.Fields("ingrid wolfgang birgit ute dieter sabine uwe monika klaus petra")
	family := strings.Fields("fischer schneider hartmann zimmermann krause koch lehmann huber kaiser vogel")
	explain := func(a, b string) match.Explanation {
		in := smallFile("given_name family_name email phone city", func(i int) []string {
			mail, phone := fmt.Sprintf("k%d@mail.test", i), fmt.Sprintf("+4971%07d", 7654321*i%9999991)
			return []string{given[i%10], family[(3*i+i/10)%10], mail, phone, []string{"ulm", "gera", "trier"}[i%3]}
		},
			[]string{a, b, "x71@a.test", "+491512011447", "hamburg"}, []string{a, b, "q@b.test", "+491724098811", "hamburg"})
		model := run(t, in, match.Options{}, oneByOne).Model
		return match.Explain(in, model, 0, 1)
	}
	common, rare := explain("michael", "schmidt"), explain("notburga", "xylander")
	if common.Probability >= 0.95 {
		t.Errorf("two called Michael Schmidt in Hamburg with nothing else in common are one person: %.4f", common.Probability)
	}
	for f := range 2 {
		if a, b := common.Lines[f], rare.Lines[f]; b.Weight < a.Weight+1 {
			t.Errorf("%s in common weighs %.1f bits, %s only %.1f", a.A, a.Weight, b.A, b.Weight)
		}
	}
}

// TestSharesFade: the names of a large input say themselves how common they are.
func TestSharesFade(t *testing.T) {
	weight := func(people int, family string) float64 {
		p := makePeople(people, 41)
		for i := range p.rows {
			if p.entity[i] < 2 {
				p.rows[i][1] = family
			}
		}
		in := p.input(inOrder(len(p.rows)))
		return match.Explain(in, run(t, in, match.Options{}, workers).Model, 0, uint32(firstOf(p, 1))).Lines[1].Weight
	}
	small, large := weight(30, "xylander")-weight(30, "wang"), weight(20_000, "xylander")-weight(20_000, "wang")
	if small < 1 || large > small/2 {
		t.Errorf("a rare name weighs %.1f bits more than a common one in a small file and %.1f in a large one", small, large)
	}
}

func firstOf(p people, entity int) int {
	for i, e := range p.entity {
		if e == entity {
			return i
		}
	}
	return -1
}

// TestInitialOfFamilyName: the T of "Imogen T." is an initial of the family name and not another name.
func TestInitialOfFamilyName(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"t", "tate", "initial"}, {"tate", "t", "initial"}, {"t", "s", "different"}, {"t", "slater", "different"}, {"ö", "özil", "initial"}, {"ta", "tate", "alike"},
	} {
		p := people{kinds: []match.Kind{match.GivenName, match.FamilyName}, rows: [][]string{{"imogen", test.a}, {"imogen", test.b}, {"lars", "holt"}}}
		in := p.input(inOrder(3))
		if got := match.Explain(in, run(t, in, match.Options{}, oneByOne).Model, 0, 1).Lines[1].Level; got != test.want {
			t.Errorf("%s and %s: %s, want %s", test.a, test.b, got, test.want)
		}
	}
}

// TestNearlyExchanged: names count as exchanged despite a typing error in one of them, unless the exchange gives
// another person's name.
func TestNearlyExchanged(t *testing.T) {
	for _, test := range []struct{ given, want string }{{"francois", "swapped"}, {"francios", "swapped"}, {"francoise", "different"}} {
		p := people{kinds: []match.Kind{match.GivenName, match.FamilyName}, rows: [][]string{{"moreau", "francois"}, {test.given, "moreau"}, {"lars", "holt"}}}
		in := p.input(inOrder(3))
		if got := match.Explain(in, run(t, in, match.Options{}, oneByOne).Model, 0, 1).Lines[0].Level; got != test.want {
			t.Errorf("moreau francois and %s moreau: %s, want %s", test.given, got, test.want)
		}
	}
}
