package dedupe

import (
	"strings"
	"time"

	"galena/internal/contact"
)

// recordedTimes tells times of records, such as visits and orders, from dates of
// people. Instants and times of day belong to records, and so do days that all lie
// within a few years. Days of birth do not.
type recordedTimes struct {
	times, days int
	first, last int // year
}

// yearsOfRecords is the most years that the records of a file span.
const yearsOfRecords = 20

func (r *recordedTimes) add(value string) {
	if isTimeOfDay(value) {
		r.times++
		return
	}
	micros, dateOnly, problem := contact.ParseTime(value, contact.OrderDMY)
	if problem != "" {
		micros, dateOnly, problem = contact.ParseTime(value, contact.OrderMDY)
	}
	switch {
	case problem != "":
	case !dateOnly:
		r.times++
	default:
		year := time.UnixMicro(micros).UTC().Year()
		if r.days == 0 {
			r.first, r.last = year, year
		}
		r.first, r.last = min(r.first, year), max(r.last, year)
		r.days++
	}
}

// most reports whether nearly all of so many values are times of records.
func (r *recordedTimes) most(values int) bool {
	days := r.days
	if r.last-r.first > yearsOfRecords {
		days = 0
	}
	return 10*max(r.times, days) > 9*values
}

// isTimeOfDay reports whether a value is hours and minutes, with or without
// seconds.
func isTimeOfDay(value string) bool {
	hours, minutes, found := strings.Cut(value, ":")
	return found && len(hours) > 0 && len(hours) < 3 && len(minutes) >= 2 && len(minutes) < 7 && strings.Trim(hours+minutes, "0123456789:") == ""
}
