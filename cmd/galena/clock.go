package main

import (
	"fmt"
	"time"

	"galena/internal/term"
)

// clock returns the instant that every rule takes for now.
func (p *plan) clock(today time.Time) time.Time {
	if p.AsOf.IsZero() {
		return today.UTC().Truncate(24 * time.Hour)
	}
	return p.AsOf.Time
}

// ahead warns of an as_of that the calendar has not reached anywhere: rules would
// take everything for old. It is "" for any other. No rule asks for today.
func (p *plan) ahead(today time.Time) string {
	days := (p.AsOf.Unix() - today.Unix()) / (24 * 60 * 60) // a time.Duration ends at 292 years
	if p.AsOf.IsZero() || days < 1 {
		return ""
	}
	return fmt.Sprintf("as_of %s is %s days in the future: by then events have faded and what waits has expired", p.AsOf, term.Count(days))
}

// checkClock refuses an as_of that can only be a slip where a state would remember
// it: what it lets expire does not come back.
func (p *plan) checkClock(today time.Time) error {
	if warning := p.ahead(today); p.State != "" && warning != "" && p.AsOf.After(today.AddDate(1, 0, 0)) {
		return usagef("%s, and the state %s would not get it back; correct as_of, or try it without a state: --state ''", warning, p.State)
	}
	return nil
}
