package match_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"galena/internal/match"
)

// changing is a population that changes from one match to the next. A record is identified by its place among the
// rows.
type changing struct {
	people
	*rand.Rand
	there []bool
}

// newChanging includes a shared address and rows that are equal in every field.
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

// change makes some records change their values, go, come back, or come for the first time.
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

// tonight is the input of the records present, in any order.
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

// TestKnownPairsAreNotComparedAgain: night after night the result is that of comparing all pairs, for part of the
// work.
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
			ignored := cmp.Options{cmpopts.IgnoreUnexported(match.Model{}, match.Class{}), cmpopts.IgnoreFields(match.Report{}, "Pairs", "Known"), cmpopts.IgnoreFields(match.RuleReport{}, "Pairs")}
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

// TestKeepingChangesNothing: keeping something for the next match does not change this one.
func TestKeepingChangesNothing(t *testing.T) {
	in := newChanging(3000, 23).tonight()
	ignored := cmp.Options{cmpopts.IgnoreUnexported(match.Model{}, match.Class{}), cmpopts.IgnoreFields(match.Result{}, "Known")}
	if diff := cmp.Diff(run(t, in, match.Options{}, workers), run(t, in, match.Options{Keep: true}, workers), ignored); diff != "" {
		t.Errorf("(-not kept +kept):\n%s", diff)
	}
}

// TestKnownOfOtherFieldsIsOfNoUse: what was kept for other fields is not used.
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

// comparisons is what TestComparisons expects under match.Comparisons.
const comparisons = "10 af7aa69bf5f4b44d"

// TestComparisons notices when records are compared differently than before, or meet by other keys. If it does, raise
// match.Comparisons and enter the new hash here, so that what older versions kept is not used.
func TestComparisons(t *testing.T) {
	hash := fnv.New64a()
	values := []string{
		"ann", "anne", "hannah", "robert", "bob", "rob smith", "smith rob", "r smith", "smyth", "müller", "mueller-lee", "smith jr", "jr", "sr", "s",
		"bob@a.test", "bob.smith@a.test", "smithb@b.test", "+4520112233", "+4520112234", "20112233", "12 oak street", "12 oak street apt 4",
		"14 oak road", "basalt works", "basalt work gmbh", "works of basalt", "basalt holding", "basalt steel", "1980-01-02", "1980-02-01", "1980-01-03", "1979-05", "94107", "94107-1234",
		"us", "de", "linkedin.com/in/ann", "a.test", "www.a.test", "a1234567", "a1234568",
	}
	in := match.Input{Records: len(values)}
	for k := match.GivenName; k <= match.Generation; k++ {
		builder, codes := match.NewDictionaryBuilder(len(values)), []uint32(nil)
		for _, value := range values {
			codes = append(codes, builder.Code(value))
		}
		in.Fields = append(in.Fields, match.Field{Name: k.String(), Kind: k, Codes: codes, Values: builder.Build()})
	}
	for i := range values {
		in.Order = append(in.Order, identityOf(i))
	}
	model := run(t, in, match.Options{}, oneByOne).Model
	for a := range uint32(len(values)) {
		for b := range a {
			for _, line := range match.Explain(in, model, a, b).Lines {
				fmt.Fprintln(hash, line.Level)
			}
		}
	}
	p := makePeople(1500, 31)
	people := p.input(inOrder(len(p.rows)))
	known := match.Known{Model: run(t, people, match.Options{}, workers).Model}
	for _, name := range []string{
		"given_name (start)", "given_name (end)", "family_name (sound)", "family_name (start)", "family_name (end)", "email (mailbox)", "email (start)",
		"email (letters)", "phone (end)", "phone (start)", "phone (middle)", "street (number)", "street (words)", "street (end)", "city (start)", "names in any order",
	} {
		known.Rules = []match.RuleReport{{Keys: match.Keys{name}}, {Keys: match.Keys{name, "city"}}}
		fmt.Fprintln(hash, name, run(t, people, match.Options{Known: &known}, workers).Report.Pairs)
	}
	if got := fmt.Sprintf("%d %x", match.Comparisons, hash.Sum64()); got != comparisons {
		t.Errorf("records are compared otherwise than under Comparisons %s: got %s", comparisons, got)
	}
}
