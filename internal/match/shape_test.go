package match

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestShapes: values that are different by their shapes are also different when they are read.
func TestShapes(t *testing.T) {
	values := map[Kind]*rapid.Generator[string]{
		GivenName:  rapid.StringMatching(`(jan|bill|william|petra|peter|m(a|o)r(i|t)(e|n)?|é[ab]|li|j\.?)(( |-)(ann|jo|b|2))?`),
		FamilyName: rapid.StringMatching(`(o'|de )?(m(e|a)(i|y)er|g[ar]{1,3}cia|łuk|[a-c]{2,6})(( |-)(lopez|[ab]{2,4}|1|12))?`),
		Company:    rapid.StringMatching(`(nova|acme|hotel|[a-d]{3,9}|é[ab]|[nah]{2,4}) (holding|gasthof|bakery|nord|labs|group|1|22|deutschland)?( (labs|energy|[ab]{2,3}))?|-`),
		Text:       rapid.StringMatching(`(head|chief|[a-d]{2,8})( of)?( (sales|[ab]{2,3}))?( [ab]{1,2})?`),
		City:       rapid.StringMatching(`(bad |san )?(jose|[a-d]{3,8}|köln)( am [a-c]{3,5})?`),
		URL:        rapid.StringMatching(`[a-d]{1,8}(\.|-)(com|co|de)`),
		ID:         rapid.StringMatching(`[a-b0-3]{2,8}`),
		Street:     rapid.StringMatching(`([1-3]{1,2} )?(oak|elm|[a-d]{3,8})( (st|street|[a-c]{3}))?( apt [12])?|[a-d]{3,7}(weg|straße) [12]{1,2}`),
	}
	for kind, generator := range values {
		t.Run(kind.String(), rapid.MakeCheck(func(t *rapid.T) {
			a, b := generator.Draw(t, "a"), generator.Draw(t, "b")
			if rapid.Bool().Draw(t, "edited") {
				runes := []rune(a)
				at := rapid.IntRange(0, len(runes)).Draw(t, "at")
				b = string(slices.Concat(runes[:at], []rune(rapid.StringMatching(`[a-e1 ]?`).Draw(t, "in")), runes[min(at+rapid.IntRange(0, 2).Draw(t, "out"), len(runes)):]))
			}
			if a == b || strings.TrimSpace(b) == "" {
				return
			}
			builder := NewDictionaryBuilder(2)
			x, y := builder.Code(a), builder.Code(b)
			var s scratch
			field := &Field{Kind: kind, Values: builder.Build()}
			shapes := s.shapesOf(field, s.cuts(field))
			if level := comparators[kind](&s, a, b); shapes[x].different(kind, &shapes[y]) && level != differentLevel(kind) {
				t.Fatalf("%q %q: different by their shapes, %s when read", a, b, levelName(kind, level))
			}
		}))
	}
}
