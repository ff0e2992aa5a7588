package match

import (
	"math"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

// TestExp2 compares exp2 with math.Exp2.
func TestExp2(t *testing.T) {
	slack := 4.0 // units in the last place, if the compiler fuses
	if runtime.GOARCH == "amd64" {
		slack = 0
	}
	check := func(t interface{ Fatalf(string, ...any) }, x float64) {
		got, want := exp2(x), math.Exp2(x)
		if got == want || math.IsNaN(got) && math.IsNaN(want) {
			return
		}
		if !(math.Abs(got-want) <= slack*math.Abs(want)*0x1p-52) {
			t.Fatalf("2^%g = %g, want %g", x, got, want)
		}
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1, -1, 999.9999, -999.9999, 1000, 1023.5, 1024, -1074, -1080, math.Inf(1), math.Inf(-1), math.NaN()} {
		check(t, x)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.Float64Range(-60, 60).Draw(t, "odds"))
		check(t, rapid.Float64().Draw(t, "any"))
	})
}

func BenchmarkExp2(b *testing.B) {
	for name, f := range map[string]func(float64) float64{"own": exp2, "math": math.Exp2} {
		b.Run(name, func(b *testing.B) {
			sum, x := 0.0, -40.0
			for b.Loop() {
				if x += 0.37; x > 40 {
					x = -40
				}
				sum += f(x)
			}
			if sum == 0 {
				b.Fatal("nothing was added")
			}
		})
	}
}
