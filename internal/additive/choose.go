package additive

import (
	"cmp"
	"math"
	"slices"
)

// partGains is what an offered field has to gain for the loss, twice over, on rows that
// did not set its step, to be learnt from.
const partGains = 4.0

// wordGains is what one of so many words has to gain: more where there are more, so
// that about one of them is learnt from by chance. The gain of what says nothing is
// above t with a chance of some exp(-t/2).
func wordGains(words int) float64 { return max(partGains, 2*math.Log(float64(words))-5) }

// chooser judges what a field says of the outcome of some rows, by two halves of
// them: the best step of the one is tried on the other.
type chooser struct {
	positives, counts [2]int64
	half              []int8 // by row of the table: 0 or 1, -1 for others
	split             splitter
	moves             [maxBins]int32
}

const halfSalt = 0xA0761D6478BD642F

func newChooser(t *Table, rows []uint32) *chooser {
	c := &chooser{half: make([]int8, len(t.Positive))}
	for i := range c.half {
		c.half[i] = -1
	}
	for _, row := range rows {
		half := mix(t.keys[row]^halfSalt) >> 63
		c.half[row] = int8(half)
		c.counts[half]++
		c.positives[half] += int64(truth(t.Positive[row]))
	}
	return c
}

// tally is how many rows of each half are in a bin, and how many are positive.
type tally [2]struct{ rows, positives int64 }

// gain is what the steps gain on the halves that did not set them.
func (c *chooser) gain(bins []tally, sorts bool) (gained float64) {
	var halves [2][]sums
	for h := range halves {
		chance := (float64(c.positives[h]) + 0.5) / (float64(c.counts[h]) + 1)
		p := int64(math.Round(chance * chanceOne))
		for _, bin := range bins {
			halves[h] = append(halves[h], sums{bin[h].positives*chanceOne - bin[h].rows*p, bin[h].rows * (p * (chanceOne - p) >> 24)})
		}
	}
	for h, mine := range halves {
		moves := c.moves[:len(bins)]
		if sorts {
			c.split.stepSorted(mine, mine, 1, moves)
		} else {
			c.split.step(mine, 1, moves)
		}
		for bin, theirs := range halves[1-h] {
			move := float64(moves[bin]) / logitOne
			gained += (2*move*float64(theirs.gradient) - move*move*float64(theirs.curvature)) / chanceOne
		}
	}
	return gained
}

// chosen returns the table with those of the offered fields that say something of
// the outcome of some rows. No other row has a say in it.
func (t *Table) chosen(rows []uint32) *Table {
	if len(t.offers) == 0 && len(t.texts) == 0 {
		return t
	}
	out := *t
	out.Fields, out.Bins = slices.Clip(t.Fields), slices.Clip(t.Bins)
	c := newChooser(t, rows)
	for _, o := range t.offers {
		bins := make([]tally, o.field.Bins())
		for _, row := range rows {
			b := &bins[o.bins[row]][c.half[row]]
			b.rows++
			b.positives += int64(truth(t.Positive[row]))
		}
		if c.gain(bins, o.field.Kind == Category) > partGains {
			out.Fields, out.Bins = append(out.Fields, o.field), append(out.Bins, o.bins)
		}
	}
	for _, text := range t.texts {
		for _, word := range text.paying(t, c) {
			o := text.field(word)
			out.Fields, out.Bins = append(out.Fields, o.field), append(out.Bins, o.bins)
		}
	}
	return &out
}

// paying returns the words that say something of the outcome of some rows, in the
// order of the words.
func (x *textColumn) paying(t *Table, c *chooser) []int {
	type paid struct {
		word int
		gain float64
	}
	var found []paid
	least := wordGains(len(x.words))
	for i, w := range x.words {
		var with, without tally
		for _, row := range w.rows {
			if half := c.half[row]; half >= 0 {
				with[half].rows++
				with[half].positives += int64(truth(t.Positive[row]))
			}
		}
		for half := range without {
			without[half].rows, without[half].positives = c.counts[half]-with[half].rows, c.positives[half]-with[half].positives
		}
		if gain := c.gain([]tally{with, without}, false); gain > least {
			found = append(found, paid{i, gain})
		}
	}
	slices.SortStableFunc(found, func(a, b paid) int { return cmp.Compare(b.gain, a.gain) })
	var out []int
	for _, p := range found[:min(len(found), mostWordsTaken)] {
		out = append(out, p.word)
	}
	slices.Sort(out)
	return out
}
