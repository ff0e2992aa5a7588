package phonetable

import (
	"strings"
)

// maxDigits is the most digits that libphonenumber accepts in a national number.
const maxDigits = 17

// outputAt is the index of the output in a state, after the ten next states.
const outputAt = 10

type state [11]uint16

// automaton holds the states, no two of which are equal. It is built backwards from the
// ends of the numbers, which makes it minimal.
type automaton struct {
	states []state
	index  map[state]uint16
	known  map[string]uint16 // positions of the current plan that are already compiled
}

func newAutomaton() *automaton {
	return &automaton{states: []state{{}}, index: map[state]uint16{{}: 0}}
}

func (a *automaton) intern(s state) uint16 {
	if number, ok := a.index[s]; ok {
		return number
	}
	number := uint16(len(a.states))
	a.index[s] = number
	a.states = append(a.states, s)
	return number
}

// compile returns the state for a position in a plan after depth digits.
func (a *automaton) compile(p *plan, at position, depth int) uint16 {
	if depth == 0 {
		a.known = map[string]uint16{}
	}
	key := at.key(depth)
	if number, ok := a.known[key]; ok {
		return number
	}
	var s state
	s[outputAt] = p.output(at, depth)
	for digit := range 10 {
		if next := p.step(at, digit); depth < maxDigits && next.alive() {
			s[digit] = a.compile(p, next, depth+1)
		}
	}
	number := a.intern(s)
	a.known[key] = number
	return number
}

// addPrefixTree adds the states that read country codes. The last one is that of "".
func (a *automaton) addPrefixTree(prefix string, starts map[string]uint16) uint16 {
	if number, ok := starts[prefix]; ok {
		return number
	}
	var s state
	for digit := range 10 {
		next := prefix + string(rune('0'+digit))
		for code := range starts {
			if strings.HasPrefix(code, next) {
				s[digit] = a.addPrefixTree(next, starts)
				break
			}
		}
	}
	return a.intern(s)
}
