package main

import (
	"fmt"
	"time"

	"galena/internal/term"
)

// clock returns the instant that every rule uses as the present.
func (p *plan) clock(today time.Time) time.Time {
	if p.AsOf.IsZero() {
		return today.UTC().Truncate(24 * time.Hour)
	}
	return p.AsOf.Time
}

// ahead returns a warning if as_of is in the future everywhere on earth, where rules
// would take everything for old, else "". It compares with today because no rule does.
func (p *plan) ahead(today time.Time) string {
	days := (p.AsOf.Unix() - today.Unix()) / (24 * 60 * 60) // a time.Duration cannot exceed 292 years
	if p.AsOf.IsZero() || days < 1 {
		return ""
	}
	return fmt.Sprintf("as_of %s is %s days in the future: by then events have faded and what waits has expired", p.AsOf, term.Count(days))
}

// checkClock refuses an as_of so far ahead that it must be a slip, if the run has a
// state: what the state lets expire does not come back.
func (p *plan) checkClock(today time.Time) error {
	if warning := p.ahead(today); p.State != "" && warning != "" && p.AsOf.After(today.AddDate(1, 0, 0)) {
		return usagef("%s, and the state %s would not get it back; correct as_of, or try it without a state: --state ''", warning, p.State)
	}
	return nil
}
