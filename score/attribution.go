package score

import (
	"cmp"
	"math"
	"slices"

	"galena/internal/config"
)

// Attribution says how conversions are shared out among the channels that led to them.
type Attribution struct {
	Lookback config.Duration `yaml:"lookback" default:"90d" doc:"touches that are older than this at the conversion do not count, unless there is no later one"`
	Session  config.Duration `yaml:"session" default:"30m" doc:"touches by one channel that are this close together count as one"`
	HalfLife config.Duration `yaml:"half_life" default:"7d" doc:"half-life of the model time_decay"`
}

// million is a whole conversion in micro-units.
const million int64 = 1_000_000

// path is how a lead came, whether it converted or not: its touches, oldest first, and the
// milestones on the way.
type path struct {
	touches   []touch
	lead      int64 // when it became a lead
	deal      int64 // when it became an opportunity, or notReached
	converted int64 // when it bought
}

// notReached is the time of a milestone that was not reached.
const notReached = math.MinInt64

// The models, with their names in the table attribution.
var models = [...]struct {
	name    string
	weights func(p path, c *Attribution, direct uint16, out []int64)
}{
	{"first", first},
	{"last", last},
	{"last_non_direct", lastNonDirect},
	{"linear", linear},
	{"u_shaped", uShaped},
	{"w_shaped", wShaped},
	{"full_path", fullPath},
	{"time_decay", timeDecay},
}

// markovModel is the model that needs the paths of all leads.
const markovModel = "markov"

func first(_ path, _ *Attribution, _ uint16, out []int64) { out[0] = 1 }

func last(_ path, _ *Attribution, _ uint16, out []int64) { out[len(out)-1] = 1 }

func lastNonDirect(p path, _ *Attribution, direct uint16, out []int64) {
	for i := len(out) - 1; i >= 0; i-- {
		if p.touches[i].channel != direct {
			out[i] = 1
			return
		}
	}
	out[len(out)-1] = 1
}

func linear(_ path, _ *Attribution, _ uint16, out []int64) {
	for i := range out {
		out[i] = 1
	}
}

// positions gives each milestone its part, and the rest to all touches that are not at one. The
// part of a missing milestone, or of the rest if there is no such touch, is shared among the
// others in proportion, since only the ratio of weights counts.
func positions(out []int64, rest int64, milestones ...[2]int64) {
	isMilestone := make([]bool, len(out))
	others := int64(len(out))
	for _, m := range milestones {
		if !isMilestone[m[0]] {
			isMilestone[m[0]] = true
			others--
		}
	}
	unit := max(others, 1)
	for _, m := range milestones {
		out[m[0]] += m[1] * unit
	}
	for i := range out {
		if !isMilestone[i] {
			out[i] += rest
		}
	}
}

func uShaped(_ path, _ *Attribution, _ uint16, out []int64) {
	positions(out, 200, [2]int64{0, 400}, [2]int64{int64(len(out) - 1), 400})
}

func wShaped(p path, _ *Attribution, _ uint16, out []int64) {
	milestones := [][2]int64{{0, 300}, {p.at(p.lead), 300}}
	if p.deal != notReached {
		milestones = append(milestones, [2]int64{p.at(p.deal), 300})
	}
	positions(out, 100, milestones...)
}

func fullPath(p path, _ *Attribution, _ uint16, out []int64) {
	milestones := [][2]int64{{0, 225}, {p.at(p.lead), 225}, {int64(len(out) - 1), 225}}
	if p.deal != notReached {
		milestones = append(milestones, [2]int64{p.at(p.deal), 225})
	}
	positions(out, 100, milestones...)
}

// at returns the latest touch before a milestone, or the first of all.
func (p path) at(milestone int64) int64 {
	found := 0
	for i, t := range p.touches {
		if t.at <= milestone {
			found = i
		}
	}
	return int64(found)
}

// timeDecay halves the weight of a touch with each half-life before the conversion.
func timeDecay(p path, c *Attribution, _ uint16, out []int64) {
	for i, t := range p.touches {
		out[i] = int64(decayed(maxPoints, max(p.converted-t.at, 0), microseconds(c.HalfLife)))
	}
	if !slices.ContainsFunc(out, func(w int64) bool { return w > 0 }) {
		out[len(out)-1] = 1
	}
}

// apportion shares out a total by weights so that the parts sum exactly to it: each gets its
// quotient rounded down, and what is left goes to the largest remainders, the first of equal
// ones first (Hamilton 1792). At least one weight must not be zero, and their sum must fit into an int64.
func apportion(total int64, weights []int64) []int64 {
	sum := int64(0)
	for _, w := range weights {
		sum += w
	}
	parts, order, left := make([]int64, len(weights)), make([]int, len(weights)), total
	remainders := make([]int64, len(weights))
	for i, w := range weights {
		high, low := mulDiv(total, w, sum)
		parts[i], remainders[i], order[i] = high, low, i
		left -= high
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}

// credits adds up what the conversions of leads give to each channel, by model. It only adds
// integers, so the order of leads does not matter.
type credits struct {
	conversions int64
	byModel     [len(models)][]int64 // micro-units by channel; channel 0 is none
	chain       transitions
}

func newCredits(channels int) *credits {
	c := &credits{chain: newTransitions(channels)}
	for i := range c.byModel {
		c.byModel[i] = make([]int64, channels)
	}
	return c
}

// merge adds the credits of a batch.
func (c *credits) merge(other *credits) {
	c.conversions += other.conversions
	for i := range c.byModel {
		addTo(c.byModel[i], other.byModel[i])
	}
	c.chain.merge(&other.chain)
}

// see adds the path of a lead.
func (c *credits) see(p path, converted bool, config *Attribution, direct uint16) {
	c.chain.see(p.touches, converted)
	if !converted {
		return
	}
	c.conversions++
	if len(p.touches) == 0 {
		for i := range c.byModel {
			c.byModel[i][0] += million
		}
		return
	}
	weights := make([]int64, len(p.touches))
	for i, model := range models {
		clear(weights)
		model.weights(p, config, direct, weights)
		for at, micros := range apportion(million, weights) {
			c.byModel[i][p.touches[at].channel] += micros
		}
	}
}
