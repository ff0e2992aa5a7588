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

// TestDictionaryBuilderServesManyColumns: what one column left in a builder does not affect the next, whether that is
// larger or smaller.
func TestDictionaryBuilderServesManyColumns(t *testing.T) {
	b := match.NewDictionaryBuilder(100_000)
	var kept []*match.Dictionary
	sizes := []int{50_000, 7, 90_000, 3000}
	for column, distinct := range sizes {
		values, codes := make([]string, distinct+distinct/2), make([]uint32, distinct+distinct/2)
		for i := range values {
			values[i] = fmt.Sprintf("%d of %d", i%distinct, column)
		}
		b.Codes(values, codes)
		d := b.Build()
		for i, value := range values {
			if d.Value(codes[i]) != value {
				t.Fatalf("column %d: %q has the code of %q", column, value, d.Value(codes[i]))
			}
		}
		kept = append(kept, d)
	}
	for column, d := range kept {
		if d.Len() != sizes[column]+1 || d.Value(1) != fmt.Sprintf("0 of %d", column) || d.Count(1) != 2 {
			t.Errorf("column %d: %d values, the first %q, met %d times", column, d.Len(), d.Value(1), d.Count(1))
		}
	}
}

func BenchmarkDictionaryCodes(b *testing.B) {
	for _, distinct := range []int{50, 400_000} {
		b.Run(fmt.Sprint(distinct), func(b *testing.B) {
			values, codes := make([]string, 1<<19), make([]uint32, 1<<19)
			for i := range values {
				values[i] = fmt.Sprintf("person%d@mail.test", i%distinct)
			}
			builder := match.NewDictionaryBuilder(len(values))
			for b.Loop() {
				builder.Codes(values, codes)
				builder.Build()
			}
			b.ReportMetric(float64(b.N)*float64(len(values))/b.Elapsed().Seconds(), "values/s")
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	p := makePeople(20_000, 1)
	in := p.input(inOrder(len(p.rows)))
	for b.Loop() {
		run(b, in, match.Options{}, workers)
	}
	b.ReportMetric(float64(in.Records)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
