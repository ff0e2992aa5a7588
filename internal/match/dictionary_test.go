package match_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/match"
)

func TestDictionary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.StringMatching(`[ab]{0,9}|[a-c]{15,20}`), 0, 300).Draw(t, "values")
		b, counts := match.NewDictionaryBuilder(0), map[string]uint32{}
		together := rapid.Bool().Draw(t, "together")
		codes := make([]uint32, len(values))
		for i, v := range values {
			if !together {
				codes[i] = b.Code(v)
			}
			counts[v]++
		}
		if together {
			b.Codes(values, codes)
		}
		d := b.Build()
		for i, v := range values {
			if d.Value(codes[i]) != v || d.Count(codes[i]) != counts[v] || (codes[i] == 0) != (v == "") {
				t.Fatalf("%q has code %d: value %q, count %d; want count %d", v, codes[i], d.Value(codes[i]), d.Count(codes[i]), counts[v])
			}
		}
	})
}

func BenchmarkDictionaryCode(b *testing.B) {
	values := make([]string, 1<<16)
	for i := range values {
		values[i] = fmt.Sprintf("person%d@mail.test", i%40_000)
	}
	builder, n := match.NewDictionaryBuilder(40_000), 0
	for b.Loop() {
		builder.Code(values[n&(1<<16-1)])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "values/s")
}

func BenchmarkMatch(b *testing.B) {
	p := makePeople(20_000, 1)
	in := p.input(inOrder(len(p.rows)))
	for b.Loop() {
		run(b, in, match.Options{}, workers)
	}
	b.ReportMetric(float64(in.Records)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
