package report

import (
	"context"
	"strconv"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// Leads counts the leads of a run.
type Leads struct {
	Count       int64            `json:"count"`
	Merged      int64            `json:"merged"` // leads of more than one record
	Tiers       map[string]int64 `json:"tiers,omitempty"`
	Stages      map[string]int64 `json:"stages,omitempty"`      // by lifecycle_stage
	Channels    map[string]int64 `json:"channels,omitempty"`    // by channel; unknown channels are not counted
	Contactable map[string]int64 `json:"contactable,omitempty"` // email: yes, no, unknown
	Unasked     int64            `json:"unasked,omitempty"`     // of those that may not be e-mailed: no evidence, where a yes is required
	Grades      map[string]int64 `json:"grades,omitempty"`      // by grade
	Records     map[string]int64 `json:"records,omitempty"`     // by number of records: 1, 2 ... 10+
	Filled      map[string]int64 `json:"filled,omitempty"`      // leads with a value, by column
	Newest      *time.Time       `json:"newest,omitempty"`      // the latest updated_at or last_active_at
}

// Tally is a Sink that counts the leads on their way to another Sink.
type Tally struct {
	pipeline.Sink
	Leads Leads
}

// Write implements pipeline.Sink.
func (t *Tally) Write(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	t.count(b.Rows)
	return t.Sink.Write(ctx, workers, b)
}

func (t *Tally) count(rows column.Table) {
	t.Leads.Count += int64(rows.Rows())
	if counts, ok := rows.Column("record_count").(*column.Int); ok {
		t.countRecords(counts.Int64Values())
	}
	countWords(&t.Leads.Tiers, rows.Text("tier"))
	countWords(&t.Leads.Grades, rows.Text("grade"))
	if rows.Has("tier") { // else the stage is merely copied from the source
		countWords(&t.Leads.Stages, rows.Text("lifecycle_stage"))
		countWords(&t.Leads.Channels, rows.Text("channel"))
	}
	for i, name := range rows.Names() {
		values := rows.At(i)
		increment(&t.Leads.Filled, name, int64(values.Len()-values.NullN()))
	}
	t.newest(rows, "updated_at", "last_active_at")
	if contactable, ok := rows.Column("contactable_email").(*column.Bool); ok {
		var yes, no int64
		for i := range contactable.Len() {
			switch {
			case contactable.IsNull(i):
			case contactable.Value(i):
				yes++
			default:
				no++
			}
		}
		increment(&t.Leads.Contactable, "yes", yes)
		increment(&t.Leads.Contactable, "no", no)
		increment(&t.Leads.Contactable, "unknown", int64(contactable.NullN()))
	}
	t.unasked(rows.Text("contactable_email_reason"))
}

// unasked counts the leads whose silence counts as a no, going by the reasons.
func (t *Tally) unasked(reasons *column.Text) {
	if reasons == nil {
		return
	}
	for i := range reasons.Len() {
		if strings.HasPrefix(reasons.Value(i), "unknown:") {
			t.Leads.Unasked++
		}
	}
}

// countRecords counts leads by the numbers of their records.
func (t *Tally) countRecords(numbers []int64) {
	var leads [manyRecords + 1]int64
	for _, n := range numbers {
		leads[min(n, manyRecords)]++
	}
	for n, count := range leads {
		if n > 1 {
			t.Leads.Merged += count
		}
		if count > 0 {
			increment(&t.Leads.Records, recordsWord(int64(n)), count)
		}
	}
}

// manyRecords is the number of records from which leads are counted as one group.
const manyRecords = 10

// recordsWord returns the key under which a number of records is counted.
func recordsWord(n int64) string {
	if n >= manyRecords {
		return strconv.Itoa(manyRecords) + "+"
	}
	return strconv.FormatInt(n, 10)
}

// newest keeps the latest instant of some columns.
func (t *Tally) newest(rows column.Table, names ...string) {
	for _, name := range names {
		times, ok := rows.Column(name).(*column.Time)
		if !ok {
			continue
		}
		newest, found := column.Micros(0), false
		for i, value := range times.TimestampValues() {
			if (!found || value > newest) && times.IsValid(i) {
				newest, found = value, true
			}
		}
		if at := time.UnixMicro(int64(newest)).UTC(); found && (t.Leads.Newest == nil || at.After(*t.Leads.Newest)) {
			t.Leads.Newest = &at
		}
	}
}

// countWords counts the values of a column, which may be nil. It counts the first few
// distinct values in a slice and adds each to the map once.
func countWords(counts *map[string]int64, words *column.Text) {
	if words == nil {
		return
	}
	var seen []wordCount
	for i := range words.Len() {
		if !words.IsValid(i) {
			continue
		}
		word := words.Value(i)
		at := 0
		for at < len(seen) && seen[at].word != word {
			at++
		}
		switch {
		case at < len(seen):
			seen[at].count++
		case len(seen) < fewWords:
			seen = append(seen, wordCount{word, 1})
		default:
			increment(counts, word, 1)
		}
	}
	for _, s := range seen {
		increment(counts, s.word, s.count)
	}
}

// fewWords is the number of words that can be searched faster than a map.
const fewWords = 12

type wordCount struct {
	word  string
	count int64
}

func increment(counts *map[string]int64, key string, by int64) {
	if *counts == nil {
		*counts = map[string]int64{}
	}
	(*counts)[key] += by
}
