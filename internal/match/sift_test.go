package match

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSieve: a sieve leaves out only what settled takes to be different and, except for phones, all of it.
func TestSieve(t *testing.T) {
	values := map[Kind]*rapid.Generator[string]{
		GivenName: rapid.StringMatching(`[a-c]{1,8}`), FamilyName: rapid.StringMatching(`[a-c]{1,9}`), Company: rapid.StringMatching(`[a-d]{2,7} (labs)?`),
		Email: rapid.StringMatching(`[a-c]{2,8}@x`), Phone: rapid.StringMatching(`[0-2]{5,9}|[0-1]{14,16}`), Street: rapid.StringMatching(`[1-3] [a-d]{3,7}`),
		URL: rapid.StringMatching(`[a-d]{1,8}\.de`), ID: rapid.StringMatching(`[a-b0-3]{2,8}`), PostalCode: rapid.StringMatching(`[0-2]{4}`),
		Date: rapid.StringMatching(`19[78][0-2]-0[1-3]-[0-2][0-9]`), Category: rapid.StringMatching(`[ab]{1,3}`),
	}
	for kind, generator := range values {
		t.Run(kind.String(), rapid.MakeCheck(func(t *rapid.T) {
			var s scratch
			codes, signs := []uint32{0}, []signature{0}
			for _, value := range rapid.SliceOfN(generator, 1, 20).Draw(t, "values") {
				codes, signs = append(codes, uint32(len(codes))), append(signs, s.signature(kind, value))
			}
			values, met := newSieve(kind, codes, signs), map[uint32]bool{}
			for i, code := range values.codes {
				met[code] = true
				one := signs[code]
				if values.signs[i] != one {
					t.Fatalf("value %d has another's signature", code)
				}
				left := values.undecided(i, nil)
				for p, other := range values.signs[:i] {
					level, ok := settled(kind, one, other)
					different := ok && int(level) == differentLevel(kind)
					if kept := slices.Contains(left, uint32(p)); !kept && !different || kept && different && kind != Phone {
						t.Fatalf("%x %x: left: %v, different: %v", one, other, kept, different)
					}
				}
			}
			if len(met) != len(codes) {
				t.Fatalf("%d of %d values", len(met), len(codes))
			}
		}))
	}
}

func BenchmarkSieve(b *testing.B) {
	var s scratch
	for _, kind := range []Kind{FamilyName, Email, Phone} {
		b.Run(kind.String(), func(b *testing.B) {
			codes, signatures := make([]uint32, 1000), make([]signature, 1000)
			for i := range signatures {
				codes[i] = uint32(i)
				value := fmt.Sprintf("%c%d@mail.test", 'a'+i%26, i*i)
				if kind == Phone {
					value = fmt.Sprintf("4989%07d", i*i*7)
				}
				signatures[i] = s.signature(kind, value)
			}
			values, left := newSieve(kind, codes, signatures), []uint32(nil)
			for b.Loop() {
				left = values.undecided(len(codes)-1, left[:0])
			}
			b.ReportMetric(float64(b.N)*float64(len(codes)-1)/b.Elapsed().Seconds(), "pairs/s")
		})
	}
}
