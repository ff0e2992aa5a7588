package dedupe

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// microsPerDay turns instants into days.
const microsPerDay = 24 * 60 * 60 * 1_000_000

// dates reads a column of dates or instants into its type, in UTC. A value that
// cannot be read, could mean two days, or has a time of day that a date cannot
// hold, is kept as text in the raw column.
func (w *normalizing) dates(name string, kind contact.Kind) {
	switch w.in.Column(name).(type) {
	case *column.Time:
		if kind == contact.KindTimestamp {
			return
		}
	case *column.Date:
		if kind == contact.KindDate {
			return
		}
	}
	text := w.text(name)
	times := column.NewNumberBuilder[column.Micros](text.Len())
	raw := rewrite{in: column.Nulls(text.Len())}
	for i := range text.Len() {
		if empty(text, i) {
			times.AppendNull()
			raw.keep()
			continue
		}
		micros, _, problem := contact.ParseTime(text.Value(i), w.order)
		if problem != "" {
			w.note(name, problem, i)
			times.AppendNull()
			raw.fill(text.Value(i))
			continue
		}
		times.Append(column.Micros(micros))
		if kind == contact.KindDate && micros%microsPerDay != 0 {
			raw.fill(text.Value(i))
		} else {
			raw.keep()
		}
	}
	values := times.Finish()
	if kind == contact.KindDate {
		values = daysOf(values.(*column.Time))
	}
	w.rows = raw.into(w.rows.With(name, values), name+contact.SuffixRaw)
}

// daysOf returns the days of the instants.
func daysOf(times *column.Time) column.Array {
	days := column.NewNumberBuilder[column.Days](times.Len())
	for i := range times.Len() {
		if times.IsNull(i) {
			days.AppendNull()
			continue
		}
		micros := int64(times.Value(i))
		day := micros / microsPerDay
		if micros%microsPerDay < 0 { // before 1970 the division rounds up
			day--
		}
		days.Append(column.Days(day))
	}
	return days.Finish()
}

// bools reads a column of yes and no. Any other word becomes unknown, and is kept
// as text in the raw column.
func (w *normalizing) bools(name string) {
	if _, ok := w.in.Column(name).(*column.Bool); ok {
		return
	}
	text := w.text(name)
	var values column.BoolBuilder
	raw := rewrite{in: column.Nulls(text.Len())}
	for i := range text.Len() {
		if empty(text, i) {
			values.AppendNull()
			raw.keep()
			continue
		}
		value, ok := contact.ParseBool(text.Value(i))
		if !ok {
			w.note(name, "bool_unreadable", i)
			values.AppendNull()
			raw.fill(text.Value(i))
			continue
		}
		values.Append(value)
		raw.keep()
	}
	w.rows = raw.into(w.rows.With(name, values.Finish()), name+contact.SuffixRaw)
}

// numbers reads a column of numbers. A value that is no number, such as a range of
// employees, is kept as text in the raw column.
func (w *normalizing) numbers(name string, kind contact.Kind) {
	switch w.in.Column(name).(type) {
	case *column.Int:
		if kind == contact.KindInteger {
			return
		}
	case *column.Float:
		if kind == contact.KindNumber {
			return
		}
	}
	text := w.text(name)
	numbers := column.NewNumberBuilder[float64](text.Len())
	raw := rewrite{in: column.Nulls(text.Len())}
	for i := range text.Len() {
		if empty(text, i) {
			numbers.AppendNull()
			raw.keep()
			continue
		}
		value, ok := readNumber(text.Value(i), kind)
		if !ok {
			w.note(name, "number_unreadable", i)
			numbers.AppendNull()
			raw.fill(text.Value(i))
			continue
		}
		numbers.Append(value)
		raw.keep()
	}
	values := numbers.Finish()
	if kind == contact.KindInteger {
		values = integersOf(values.(*column.Float))
	}
	w.rows = raw.into(w.rows.With(name, values), name+contact.SuffixRaw)
}

func readNumber(text string, kind contact.Kind) (value float64, ok bool) {
	if kind == contact.KindInteger {
		var count int64
		count, ok = contact.ParseInteger(text)
		value = float64(count)
	} else {
		value, ok = contact.ParseNumber(text)
	}
	if !ok {
		return contact.ParseAmount(text)
	}
	return value, true
}

func integersOf(numbers *column.Float) column.Array {
	integers := column.NewNumberBuilder[int64](numbers.Len())
	for i := range numbers.Len() {
		if numbers.IsNull(i) {
			integers.AppendNull()
			continue
		}
		integers.Append(int64(numbers.Value(i)))
	}
	return integers.Finish()
}
