package match_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/match"
)

// people is a table of invented contacts; each row has an entity.
type people struct {
	rows   [][]string
	entity []int
	kinds  []match.Kind
}

var firstNames = []string{"ada", "boris", "carla", "dmitri", "elena", "farid", "greta", "henrik", "ines", "jonas", "katya", "lars", "maria", "nils", "olga", "pavel", "quentin", "rosa", "stefan", "tilda"}

func word(r *rand.Rand, syllables int) string {
	out := ""
	for range syllables {
		out += string("bdfgklmnprstvz"[r.IntN(14)]) + string("aeiou"[r.IntN(5)])
	}
	return out
}

func typo(r *rand.Rand, s string) string {
	if len(s) < 3 {
		return s
	}
	i := 1 + r.IntN(len(s)-2)
	return s[:i] + string(s[i+1]) + string(s[i]) + s[i+2:]
}

func makePeople(n int, seed uint64) people {
	r := rand.New(rand.NewPCG(seed, 1))
	p := people{kinds: []match.Kind{match.GivenName, match.FamilyName, match.Email, match.Phone, match.Street, match.City}}
	cities := []string{"aarhus", "bergen", "cork", "derby", "espoo", "fulda", "gent"}
	for id := range n {
		first, last := firstNames[r.IntN(len(firstNames))], word(r, 3)
		row := []string{
			first, last, fmt.Sprintf("%s.%s%d@mail.test", first, last, r.IntN(100)), fmt.Sprintf("+4520%06d", r.IntN(1_000_000)),
			fmt.Sprintf("%d %s street", 1+r.IntN(200), word(r, 2)), cities[r.IntN(len(cities))],
		}
		p.rows, p.entity = append(p.rows, row), append(p.entity, id)
		for r.IntN(3) == 0 {
			again := append([]string(nil), row...)
			i := r.IntN(5)
			again[i] = typo(r, again[i])
			if r.IntN(3) == 0 {
				again[2+r.IntN(3)] = ""
			}
			p.rows, p.entity = append(p.rows, again), append(p.entity, id)
		}
	}
	return p
}

func identityOf(n int) match.Identity {
	h := fnv.New128a()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	sum := h.Sum(nil)
	return match.Identity{Hi: binary.BigEndian.Uint64(sum), Lo: binary.BigEndian.Uint64(sum[8:])}
}

// input lays the rows out in the given order; a record's identity is its row's number.
func (p people) input(order []int) match.Input {
	in := match.Input{Records: len(order)}
	builders := make([]*match.DictionaryBuilder, len(p.kinds))
	codes := make([][]uint32, len(p.kinds))
	for f := range builders {
		builders[f] = match.NewDictionaryBuilder(16)
	}
	for _, row := range order {
		in.Order = append(in.Order, identityOf(row))
		for f, value := range p.rows[row] {
			codes[f] = append(codes[f], builders[f].Code(value))
		}
	}
	for f, kind := range p.kinds {
		in.Fields = append(in.Fields, match.Field{Name: kind.String(), Kind: kind, Codes: codes[f], Values: builders[f].Build()})
	}
	return in
}

func inOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

func oneByOne(n int, work func(int) error) error {
	for i := range n {
		if err := work(i); err != nil {
			return err
		}
	}
	return nil
}

func run(t testing.TB, in match.Input, options match.Options, parallel match.Parallel) match.Result {
	t.Helper()
	out, err := match.Match(context.Background(), in, options, parallel)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMatchFindsDamagedDuplicates(t *testing.T) {
	for _, n := range []int{60, 400, 3000} {
		p := makePeople(n, 7)
		out := run(t, p.input(inOrder(len(p.rows))), match.Options{}, workers)
		truth := corpus{}
		for _, id := range p.entity {
			truth.truth = append(truth.truth, fmt.Sprint(id))
		}
		if s := evaluate(truth, out.Cluster); s.p < 0.98 || s.r < 0.95 {
			t.Errorf("%d people: precision %.3f, recall %.3f; want 0.98, 0.95", n, s.p, s.r)
		}
	}
}

// named returns the clusters by row numbers, so that results for different orders can be compared.
func named(order []int, cluster []uint32) map[int]int {
	out := map[int]int{}
	for i, c := range cluster {
		out[order[i]] = order[c]
	}
	return out
}

func TestMatchDoesNotDependOnOrderOrWorkers(t *testing.T) {
	p := makePeople(2500, 3)
	order := inOrder(len(p.rows))
	want := run(t, p.input(order), match.Options{}, oneByOne)
	shuffled := rand.New(rand.NewPCG(5, 5)).Perm(len(p.rows))
	got := run(t, p.input(shuffled), match.Options{}, workers)
	if diff := cmp.Diff(named(order, want.Cluster), named(shuffled, got.Cluster)); diff != "" {
		t.Errorf("clusters differ (-in order +shuffled):\n%s", diff)
	}
	if diff := cmp.Diff(want.Model.Fields, got.Model.Fields); diff != "" {
		t.Errorf("models differ (-in order +shuffled):\n%s", diff)
	}
	if len(want.Edges) != len(got.Edges) {
		t.Fatalf("%d and %d edges", len(want.Edges), len(got.Edges))
	}
	for i, e := range want.Edges {
		o := got.Edges[i]
		if order[e.A] != shuffled[o.A] || order[e.B] != shuffled[o.B] || e.Weight != o.Weight {
			t.Fatalf("edge %d: %v and %v", i, e, o)
		}
	}
}

func TestFarRecordChangesNoCluster(t *testing.T) {
	p := makePeople(300, 11)
	order := inOrder(len(p.rows))
	before := named(order, run(t, p.input(order), match.Options{}, oneByOne).Cluster)
	p.rows = append(p.rows, []string{"zyxw", "qqqqqq", "nobody@elsewhere.test", "+811234567", "9999 nowhere", "utopia"})
	order = inOrder(len(p.rows))
	after := named(order, run(t, p.input(order), match.Options{}, oneByOne).Cluster)
	delete(after, len(p.rows)-1)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("a far record changed clusters:\n%s", diff)
	}
}

func TestSharedValueAloneMergesNobody(t *testing.T) {
	p := makePeople(4000, 13)
	for i := range p.rows {
		if i%2 == 0 {
			p.rows[i] = []string{firstNames[i%len(firstNames)], word(rand.New(rand.NewPCG(uint64(i), 2)), 4), "info@shared.test", "", "", ""}
			p.entity[i] = 100_000 + i
		}
	}
	out := run(t, p.input(inOrder(len(p.rows))), match.Options{}, workers)
	size := map[uint32]int{}
	merged := 0
	for i, c := range out.Cluster {
		if i%2 == 0 {
			size[c]++
			if size[c] > 1 {
				merged++
			}
		}
	}
	if merged > len(p.rows)/200 {
		t.Errorf("%d records merged by a shared mailbox", merged)
	}
}

func TestEqualRowsAreComparedOnce(t *testing.T) {
	p := makePeople(1500, 17)
	for range 5000 {
		p.rows, p.entity = append(p.rows, p.rows[0]), append(p.entity, 0)
	}
	out := run(t, p.input(inOrder(len(p.rows))), match.Options{}, workers)
	if out.Report.Collapsed < 4990 || out.Report.Pairs > 1_000_000 {
		t.Errorf("collapsed %d rows, compared %d pairs", out.Report.Collapsed, out.Report.Pairs)
	}
}

func TestLinksOfTheUser(t *testing.T) {
	p := makePeople(200, 19)
	in := p.input(inOrder(len(p.rows)))
	out := run(t, in, match.Options{}, oneByOne)
	var pair [2]uint32
	for i, c := range out.Cluster {
		if int(c) != i {
			pair = [2]uint32{c, uint32(i)}
			break
		}
	}
	cut := run(t, in, match.Options{CannotLink: [][2]uint32{pair}}, oneByOne)
	if cut.Cluster[pair[0]] == cut.Cluster[pair[1]] {
		t.Errorf("records %v are one in spite of a cannot-link", pair)
	}
	far := [2]uint32{0, uint32(len(p.rows) - 1)}
	joined := run(t, in, match.Options{MustLink: [][2]uint32{far}}, oneByOne)
	if joined.Cluster[far[0]] != joined.Cluster[far[1]] {
		t.Errorf("records %v are apart in spite of a must-link", far)
	}
}

// TestCannotLinksHoldByWayOfOthers keeps apart the two ends of a chain of must-links, and one of many equal rows.
func TestCannotLinksHoldByWayOfOthers(t *testing.T) {
	p := makePeople(200, 19)
	for range 20 {
		p.rows, p.entity = append(p.rows, p.rows[0]), append(p.entity, p.entity[0])
	}
	in, n := p.input(inOrder(len(p.rows))), uint32(len(p.rows))
	chain := [][2]uint32{{30, 60}, {60, 90}, {90, 120}}
	for _, test := range []struct {
		name    string
		options match.Options
		apart   [2]uint32
	}{
		{"chain", match.Options{MustLink: chain, CannotLink: [][2]uint32{{30, 120}}}, [2]uint32{30, 120}},
		{"equal rows", match.Options{CannotLink: [][2]uint32{{n - 1, n - 2}}}, [2]uint32{n - 1, n - 2}},
		{"equal rows and a chain", match.Options{MustLink: [][2]uint32{{n - 1, 30}}, CannotLink: [][2]uint32{{n - 2, 30}}}, [2]uint32{n - 2, 30}},
	} {
		out := run(t, in, test.options, oneByOne)
		if a, b := test.apart[0], test.apart[1]; out.Cluster[a] == out.Cluster[b] {
			t.Errorf("%s: records %d and %d are one in spite of a cannot-link", test.name, a, b)
		}
		together := 0
		for _, pair := range test.options.MustLink {
			if out.Cluster[pair[0]] == out.Cluster[pair[1]] {
				together++
			}
		}
		if want := len(test.options.MustLink) - 1; together < want {
			t.Errorf("%s: %d must-links are kept, want %d at least", test.name, together, want)
		}
	}
}

// TestCannotLinksAlwaysHold: whatever people have said of a few records, some of them equal, none that they keep apart are one; and
// those that they put together are, where nobody keeps them apart.
func TestCannotLinksAlwaysHold(t *testing.T) {
	p := makePeople(40, 37)
	for range 4 {
		p.rows, p.entity = append(p.rows, p.rows[0]), append(p.entity, p.entity[0])
	}
	in, n := p.input(inOrder(len(p.rows))), uint32(len(p.rows))
	told := []uint32{0, 1, 2, 3, 4, 5, n - 1, n - 2, n - 3}
	broken := 0
	rapid.Check(t, func(t *rapid.T) {
		pairs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [2]uint32 {
			two := rapid.SliceOfNDistinct(rapid.SampledFrom(told), 2, 2, rapid.ID[uint32]).Draw(t, "pair")
			return [2]uint32{two[0], two[1]}
		}), 0, 6)
		options := match.Options{MustLink: pairs.Draw(t, "must"), CannotLink: pairs.Draw(t, "cannot")}
		out, err := match.Match(context.Background(), in, options, oneByOne)
		if err != nil {
			t.Fatal(err)
		}
		group := map[uint32]uint32{} // by must-links alone
		for _, r := range told {
			group[r] = r
		}
		for _, pair := range options.MustLink {
			from, to := group[pair[0]], group[pair[1]]
			for r, g := range group {
				if g == from {
					group[r] = to
				}
			}
		}
		conflict := map[uint32]bool{}
		for _, pair := range options.CannotLink {
			if out.Cluster[pair[0]] == out.Cluster[pair[1]] {
				t.Fatalf("%v are one", pair)
			}
			conflict[group[pair[0]]] = conflict[group[pair[0]]] || group[pair[0]] == group[pair[1]]
		}
		for _, pair := range options.MustLink {
			if conflict[group[pair[0]]] {
				broken++
			} else if out.Cluster[pair[0]] != out.Cluster[pair[1]] {
				t.Fatalf("%v are apart", pair)
			}
		}
	})
	if broken == 0 {
		t.Error("no must-link met a cannot-link")
	}
}

func TestNothingToCompareIsSaidOfSeveralRecordsAlone(t *testing.T) {
	p := makePeople(2, 1)
	for records, warnings := range map[int]int{0: 0, 1: 0, 2: 1} {
		in := p.input(inOrder(records))
		if records > 1 {
			in.Fields = nil
		}
		out := run(t, in, match.Options{}, oneByOne)
		if len(out.Cluster) != records || len(out.Report.Warnings) != warnings {
			t.Errorf("%d records: %d labels, warnings %q; want %d warnings", records, len(out.Cluster), out.Report.Warnings, warnings)
		}
	}
}

func TestExplanationAddsUp(t *testing.T) {
	p := makePeople(500, 23)
	in := p.input(inOrder(len(p.rows)))
	out := run(t, in, match.Options{}, oneByOne)
	for _, e := range out.Edges[:50] {
		x := match.Explain(in, out.Model, e.A, e.B)
		sum := x.Prior + x.Correction
		for _, line := range x.Lines {
			sum += line.Weight
			if line.U > 0 && math.Abs(line.Weight-math.Log2(line.M/line.U)) > 1e-9 {
				t.Errorf("weight %v of m %v and u %v", line.Weight, line.M, line.U)
			}
		}
		if math.Abs(sum-x.LogOdds) > 1e-6 || math.Abs(x.LogOdds-float64(e.Weight)) > 1e-3 {
			t.Errorf("lines add up to %v, log odds %v, edge %v", sum, x.LogOdds, e.Weight)
		}
	}
}

// TestWeightOfAnExample computes by hand the weight that Fellegi and Sunter (1969) give two records that share a name
// and not a city.
func TestWeightOfAnExample(t *testing.T) {
	d := dumpOf("family_name city")
	d.add("a", "lee", "cork")
	d.add("a", "lee", "derby")
	in := d.corpus().input
	shares := func(kind match.Kind, different int, equalM, equalU float64) match.FieldModel {
		f := match.FieldModel{Name: kind.String(), Kind: kind, M: make([]float64, different+21), U: make([]float64, different+21)}
		for l := range f.M {
			f.M[l], f.U[l] = 0.01, 0.01
		}
		f.M[different], f.U[different] = 0.1, 0.8           // different
		f.M[different+2], f.U[different+2] = equalM, equalU // equal, held by two records
		return f
	}
	pinned := &match.Model{
		Fields:  []match.FieldModel{shares(match.FamilyName, 6, 0.64, 0.01), shares(match.City, 2, 0.5, 0.1)},
		Classes: []match.Class{{Name: "same", Match: true, Pairs: 20, Shared: []float64{1, 1}}},
		Total:   1020,
	}
	out := run(t, in, match.Options{Model: pinned}, oneByOne)
	x := match.Explain(in, out.Model, 0, 1)
	// Prior odds 20 : 1000; the name weighs log2(0.64 / 0.01) = 6, the city log2(0.1 / 0.8) = -3.
	prior := math.Log2(0.02)
	if math.Abs(x.Lines[0].Weight-6) > 1e-9 || math.Abs(x.Lines[1].Weight+3) > 1e-9 || math.Abs(x.Prior-prior) > 1e-9 {
		t.Errorf("weights %.3f and %.3f, prior %.3f; want 6, -3, %.3f", x.Lines[0].Weight, x.Lines[1].Weight, x.Prior, prior)
	}
	if want := prior + 3; math.Abs(x.LogOdds-want) > 1e-5 || math.Abs(x.Probability-0.16/1.16) > 1e-6 {
		t.Errorf("log odds %.4f, probability %.4f; want %.4f, %.4f", x.LogOdds, x.Probability, want, 0.16/1.16)
	}
}
