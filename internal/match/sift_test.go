package match

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestUndecided: what a signature leaves out among many is what settled takes for different, and of all kinds but phone all of it.
func TestUndecided(t *testing.T) {
	values := map[Kind]*rapid.Generator[string]{
		GivenName: rapid.StringMatching(`[a-c]{1,8}`), FamilyName: rapid.StringMatching(`[a-c]{1,9}`), Company: rapid.StringMatching(`[a-d]{2,7} (labs)?`),
		Email: rapid.StringMatching(`[a-c]{2,8}@x`), Phone: rapid.StringMatching(`[0-2]{5,9}`), Street: rapid.StringMatching(`[1-3] [a-d]{3,7}`),
		URL: rapid.StringMatching(`[a-d]{1,8}\.de`), ID: rapid.StringMatching(`[a-b0-3]{2,8}`), PostalCode: rapid.StringMatching(`[0-2]{4}`),
		Date: rapid.StringMatching(`19[78][0-2]-0[1-3]-[0-2][0-9]`), Category: rapid.StringMatching(`[ab]{1,3}`),
	}
	for kind, generator := range values {
		t.Run(kind.String(), rapid.MakeCheck(func(t *rapid.T) {
			var s scratch
			one, among := s.signature(kind, generator.Draw(t, "one")), []signature{0}
			for _, value := range rapid.SliceOfN(generator, 1, 20).Draw(t, "among") {
				among = append(among, s.signature(kind, value))
			}
			left := one.undecided(kind, among, nil)
			for i, other := range among {
				level, ok := settled(kind, one, other)
				different := ok && int(level) == differentLevel(kind)
				if kept := slices.Contains(left, uint32(i)); !kept && !different || kept && different && kind != Phone {
					t.Fatalf("%x %x: left: %v, different: %v", one, other, kept, different)
				}
			}
		}))
	}
}

func BenchmarkUndecided(b *testing.B) {
	var s scratch
	for _, kind := range []Kind{FamilyName, Email, Phone} {
		b.Run(kind.String(), func(b *testing.B) {
			signatures := make([]signature, 1000)
			for i := range signatures {
				value := fmt.Sprintf("%c%d@mail.test", 'a'+i%26, i*i)
				if kind == Phone {
					value = fmt.Sprintf("4989%07d", i*i*7)
				}
				signatures[i] = s.signature(kind, value)
			}
			var left []uint32
			for b.Loop() {
				left = signatures[0].undecided(kind, signatures, left[:0])
			}
			b.ReportMetric(float64(b.N)*float64(len(signatures))/b.Elapsed().Seconds(), "pairs/s")
		})
	}
}
