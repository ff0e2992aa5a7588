package score

import "strconv"

// The tiers.
const (
	hot  = "hot"
	warm = "warm"
	cold = "cold"
)

// tierNames are the tiers, best first.
var tierNames = []string{hot, warm, cold}

// tierOf decides the tier. The reason, which it appends to dst, is for programs: a code, then
// what it is about, separated by colons.
func (c *Tiers) tierOf(a *activity, kinds []eventKind, engagement Points, asOf int64, supplied bool, dst []byte) (tier string, reason []byte) {
	switch {
	case !supplied:
		return cold, append(dst, "no_events_supplied"...)
	case a.intent.is && asOf-a.intent.at <= microseconds(c.Hot.IntentWithin):
		return hot, a.intent.appendReason(dst, "intent_event:", kinds)
	case engagement >= c.Hot.Engagement && a.recentTypes >= c.Hot.DistinctTypes:
		dst = appendPoints(append(dst, "engagement:"...), engagement)
		return hot, append(strconv.AppendInt(append(dst, ':'), int64(a.recentTypes), 10), "_types"...)
	case engagement >= c.Warm.Engagement:
		return warm, appendPoints(append(dst, "engagement:"...), engagement)
	case a.active.is && asOf-a.active.at <= microseconds(c.Warm.ActiveWithin):
		return warm, a.active.appendReason(dst, "active_event:", kinds)
	case a.active.is:
		return cold, appendDay(append(dst, "inactive_since:"...), a.active.at)
	}
	return cold, append(dst, "no_engagement_observed"...)
}

// hold keeps a lead in the tier that it had in the last run until its engagement is below four
// fifths of what that tier takes, so that leads near a threshold do not go back and forth. dst
// has the reason of tier, and is overwritten if another is kept.
func (c *Tiers) hold(before, tier string, engagement Points, supplied bool, dst []byte) (kept string, reason []byte) {
	if !supplied {
		return tier, dst
	}
	for _, held := range []struct {
		tier      string
		threshold Points
	}{{hot, c.Hot.Engagement}, {warm, c.Warm.Engagement}} {
		if tier == held.tier {
			break
		}
		leaves := held.threshold * 4 / 5
		if (before == held.tier || before == hot) && leaves > 0 && engagement >= leaves {
			dst = appendPoints(append(dst[:0], "kept:engagement:"...), engagement)
			return held.tier, appendPoints(append(dst, ":leaves_below:"...), leaves)
		}
	}
	return tier, dst
}

func (m moment) appendReason(dst []byte, code string, kinds []eventKind) []byte {
	return appendDay(append(append(append(dst, code...), kinds[m.kind].name...), ':'), m.at)
}

// grade appends the letter of fit and the digit of engagement, leaving out what is not known.
func (c *Grades) grade(f fit, engagement Points, supplied bool, dst []byte) []byte {
	if f.known {
		dst = append(dst, 'A'+byte(rank(c.Fit, f.score)))
	}
	if supplied {
		dst = append(dst, '1'+byte(rank(c.Engagement, engagement)))
	}
	return dst
}

// rank returns the number of thresholds that the score misses.
func rank(thresholds []Points, score Points) int {
	missed := 0
	for _, threshold := range thresholds {
		if score < threshold {
			missed++
		}
	}
	return missed
}
