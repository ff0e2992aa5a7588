package score

import (
	"math"
	"math/bits"
)

// transitions counts the steps from channel to channel in all leads' paths. State 0 is the start.
type transitions struct {
	channels    int
	steps       []int64 // from a state to another, row by row
	buys, total []int64 // by state: purchases right after it, and all paths that left it
	direct      int64   // purchases that no channel led to
}

func newTransitions(channels int) transitions {
	return transitions{channels: channels, steps: make([]int64, channels*channels), buys: make([]int64, channels), total: make([]int64, channels)}
}

func (t *transitions) merge(other *transitions) {
	addTo(t.steps, other.steps)
	addTo(t.buys, other.buys)
	addTo(t.total, other.total)
	t.direct += other.direct
}

func addTo(sums, more []int64) {
	for i, n := range more {
		sums[i] += n
	}
}

// see adds the path of a lead.
func (t *transitions) see(touches []touch, converted bool) {
	if len(touches) == 0 {
		if converted {
			t.direct++
		}
		return
	}
	at := 0
	for _, touch := range touches {
		t.steps[at*t.channels+int(touch.channel)]++
		t.total[at]++
		at = int(touch.channel)
	}
	t.total[at]++
	if converted {
		t.buys[at]++
	}
}

// markov shares out conversions by removal effects (Anderl et al. 2016). The paths of all leads
// make a Markov chain from the start, by way of channels, to a purchase or to nothing; the
// effect of a channel is how much less is bought if all leads that reach it are lost. The chain
// is not simulated but solved as a system of linear equations, with its states in a fixed
// order. The result is in micro-units by channel, which sum exactly to the conversions.
func (t *transitions) markov(conversions int64) []int64 {
	out, weights := make([]int64, t.channels), make([]int64, t.channels)
	all, some := t.conversion(-1), false
	for channel := 1; channel < t.channels; channel++ {
		if all > 0 && t.total[channel] > 0 {
			effect := 1 - t.conversion(channel)/all
			weights[channel] = int64(math.Round(max(effect, 0) * 1e9))
			some = some || weights[channel] > 0
		}
	}
	if !some {
		out[0] = conversions * million
		return out
	}
	out = apportion((conversions-t.direct)*million, weights)
	out[0] += t.direct * million
	return out
}

// conversion returns the probability of a purchase from the start if a channel is lost; -1 for
// none. It solves x = buys + next·x by elimination with the largest pivot. Every product is
// rounded on its own, so that all machines agree.
func (t *transitions) conversion(lost int) float64 {
	n := t.channels
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n+1)
		m[i][i] = 1
		if i == lost || t.total[i] == 0 {
			continue
		}
		for j := range n {
			m[i][j] -= float64(t.steps[i*n+j]) / float64(t.total[i])
		}
		m[i][n] = float64(t.buys[i]) / float64(t.total[i])
	}
	for column := range n {
		pivot := column
		for row := column + 1; row < n; row++ {
			if math.Abs(m[row][column]) > math.Abs(m[pivot][column]) {
				pivot = row
			}
		}
		m[column], m[pivot] = m[pivot], m[column]
		if m[column][column] == 0 {
			continue // nothing leaves the state
		}
		for row := range n {
			factor := m[row][column] / m[column][column]
			if row == column || factor == 0 {
				continue
			}
			for k := column; k <= n; k++ {
				m[row][k] -= float64(factor * m[column][k])
			}
		}
	}
	if m[0][0] == 0 {
		return 0
	}
	return m[0][n] / m[0][0]
}

// mulDiv returns a·b/c and the remainder, for numbers that are not negative. The quotient must fit.
func mulDiv(a, b, c int64) (quotient, remainder int64) {
	high, low := bits.Mul64(uint64(a), uint64(b))
	q, r := bits.Div64(high, low, uint64(c))
	return int64(q), int64(r)
}
