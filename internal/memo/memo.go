// Package memo remembers the results of pure functions of strings: the names,
// companies and titles of a dump repeat thousands of times.
package memo

import (
	"strings"

	"github.com/zeebo/xxh3"
)

// slots is the number of values that a Memo remembers: more than a dump has
// first names or cities, few enough to stay in a core's cache.
const slots = 1 << 13

// Memo remembers the results of one function. It is direct-mapped, so it never
// grows, and serves one goroutine at a time.
type Memo[T any] struct {
	of    func(string) T
	slots []slot[T]
}

type slot[T any] struct {
	in   string
	out  T
	used bool
}

// New returns a Memo of a pure function, whose results must not point into the
// memory of its argument.
func New[T any](of func(string) T) *Memo[T] {
	return &Memo[T]{of: of, slots: make([]slot[T], slots)}
}

// Get returns the function's value at s. It does not keep s, which may stand in
// a buffer that is used again.
func (m *Memo[T]) Get(s string) T {
	at := &m.slots[xxh3.HashString(s)%slots]
	if !at.used || at.in != s {
		in := strings.Clone(s)
		*at = slot[T]{in: in, out: m.of(in), used: true}
	}
	return at.out
}
