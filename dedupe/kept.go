package dedupe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/match"
)

// Kept is what matching knows about the last run, so that a run with little new
// data compares little. The zero value is that of the first run.
type Kept struct {
	learnt learnt
	known  *match.Known // nil: nothing is known
	// broken says why what was read is of no use; "" if it is of use.
	broken string
}

// learnt says when and on what the model was trained.
type learnt struct {
	on               column.Days
	records, changed int64 // records at that time, and changes of records since
	basis            basis
	fields           []FieldSummary
}

// basis is what a model is valid for. On another basis it is trained anew.
type basis struct{ galena, config, columns string }

// keeping is the part of a Deduper that remembers from run to run how records were
// compared. The zero value remembers nothing.
type keeping struct {
	on         bool
	past       *Kept
	galena     string
	compareAll bool
	next       *Kept  // set once records have been matched
	why        string // why the model was trained in this run; "" if it was not
}

// Recall makes Gather use what an earlier run found about records that have not
// changed since, and keep what it finds for the next run. Findings of another
// version of the program are not used. With compareAll it compares all pairs again,
// by the kept model; the leads are the same. Prepare calls read.
func (d *Deduper) Recall(read func(context.Context) (*Kept, error), version string, compareAll bool) {
	d.past.kept = read
	d.keeping = keeping{on: d.labels == nil, galena: version, compareAll: compareAll}
}

// recall returns what the last run left, or nil and the reason why that is not
// valid any more.
func (k *keeping) recall(records int64, now basis, c Config) (known *match.Known, why string) {
	if !k.on {
		return nil, ""
	}
	then, retrain := k.past.learnt, float64(c.Retrain)
	changed := max(then.changed, records-then.records, then.records-records)
	switch {
	case k.past.broken != "":
		return nil, k.past.broken
	case k.past.known == nil:
		return nil, "no run before has left a model"
	case then.basis.galena != now.galena:
		return nil, "galena is another version"
	case then.basis.config != now.config:
		return nil, "the configuration of dedupe has changed"
	case then.basis.columns != now.columns:
		return nil, "the columns have changed"
	case retrain == 0:
		return nil, "dedupe.retrain is 0%"
	case float64(changed) > retrain*float64(then.records):
		return nil, fmt.Sprintf("%d records have changed since the model was trained on %d (dedupe.retrain)", changed, then.records)
	}
	return k.past.known, ""
}

// basis returns the basis of tonight's model.
func (d *Deduper) basis(s *store) basis {
	c := d.config
	c.Retrain, c.ReviewRows, c.Survivorship, c.Links = 0, 0, nil, "" // none of these affects how records are compared
	candidates := s.candidates(c.entity())
	if len(c.Fields) > 0 {
		candidates = c.candidates()
	}
	columns := sha256.New()
	for _, c := range candidates {
		fmt.Fprintln(columns, c.name, c.kind, c.group, c.keyed)
	}
	of := config.Hash(c)
	if d.pinned != nil {
		of += " " + d.pinnedAs
	}
	return basis{fmt.Sprint(d.keeping.galena, " comparisons ", match.Comparisons), of, hex.EncodeToString(columns.Sum(nil))}
}

// take stores what a match has left.
func (k *keeping) take(result match.Result, now basis, fields []FieldSummary, records int64) {
	if !k.on || result.Known == nil {
		return
	}
	if k.why == "" && !result.Recalled {
		k.why = "what the last run has left is not for these columns"
	}
	k.next = &Kept{known: result.Known, learnt: learnt{records: records, basis: now, fields: fields}}
	if k.why == "" {
		then := k.past.learnt
		k.next.learnt.on, k.next.learnt.records = then.on, then.records
		k.next.learnt.changed = then.changed + int64(result.Report.Changed)
	}
}

// Kept returns the tables by which the next run recognizes records that have not
// changed, once Gather has returned. There are none if nothing was matched.
func (d *Deduper) Kept(asOf time.Time) []StateTable {
	k := d.keeping.next
	if k == nil {
		return nil
	}
	if d.keeping.why != "" {
		k.learnt.on = column.Days(asOf.Unix() / (24 * 60 * 60))
	}
	return k.tables(d.keeping.past.known)
}

// Learning says by which model the records of a run with a state were matched.
type Learning struct {
	TrainedOn string `json:"trained_on,omitempty"` // as_of of the run that trained it, if that was an earlier one
	Trained   string `json:"trained,omitempty"`    // why this run trained it
}

// learning returns the Learning of the run; nil without a state.
func (k *keeping) learning() *Learning {
	switch {
	case !k.on:
		return nil
	case k.why != "":
		return &Learning{Trained: k.why}
	}
	return &Learning{TrainedOn: k.past.learnt.on.ToTime().Format(time.DateOnly)}
}
