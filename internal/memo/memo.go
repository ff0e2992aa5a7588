// Package memo caches the results of pure functions of strings: the names, cities and
// titles of a dump repeat thousands of times. Between batches, a worker's cache waits in
// a Pool.
package memo

import (
	"strings"

	"github.com/zeebo/xxh3"
)

const (
	// slots is the number of values that a Memo holds: more than a dump has first names or
	// cities, few enough to stay in a core's cache.
	slots = 1 << 13
	// fewSlots is the number at the start, until more than twice as many values have been
	// looked up: a small dump need not wait for memory that it does not fill.
	fewSlots = 1 << 9
	// trial is how many values a Memo looks up before it judges whether caching pays, and
	// rest how many it then passes on without caching if it does not.
	trial, rest = 1 << 13, 1 << 17
)

// Memo caches the results of one function. It is direct-mapped, so it never grows beyond
// slots, and serves one goroutine at a time. If values seldom repeat it stops caching for
// a while, since that costs more than most functions.
type Memo[T any] struct {
	of    func(string) T
	slots []slot[T]
	asked int // since the last judgement
	found int // of those asked
	skip  int // values still to pass on without caching
}

type slot[T any] struct {
	in   string
	out  T
	used bool
}

// New returns a Memo of a pure function.
func New[T any](of func(string) T) *Memo[T] {
	return &Memo[T]{of: of, slots: make([]slot[T], fewSlots)}
}

// at returns the slot of a value.
func (m *Memo[T]) at(s string) *slot[T] {
	return &m.slots[xxh3.HashString(s)&uint64(len(m.slots)-1)]
}

// grow allocates all slots, and keeps what is cached.
func (m *Memo[T]) grow() {
	few := m.slots
	m.slots = make([]slot[T], slots)
	for _, known := range few {
		if known.used {
			*m.at(known.in) = known
		}
	}
}

// Get returns the function's value at s. It does not keep s, which may point into a
// buffer that is reused; the result may point into s.
func (m *Memo[T]) Get(s string) T {
	if m.skip > 0 {
		m.skip--
		return m.of(s)
	}
	if m.asked == trial {
		if 2*m.found < m.asked {
			m.skip = rest
		}
		m.asked, m.found = 0, 0
	}
	if m.asked == 2*fewSlots && len(m.slots) < slots {
		m.grow()
	}
	m.asked++
	at := m.at(s)
	if at.used && at.in == s {
		m.found++
		return at.out
	}
	in := strings.Clone(s)
	*at = slot[T]{in: in, out: m.of(in), used: true}
	return at.out
}
