package consent

import "math"

// Special values for instants, which are microseconds since 1970.
const (
	// Undated is the time of evidence without one. A refusal without a time counts as
	// later than any permission; a permission without one counts as earlier than any
	// refusal.
	Undated int64 = math.MinInt64
	never   int64 = math.MinInt64 // there is no such evidence
	ever    int64 = math.MinInt64 + 1
)

// Standing is what all evidence on one identifier says, for one channel and purpose. The
// zero value is not ready for use: see Nothing.
type Standing struct {
	// latest holds the time of the last evidence of each status; for Implied, when the
	// last permission expires.
	latest [statuses]int64
}

// Nothing returns the Standing of an identifier without evidence, the neutral element of
// Join.
func Nothing() Standing {
	var s Standing
	for i := range s.latest {
		s.latest[i] = never
	}
	return s
}

// With returns the standing with one more piece of evidence. at is when it was given, or
// Undated; for Implied it is when the permission expires.
func (s Standing) With(status Status, at int64) Standing {
	if at == Undated {
		if at = math.MaxInt64; status < Unknown {
			at = ever
		}
	}
	s.latest[status] = max(s.latest[status], at)
	return s
}

// Status returns the status at an instant: the most restrictive one that nothing undoes.
// Only a later yes to the same identifier undoes a refusal, and only if it has a time.
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
