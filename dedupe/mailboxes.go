package dedupe

import (
	"slices"

	"galena/internal/match"
)

// markShared tells the fields of e-mail addresses which of them people of different given
// names have.
func markShared(fields []match.Field) {
	given := slices.IndexFunc(fields, func(f match.Field) bool { return f.Kind == match.GivenName })
	if given < 0 {
		return
	}
	names := &fields[given]
	for i := range fields {
		f := &fields[i]
		if f.Kind != match.Email {
			continue
		}
		var holders []match.Holder
		for record, code := range f.Codes {
			if name := names.Codes[record]; name != 0 && code != 0 && f.Values.Count(code) > 1 {
				holders = append(holders, match.Holder{Value: code, Given: name})
			}
		}
		f.Shared = match.Shared(f.Values, names.Values, holders)
	}
}

// markShared does what markShared does in the run, for the addresses of the records asked
// about. All records count.
func (q *Inquiry) markShared(model *match.Model) {
	given := slices.IndexFunc(model.Fields, func(f match.FieldModel) bool { return f.Kind == match.GivenName })
	if given < 0 {
		return
	}
	for i := range q.input.Fields {
		f := &q.input.Fields[i]
		if f.Kind != match.Email {
			continue
		}
		asked, has := match.NewDictionaryBuilder(f.Values.Len()), map[int]uint32{}
		for code := 1; code < f.Values.Len(); code++ {
			asked.Code(f.Values.Value(uint32(code)))
		}
		for record, value := range q.store.values(q.candidate(model.Fields[i])) {
			if code := asked.Find(value); code != 0 {
				has[record] = code
			}
		}
		names, holders := match.NewDictionaryBuilder(len(has)), []match.Holder(nil)
		for record, name := range q.store.values(q.candidate(model.Fields[given])) {
			if code := has[record]; code != 0 {
				holders = append(holders, match.Holder{Value: code, Given: names.Code(name)})
			}
		}
		f.Shared = match.Shared(f.Values, names.Build(), holders)
	}
}
