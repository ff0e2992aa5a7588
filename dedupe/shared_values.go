package dedupe

import (
	"galena/internal/match"
	"galena/internal/pipeline"
)

// codeSharedByMany is noted of a field whose values as many records have as
// no thing of its kind should: a placeholder, a switchboard, a default.
const codeSharedByMany = "value_shared_by_many"

// usualShare is the largest share of all records that may have one value of a
// kind before that is noted. Kinds that are not here, such as cities and job
// titles, are shared by nature.
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

// manyRecords is how many records are not many, whatever share they are.
const manyRecords = 100

// sharedByMany notes, by field, how many records hold a value that too many
// have. Such values weigh next to nothing in matching, so that nobody is joined
// by one of them alone.
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
