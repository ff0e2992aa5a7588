package score

import (
	"maps"
	"slices"
)

// durations counts stays by their number of days: those that ended, and those that last.
type durations struct{ ended, open dayCounts }

func (d *durations) merge(other *durations) {
	d.ended.merge(&other.ended)
	d.open.merge(&other.open)
}

// isEmpty reports whether there was no stay.
func (d *durations) isEmpty() bool { return len(d.ended.days())+len(d.open.days()) == 0 }

// quantile returns the number of days after which a share of the stays (left) is still going
// on, by the estimate of Kaplan and Meier (1958), in which a stay that has not ended counts for
// as long as it has lasted. ok is false if more than that share is still going on.
func (d *durations) quantile(left float64) (days int64, ok bool) {
	var all dayCounts
	all.merge(&d.ended)
	all.merge(&d.open)
	at, survival := all.sum(), 1.0
	for _, days := range all.days() {
		if ended := d.ended.of(days); ended > 0 {
			survival *= 1 - float64(ended)/float64(at)
			if survival <= left+1e-12 {
				return days, true
			}
		}
		at -= all.of(days)
	}
	return 0, false
}

// dayCounts counts by a number of days. The zero value has counted nothing.
type dayCounts struct {
	near []int64         // by days
	far  map[int64]int64 // the rest
}

// nearDays is a century: a longer stay has a wrong date.
const nearDays = 36_525

func (c *dayCounts) add(days, n int64) {
	if days < 0 || days >= nearDays {
		if c.far == nil {
			c.far = map[int64]int64{}
		}
		c.far[days] += n
		return
	}
	if missing := int(days) + 1 - len(c.near); missing > 0 {
		c.near = append(c.near, make([]int64, missing)...)
	}
	c.near[days] += n
}

func (c *dayCounts) of(days int64) int64 {
	if days < 0 || days >= nearDays {
		return c.far[days]
	}
	if days < int64(len(c.near)) {
		return c.near[days]
	}
	return 0
}

// days returns, in order, the numbers of days with a count.
func (c *dayCounts) days() []int64 {
	days := slices.Collect(maps.Keys(c.far))
	for d, n := range c.near {
		if n != 0 {
			days = append(days, int64(d))
		}
	}
	slices.Sort(days)
	return days
}

func (c *dayCounts) merge(other *dayCounts) {
	for _, days := range other.days() {
		c.add(days, other.of(days))
	}
}

func (c *dayCounts) sum() (total int64) {
	for _, days := range c.days() {
		total += c.of(days)
	}
	return total
}
