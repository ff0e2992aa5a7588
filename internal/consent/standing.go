package consent

import "math"

// Instants, in microseconds since 1970, that are none.
const (
	// Undated is the time of evidence without one. A refusal without a time is
	// later than any permission; a permission without one is earlier than any
	// refusal.
	Undated int64 = math.MinInt64
	never   int64 = math.MinInt64 // nothing of the kind is known
	ever    int64 = math.MinInt64 + 1
)

// Standing is what all evidence on one identifier says, for one channel and
// purpose. The zero value is not ready: see Nothing.
type Standing struct {
	// latest holds, for each status, when the last evidence of it was given; of
	// Implied, when the last of them expires.
	latest [statuses]int64
}

// Nothing is the Standing of an identifier that nobody said anything about, the
// neutral element of Join.
func Nothing() Standing {
	var s Standing
	for i := range s.latest {
		s.latest[i] = never
	}
	return s
}

// With returns the standing with one more piece of evidence. The time is when
// it was given, or Undated; of Implied it is when the permission expires.
func (s Standing) With(status Status, at int64) Standing {
	if at == Undated {
		if at = math.MaxInt64; status < Unknown {
			at = ever
		}
	}
	s.latest[status] = max(s.latest[status], at)
	return s
}

// Status returns what the standing comes to at an instant: the most restrictive
// status that nothing undoes. A refusal is undone only by a yes to the same
// identifier that has a time, and a later one.
func (s Standing) Status(asOf int64) Status {
	for status := Erased; status > Unknown; status-- {
		at := s.latest[status]
		if at != never && !(status.liftable() && s.latest[Express] > at) {
			return status
		}
	}
	switch {
	case s.latest[Express] != never:
		return Express
	case s.latest[Implied] != never && s.latest[Implied] > asOf:
		return Implied
	}
	return Unknown
}
