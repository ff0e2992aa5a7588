package dedupe

import (
	"galena/internal/match"
	"galena/internal/pipeline"
)

// codeSharedByMany notes a field with a value that more records hold than any real
// value of its kind: a placeholder, a switchboard, a default.
const codeSharedByMany = "value_shared_by_many"

// usualShare is, by kind, the largest share of all records that may hold one value
// before that is noted. Kinds that are missing here, such as cities and job titles,
// are shared by nature.
var usualShare = map[match.Kind]float64{
	match.Email:      0.01,
	match.Phone:      0.01,
	match.Street:     0.1,
	match.Date:       0.1,
	match.FullName:   0.1,
	match.GivenName:  0.5,
	match.FamilyName: 0.5,
	match.Company:    0.5,
}

// manyRecords is the number of records below which a value is never shared by many,
// whatever their share.
const manyRecords = 100

// sharedByMany notes, by field, how many records hold a value that too many have.
// Such values weigh next to nothing in matching, so that none of them alone joins
// anybody.
func sharedByMany(fields []match.Field, records int) []pipeline.Note {
	var notes []pipeline.Note
	for _, f := range fields {
		share, identifies := usualShare[f.Kind]
		if !identifies {
			continue
		}
		note := pipeline.Note{Stage: "dedupe", Field: f.Name, Code: codeSharedByMany}
		for code := 1; code < f.Values.Len(); code++ {
			if holders := f.Values.Count(uint32(code)); holders >= manyRecords && float64(holders) > share*float64(records) {
				note.Count += int64(holders)
			}
		}
		if note.Count > 0 {
			notes = append(notes, note)
		}
	}
	return notes
}
