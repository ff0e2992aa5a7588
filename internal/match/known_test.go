package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"galena/internal/match"
)

// changing is a population that changes from one match to the next. A record is known by its place among the rows.
type changing struct {
	people
	*rand.Rand
	there []bool
}

// newChanging has a shared address and rows that are equal in every field.
func newChanging(people int, seed uint64) *changing {
	c := &changing{people: makePeople(people, seed), Rand: rand.New(rand.NewPCG(seed, 9))}
	for i := range c.rows {
		if i%5 == 0 {
			c.rows[i][2] = "info@shared.test"
		}
		if i%211 == 0 {
			for range 8 + c.IntN(4) {
				c.rows = append(c.rows, slices.Clone(c.rows[i]))
			}
		}
	}
	c.there = slices.Repeat([]bool{true}, len(c.rows))
	return c
}

// change lets some records say something else, go, come back and come.
func (c *changing) change(n int) {
	for range n {
		switch i := c.IntN(len(c.rows)); c.IntN(6) {
		case 0:
			c.there[i] = !c.there[i]
		case 1:
			row := slices.Clone(c.rows[i])
			row[2] = typo(c.Rand, row[2])
			c.rows, c.there = append(c.rows, row), append(c.there, true)
		case 2:
			c.rows[i][5] = ""
		case 3:
			c.rows[i][2] = "info@shared.test"
		default:
			c.rows[i][3] = fmt.Sprintf("+4520%06d", c.IntN(1_000_000))
		}
	}
}

// tonight is the input of those that are there, in any order.
func (c *changing) tonight() match.Input {
	var order []int
	for i, there := range c.there {
		if there {
			order = append(order, i)
		}
	}
	c.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return c.input(order)
}

// TestKnownPairsAreNotComparedAgain: night after night the result is that of comparing all pairs, for a part of the work.
func TestKnownPairsAreNotComparedAgain(t *testing.T) {
	for _, test := range []struct {
		people int
		rules  []match.RuleReport // nil: those that were chosen
	}{
		{people: 90},
		{people: 4000},
		{4500, []match.RuleReport{{Keys: match.Keys{"city"}}, {Keys: match.Keys{"given_name", "city"}}, {Keys: match.Keys{"email"}}}}, // large blocks
	} {
		c, people := newChanging(test.people, 17), test.people
		known := run(t, c.tonight(), match.Options{Keep: true}, workers).Known
		if test.rules != nil {
			known.Rules, known.Records = test.rules, nil
			known = run(t, c.tonight(), match.Options{Known: known}, workers).Known
		}
		for night := range 6 {
			c.change([]int{0, len(c.rows) / 100, len(c.rows) / 100, 1, len(c.rows) / 20, len(c.rows) / 100}[night])
			in := c.tonight()
			all := run(t, in, match.Options{Known: known, CompareAll: true}, oneByOne)
			got := run(t, in, match.Options{Known: known}, workers)
			ignored := cmp.Options{cmpopts.IgnoreUnexported(match.Model{}), cmpopts.IgnoreFields(match.Report{}, "Pairs", "Known"), cmpopts.IgnoreFields(match.RuleReport{}, "Pairs")}
			if diff := cmp.Diff(all, got, ignored); diff != "" {
				t.Fatalf("%d people, night %d (-all compared +only what is new):\n%s", people, night, diff)
			}
			if test.rules != nil && len(all.Report.Split) == 0 {
				t.Error("no block was split")
			}
			t.Logf("%d records, night %d: %d changed; %d of %d pairs compared, %d of %d edges known", in.Records, night, got.Report.Changed,
				got.Report.Pairs, all.Report.Pairs, got.Report.Known, len(got.Edges))
			if night == 0 && got.Report.Pairs != 0 || night == 3 && got.Report.Pairs > all.Report.Pairs/2 {
				t.Errorf("%d people, night %d: %d of %d pairs were compared", people, night, got.Report.Pairs, all.Report.Pairs)
			}
			known = got.Known
		}
	}
}

// TestKeepingChangesNothing: what is kept for the next match is no matter for this one.
func TestKeepingChangesNothing(t *testing.T) {
	in := newChanging(3000, 23).tonight()
	ignored := cmp.Options{cmpopts.IgnoreUnexported(match.Model{}), cmpopts.IgnoreFields(match.Result{}, "Known")}
	if diff := cmp.Diff(run(t, in, match.Options{}, workers), run(t, in, match.Options{Keep: true}, workers), ignored); diff != "" {
		t.Errorf("(-not kept +kept):\n%s", diff)
	}
}

// TestKnownOfOtherFieldsIsOfNoUse: what was kept of other fields is not used.
func TestKnownOfOtherFieldsIsOfNoUse(t *testing.T) {
	c := newChanging(500, 29)
	in := c.tonight()
	known := run(t, in, match.Options{Keep: true}, workers).Known
	in.Fields = in.Fields[1:]
	want, got := run(t, in, match.Options{}, workers), run(t, in, match.Options{Known: known}, workers)
	if diff := cmp.Diff(want.Cluster, got.Cluster); diff != "" || got.Recalled {
		t.Errorf("recalled: %t; clusters (-anew +with what is of no use):\n%s", got.Recalled, diff)
	}
}
