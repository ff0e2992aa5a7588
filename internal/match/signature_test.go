package match

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSignaturesOfDigits: what the signatures of numbers and dates settle agrees with reading the values.
func TestSignaturesOfDigits(t *testing.T) {
	values := map[Kind]*rapid.Generator[string]{
		Phone:      rapid.StringMatching(`\+?[0-1]{5,9}`),
		PostalCode: rapid.StringMatching(`[0-3]{3,5}|[ab][12] [12]c`),
		Date:       rapid.StringMatching(`(19|20)[78][0-9]-(0[1-9]|1[0-2])-[0-2][0-9]|(19|20)7[0-9](0[1-9]|1[0-2])[0-2][0-9]`),
	}
	for kind, generator := range values {
		t.Run(kind.String(), rapid.MakeCheck(func(t *rapid.T) {
			var s scratch
			a, b := generator.Draw(t, "a"), generator.Draw(t, "b")
			if at := rapid.IntRange(0, len(a)).Draw(t, "edit"); at+1 < len(a) && rapid.Bool().Draw(t, "near") {
				edited := []byte(a)
				edited[at], edited[at+1] = edited[at+1], edited[at]
				b = string(edited)
			}
			if at := rapid.IntRange(0, len(a)).Draw(t, "more"); kind == Phone && rapid.Bool().Draw(t, "longer") {
				b = a[:at] + rapid.StringMatching(`[01]{1,3}`).Draw(t, "digits") + a[at:]
			}
			if a == b {
				return
			}
			level, ok := settled(kind, s.signature(kind, a), s.signature(kind, b))
			if want := comparators[kind](&s, a, b); ok && int(level) != want {
				t.Fatalf("%q %q: level %d by signature, %d by reading", a, b, level, want)
			}
		}))
	}
}
