package score

import (
	"fmt"
	"slices"

	"galena/internal/column"
)

// Features are columns made of a lead's events, from which a probability may be learnt: for
// each class, how many events there are within some days, and how many days ago the latest was.
// They are made for the model alone and are not written. They count events up to the stage's
// instant, which is a past day when a model is learnt and as_of when leads are scored.

// counted are the classes of events with such columns. Outcomes have none: they are what is to
// be predicted.
var counted = [...]class{passive, active, intent, negative}

var classNames = [...]string{passive: "passive", active: "active", intent: "intent", negative: "negative", outcome: "outcome"}

func (c class) String() string { return classNames[c] }

// spans are the periods, in days, within which events are counted.
var spans = [...]int64{7, 30, 90}

// feature is one of the columns: the number of events of a class within a span, or for a span
// of 0 the days since the latest of them.
type feature struct {
	class class
	span  int64
}

func (f feature) String() string {
	if f.span == 0 {
		return "days_since_" + f.class.String()
	}
	return fmt.Sprintf("%s_events_%d", f.class, f.span)
}

// features returns all of them.
func features() []feature {
	var out []feature
	for _, class := range counted {
		for _, span := range spans {
			out = append(out, feature{class, span})
		}
		out = append(out, feature{class, 0})
	}
	return out
}

// withFeatures adds the wanted features to leads whose events are in done, except those whose
// names the input has. If no events were supplied it adds none: nothing is known.
func (s *Stage) withFeatures(rows column.Table, done sightings, wanted []feature) column.Table {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(f feature) bool { return rows.Has(f.String()) })
	if s.store == nil || len(wanted) == 0 {
		return rows
	}
	builders := make([]*column.IntBuilder, len(wanted))
	for i := range builders {
		builders[i] = column.NewNumberBuilder[int64](rows.Rows())
	}
	filter, events := s.filter(), []event(nil)
	for row := range rows.Rows() {
		events = s.store.gather(done.of(row), events[:0])
		latestFirst(events)
		people, _ := filter.people(events)
		for i, f := range wanted {
			value, ok := f.of(people, s.kinds, s.asOf)
			builders[i].AppendIf(value, ok)
		}
	}
	for i, f := range wanted {
		rows = rows.With(f.String(), builders[i].Finish())
	}
	return rows
}

// of returns the value for a lead with those events, latest first and none of them after asOf.
// ok is false if f asks for the days since an event and there is none.
func (f feature) of(events []event, kinds []eventKind, asOf int64) (value int64, ok bool) {
	for _, e := range events {
		kind := &kinds[e.kind]
		if kind.class != f.class || kind.bot || kind.stage >= opportunity {
			continue // a late stage shows an outcome, even if the class does not
		}
		if f.span == 0 {
			return (asOf - e.at) / day, true
		}
		if asOf-e.at > f.span*day {
			break
		}
		value++
	}
	return value, f.span > 0
}
