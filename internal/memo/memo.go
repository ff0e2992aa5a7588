// Package memo remembers the results of pure functions of strings: the names,
// cities and titles of a dump repeat thousands of times. What a worker remembers
// waits in a Pool for its next batch.
package memo

import (
	"strings"

	"github.com/zeebo/xxh3"
)

const (
	// slots is the number of values that a Memo remembers: more than a dump has
	// first names or cities, few enough to stay in a core's cache.
	slots = 1 << 13
	// fewSlots is how many it begins with, until it has been asked more than twice
	// as often: a small dump need not wait for memory that it does not fill.
	fewSlots = 1 << 9
	// trial is how many values a Memo looks up before it judges whether that
	// pays, and rest how many it then passes on if it does not.
	trial, rest = 1 << 13, 1 << 17
)

// Memo remembers the results of one function. It is direct-mapped, so it never
// grows, and serves one goroutine at a time. Where values seldom repeat it steps
// aside: remembering costs more than most functions.
type Memo[T any] struct {
	of    func(string) T
	slots []slot[T]
	asked int // since the last judgement
	found int // of those
	skip  int // values still to pass on
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

// at is where a value is remembered.
func (m *Memo[T]) at(s string) *slot[T] {
	return &m.slots[xxh3.HashString(s)&uint64(len(m.slots)-1)]
}

// grow makes all slots, and takes over what is remembered.
func (m *Memo[T]) grow() {
	few := m.slots
	m.slots = make([]slot[T], slots)
	for _, known := range few {
		if known.used {
			*m.at(known.in) = known
		}
	}
}

// Get returns the function's value at s. It does not keep s, which may stand in
// a buffer that is used again; what it returns may point into s.
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
