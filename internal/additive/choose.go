package additive

import (
	"cmp"
	"math"
	"slices"
)

// partGains is the least gain for which an offered field is learnt from: twice the fall in
// loss, on rows that did not set the field's step.
const partGains = 4.0

// wordGains is the least gain for which one of a number of words is learnt from. It grows
// with that number, so that about one word is learnt from by chance: the gain of a word
// that says nothing exceeds t with probability of about exp(-t/2).
func wordGains(words int) float64 { return max(partGains, 2*math.Log(float64(words))-5) }

// chooser judges how well a field predicts the outcome of some rows. It splits the rows in
// two halves and tries the best step of each half on the other.
type chooser struct {
	positives, counts [2]int64
	half              []int8 // by row of the table: 0 or 1, or -1 for a row of neither half
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

// tally counts, for each half, the rows in a bin and the positive ones among them.
type tally [2]struct{ rows, positives int64 }

// gain returns what the step found on each half gains on the other half.
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

// chosen returns the table with only those offered fields that predict the outcome of rows.
// Other rows do not influence the choice.
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

// paying returns the words that predict the outcome of rows, in the order of the words.
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
