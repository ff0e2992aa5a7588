package column_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/column"
)

// TestSpelt: Spelt returns what a builder makes of the words, with the empty word as
// null.
func TestSpelt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := []string{"", "lead", "opportunity", strings.Repeat("long ", 11), strings.Repeat("very long ", 30)}
		numbers := rapid.SliceOf(rapid.Uint16Range(0, uint16(len(words)-1))).Draw(t, "numbers")
		var want column.TextBuilder
		for _, number := range numbers {
			if words[number] == "" {
				want.AppendNull()
			} else {
				want.Append(words[number])
			}
		}
		if got, want := column.Spelt(numbers, words).String(), want.Finish().String(); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

func BenchmarkSpelt(b *testing.B) {
	const rows = 16_384
	words := []string{"", "lead", "mql", "recycled", "opportunity"}
	numbers := make([]uint16, rows)
	for i := range numbers {
		numbers[i] = uint16(i * 7919 % len(words))
	}
	for b.Loop() {
		column.Spelt(numbers, words)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}
