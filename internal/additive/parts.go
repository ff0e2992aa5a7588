package additive

import (
	"math"
	"strings"
	"time"

	"galena/internal/contact"
)

// Part says which part of a cell a field reads.
type Part string

// These are the parts. Times of day are in UTC.
const (
	Whole      Part = "" // the whole value
	Hour       Part = "hour"
	Weekday    Part = "weekday"
	MonthDay   Part = "day of month"
	QuarterEnd Part = "days to quarter end"
	Month      Part = "month"
	DaysFrom   Part = "days from" // days since the date in another column
	Says       Part = "says"      // whether a text has a given word
	WordCount  Part = "words"     // number of words in a text
)

// calendarPart is a part of a date that recurs after a cycle of days.
type calendarPart struct {
	part  Part
	kind  Kind
	cycle int // in days
}

// calendarParts are offered where the dates of a column span one and a half cycles. With
// fewer, a month seen in only one year stands for that time, not for the season.
var calendarParts = [...]calendarPart{
	{Hour, Number, 1}, {Weekday, Category, 7}, {MonthDay, Number, 31}, {QuarterEnd, Number, 92}, {Month, Category, 366},
}

const (
	dayMicros = 86_400e6
	noTime    = math.MinInt64
)

// dayOf returns the day of an instant, counted from 1970.
func dayOf(micros int64) float64 { return math.Floor(float64(micros) / dayMicros) }

// number returns the part of an instant as a number; for a category, the index of its name.
func (p Part) number(micros int64) float64 {
	at := time.UnixMicro(micros).UTC()
	switch p {
	case Hour:
		return float64(at.Hour())
	case Weekday:
		return float64(at.Weekday())
	case MonthDay:
		return float64(at.Day())
	case QuarterEnd:
		next := time.Date(at.Year(), (at.Month()-1)/3*3+4, 1, 0, 0, 0, 0, time.UTC)
		return dayOf(next.UnixMicro()) - dayOf(micros) - 1
	case Month:
		return float64(at.Month())
	}
	return dayOf(micros)
}

// name returns the name of a value of a part that is a category.
func (p Part) name(value float64) string {
	if p == Month {
		return strings.ToLower(time.Month(value).String())
	}
	return strings.ToLower(time.Weekday(value).String())
}

// binOfTime returns the bin of an instant.
func (f *Field) binOfTime(micros int64) uint8 {
	value := f.Part.number(micros)
	if f.Kind == Category {
		return f.binOfValue(f.Part.name(value))
	}
	return f.binOfNumber(value)
}

// instant reads a date or a time. A bare number is neither.
func instant(cell string, order contact.DateOrder) (micros int64, ok bool) {
	if len(cell) < 6 || !strings.ContainsAny(cell, "-/. :") || !strings.ContainsAny(cell, "0123456789") {
		return 0, false
	}
	micros, _, problem := contact.ParseTime(cell, order)
	return micros, problem == ""
}

// Named returns the field with its Name set from its column and part.
func (f Field) Named() Field {
	switch f.Part {
	case Whole:
		f.Name = f.Column
	case DaysFrom:
		f.Name = "days from " + f.Of + " to " + f.Column
	case Says:
		f.Name = f.Column + " says " + f.Of
	default:
		f.Name = f.Column + " " + string(f.Part)
	}
	return f
}

// offer is a field that is learnt from only if it pays.
type offer struct {
	field Field
	bins  []uint8
}

// calendar offers the calendar parts of a column of dates.
func (v *values) calendar(name string) []offer {
	first, last, timed := int64(math.MaxInt64), int64(noTime), 0
	for _, at := range v.at {
		if at != noTime {
			first, last = min(first, at), max(last, at)
			timed += truth(Hour.number(at) != 0)
		}
	}
	var out []offer
	for _, part := range calendarParts {
		if float64(last)-float64(first) < 1.5*dayMicros*float64(part.cycle) || part.part == Hour && 2*timed < v.dates {
			continue
		}
		field := Field{Column: name, Part: part.part, Kind: part.kind, Order: v.order}.Named()
		numbers := make([]float64, len(v.at))
		for row, at := range v.at {
			if numbers[row] = math.NaN(); at != noTime {
				numbers[row] = part.part.number(at)
			}
		}
		var bins []uint8
		if part.kind == Category {
			bins = field.cutNamed(numbers)
		} else {
			bins = field.cutInto(numbers)
		}
		out = append(out, offer{field, bins})
	}
	return out
}

// cutNamed is cutInto for a part whose values have names.
func (f *Field) cutNamed(numbers []float64) []uint8 {
	var rows [namedValues]int
	for _, x := range numbers {
		if !math.IsNaN(x) {
			rows[int(x)]++
		}
	}
	counts := map[string]int{}
	for value, count := range rows {
		if count > 0 {
			counts[f.Part.name(float64(value))] = count
		}
	}
	f.Values = cutCategory(counts, len(numbers))
	var binOf [namedValues]uint8
	for value, count := range rows {
		if count > 0 {
			binOf[value] = f.binOfValue(f.Part.name(float64(value)))
		}
	}
	bins := make([]uint8, len(numbers))
	for row, x := range numbers {
		if !math.IsNaN(x) {
			bins[row] = binOf[int(x)]
		}
	}
	return bins
}

// namedValues exceeds every number that a part with named values has, that is, 12 for
// December.
const namedValues = 13

// mostDates is the maximum number of columns of dates between which intervals are offered.
const mostDates = 6

// intervals offers the days between the dates of two columns: an age that does not depend
// on when it was measured.
func intervals(made []*cut, rows int) []offer {
	var dates []*cut
	for _, c := range made {
		if c.at != nil && len(dates) < mostDates {
			dates = append(dates, c)
		}
	}
	var out []offer
	for i, from := range dates {
		for _, to := range dates[i+1:] {
			from, to := inOrder(from, to)
			field := Field{Column: to.name, Of: from.name, Part: DaysFrom, Kind: Number, Order: to.order, OfOrder: from.order}.Named()
			days := make([]float64, rows)
			for row := range days {
				if days[row] = math.NaN(); from.at[row] != noTime && to.at[row] != noTime {
					days[row] = dayOf(to.at[row]) - dayOf(from.at[row])
				}
			}
			bins := field.cutInto(days)
			out = append(out, offer{field, bins})
		}
	}
	return out
}

// inOrder returns two columns of dates with the one that is usually earlier first.
func inOrder(a, b *cut) (first, second *cut) {
	before := 0
	for row, at := range a.at {
		if other := b.at[row]; at != noTime && other != noTime {
			before += truth(at < other) - truth(at > other)
		}
	}
	if before < 0 {
		return b, a
	}
	return a, b
}

// Reads returns the columns that the field is read from.
func (f *Field) Reads() []string {
	if f.Part == DaysFrom {
		return []string{f.Column, f.Of}
	}
	return []string{f.Column}
}

// PartFits reports whether the part is known and fits the kind of the field.
func (f *Field) PartFits() bool {
	switch f.Part {
	case Whole:
		return f.Of == ""
	case Hour, MonthDay, QuarterEnd, WordCount:
		return f.Kind == Number && f.Of == ""
	case Weekday, Month:
		return f.Kind == Category && f.Of == ""
	case DaysFrom:
		return f.Kind == Number && f.Of != ""
	case Says:
		return f.Kind == Truth && f.Of != ""
	}
	return false
}
