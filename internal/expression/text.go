package expression

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/contact"
)

// text is a compiled expression whose values are texts: a column or a literal, and the
// functions applied to it.
type text struct {
	column  string // empty for a literal
	literal string
	steps   []func(string) string
}

func (x text) isLiteral() bool { return x.column == "" }

// through adds a function. To a literal it is applied at once.
func (x text) through(step func(string) string) text {
	if x.isLiteral() {
		x.literal = step(x.literal)
		return x
	}
	x.steps = append(slices.Clip(x.steps), step)
	return x
}

func (x text) apply(value string) string {
	for _, step := range x.steps {
		value = step(value)
	}
	return value
}

// where tests each value. A costly test is made once per distinct value of a batch, as
// long as values repeat.
func (x text) where(costly bool, test func(string) bool) condition {
	if len(x.steps) > 0 {
		plain := test
		test, costly = func(value string) bool { return plain(x.apply(value)) }, true
	}
	return func(t column.Table) Mask {
		a, ok := columnOf[*column.Text](t, x.column)
		if !ok {
			return unknown(t.Rows())
		}
		known := validBits(a)
		if !costly {
			return masked(known, t.Rows(), func(i int) bool { return test(a.Value(i)) })
		}
		test := remembered(test)
		return masked(known, t.Rows(), func(i int) bool { return test(a.Value(i)) })
	}
}

// equals compares the values with a literal, directly on Arrow's bytes.
func (x text) equals(literal string) condition {
	if len(x.steps) > 0 {
		return x.where(true, func(value string) bool { return value == literal })
	}
	return x.isOneOf(newLiterals(literal))
}

// remembered caches the answers of a test, and stops once most values turn out to be
// distinct. It serves one batch on one goroutine.
func remembered[T any](test func(string) T) func(string) T {
	const trial = 4096 // number of values after which caching is judged
	answers := make(map[string]T)
	asked := 0
	return func(value string) T {
		if asked >= trial && len(answers) > asked/2 {
			return test(value)
		}
		asked++
		if answer, ok := answers[value]; ok {
			return answer
		}
		answer := test(value)
		answers[value] = answer
		return answer
	}
}

// pair tests two texts of each row.
func pair(left, right text, test func(a, b string) bool) condition {
	return func(t column.Table) Mask {
		a, known := left.values(t)
		b, alsoKnown := right.values(t)
		return masked(intersect(known, alsoKnown), t.Rows(), func(i int) bool { return test(a(i), b(i)) })
	}
}

// values returns a function for the text of each row, and which rows have one.
func (x text) values(t column.Table) (at func(row int) string, known []uint64) {
	if x.isLiteral() {
		return func(int) string { return x.literal }, full(t.Rows())
	}
	a, ok := columnOf[*column.Text](t, x.column)
	if !ok {
		return func(int) string { return "" }, make([]uint64, words(t.Rows()))
	}
	return func(i int) string { return x.apply(a.Value(i)) }, validBits(a)
}

func oneOfTexts(x text, list []string) condition {
	const few = 8 // up to here, comparing with each beats hashing
	if len(list) <= few && len(x.steps) == 0 {
		return x.isOneOf(newLiterals(list...))
	}
	set := make(map[string]bool, len(list))
	for _, value := range list {
		set[value] = true
	}
	return x.where(false, func(value string) bool { return set[value] })
}

// length compiles the number of characters of a text.
func length(x text) number {
	return x.number(func(value string) (float64, bool) { return float64(utf8.RuneCountInString(value)), true })
}

// parsed compiles the number that a text holds.
func parsed(x text) number { return x.number(contact.ParseNumber) }

func (x text) number(read func(string) (float64, bool)) number {
	type result struct {
		value float64
		ok    bool
	}
	return number{eval: func(t column.Table) numbers {
		at, known := x.values(t)
		out := numbers{values: make([]float64, t.Rows()), known: known}
		read := remembered(func(s string) (r result) {
			r.value, r.ok = read(s)
			return r
		})
		for i := range out.values {
			if known[i>>6]>>(i&63)&1 == 0 {
				continue
			}
			r := read(at(i))
			out.values[i] = r.value
			if !r.ok {
				known[i>>6] &^= 1 << (i & 63)
			}
		}
		return out
	}}
}

// within returns the test of a word operator: does a contain b?
func within(operator string) func(a, b string) bool {
	switch operator {
	case "startsWith":
		return strings.HasPrefix
	case "endsWith":
		return strings.HasSuffix
	default:
		return strings.Contains
	}
}

// anyOfClass returns the test of a regular expression that is a single class of ASCII
// characters, such as [0-9@]. It looks characters up byte by byte.
func anyOfClass(pattern string) (test func(string) bool, ok bool) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || tree.Op != syntax.OpCharClass || len(tree.Rune) == 0 || tree.Rune[len(tree.Rune)-1] >= utf8.RuneSelf {
		return nil, false
	}
	var class [256]bool
	for i := 0; i < len(tree.Rune); i += 2 {
		for r := tree.Rune[i]; r <= tree.Rune[i+1]; r++ {
			class[r] = true
		}
	}
	return func(value string) bool {
		for i := range len(value) {
			if class[value[i]] {
				return true
			}
		}
		return false
	}, true
}
