package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"galena/dedupe"
	"galena/internal/provenance"
)

// leadAnswer says why some records are one lead.
type leadAnswer struct {
	RunID   string   `json:"run_id"`
	Lead    string   `json:"lead_id"`
	Asked   string   `json:"asked,omitempty"` // the record that the user named
	Notes   []string `json:"notes,omitempty"`
	Records []member `json:"records"`
	// Joins hold the records together, the strongest first. For a large lead, the
	// strongest are left out; Stronger counts them.
	Joins    []dedupe.Join `json:"joins,omitempty"`
	Stronger int           `json:"stronger_joins,omitempty"`
	// Weakest describes the last of Joins.
	Weakest *weakest `json:"weakest,omitempty"`
	// Values are those that survived. They have no origin if the input cannot be read.
	Values []dedupe.Origin   `json:"values"`
	Result map[string]string `json:"result"` // columns made by the stages after dedupe
	Score  []scoreLine       `json:"score_lines"`
	// Found are the values that files and providers added.
	Found []foundValue `json:"enrichment,omitempty"`
	// Consent is everything that was said about contacting the lead.
	Consent []consentLine `json:"consent,omitempty"`
}

type weakest struct {
	Threshold float64 `json:"threshold"`
	// Doubts are changes that would have brought the join below the threshold.
	Doubts []dedupe.Doubt `json:"doubts"`
	// Support is the number of other pairs that would hold its two sides together.
	Support int `json:"support"`
}

// scoreLine is a line of score_lines.
type scoreLine struct {
	Score    string  `json:"score"`
	Rule     string  `json:"rule"`
	Points   float64 `json:"points"`
	Evidence string  `json:"evidence"`
}

// foundValue is a row of enrichment.parquet.
type foundValue struct {
	Field      string `json:"field"`
	Source     string `json:"source"`
	Method     string `json:"method"`
	ObservedAt string `json:"observed_at,omitempty"`
	Confidence string `json:"confidence,omitempty"`
	Cost       string `json:"cost,omitempty"`
	// Replaced is the hash of the value that was replaced.
	Replaced string `json:"replaced_hash,omitempty"`
}

// resultColumns are the columns of a lead that say what became of it.
var resultColumns = []string{
	"lead_id", "lead_kind", "person_key", "merge_confidence", "score", "fit_score", "engagement_score", "probability", "grade", "tier", "tier_reason",
	"lifecycle_stage", "channel", "motion", "bant_evidence", "next_action", "next_reason", "assigned_owner", "contactable_email", "contactable_email_reason",
	"contactable_phone", "contactable_phone_reason", "contactable_sms", "contactable_sms_reason",
	"contactable_mail", "contactable_mail_reason", "contactable_ads", "contactable_ads_reason", "refused_purposes",
}

func (w *why) lead(ctx context.Context, arg string) (*leadAnswer, error) {
	subjects, members, err := w.find(ctx, arg)
	if err != nil {
		return nil, err
	}
	a := &leadAnswer{RunID: w.run.RunID, Lead: subjects[0].lead, Records: members}
	if r := subjects[0].record; r != nil {
		a.Asked = r.name()
	}
	q, notes, err := w.inquire(ctx, members)
	if err != nil {
		return nil, err
	}
	a.Notes = notes
	if q != nil {
		places := placesOf(members, a.Lead)
		a.Joins, a.Stronger = q.Joins(places)
		a.Values = q.Origins(places)
		if n := len(a.Joins); n > 0 {
			a.Weakest = &weakest{q.Threshold(), q.Doubts(a.Joins[n-1]), q.Support(places)}
		}
	}
	if err := w.addResult(ctx, a); err != nil {
		return nil, err
	}
	if err := w.addConsent(ctx, a); err != nil {
		return nil, err
	}
	if err := w.addFound(ctx, a); err != nil {
		return nil, err
	}
	return a, w.addScore(ctx, a)
}

// addFound reads the origin of values that come from no record. Values has the origin of
// the others.
func (w *why) addFound(ctx context.Context, a *leadAnswer) error {
	columns := []string{"lead_id", "field", "source", "method", "observed_at", "confidence", "cost", "replaced_hash"}
	return w.run.each(ctx, "enrichment", columns, func(in rows, i int) {
		if in.cell("lead_id", i) == a.Lead && in.cell("method", i) != provenance.Source {
			a.Found = append(a.Found, foundValue{
				in.cell("field", i), in.cell("source", i), in.cell("method", i), in.cell("observed_at", i), in.cell("confidence", i), in.cell("cost", i),
				in.cell("replaced_hash", i),
			})
		}
	})
}

// addResult reads the lead's row in leads. If the input cannot be read, Values comes from
// there too.
func (w *why) addResult(ctx context.Context, a *leadAnswer) error {
	columns := resultColumns
	if a.Values == nil {
		columns = nil
	}
	a.Result = map[string]string{}
	return w.run.each(ctx, "leads", columns, func(in rows, i int) {
		if in.cell("lead_id", i) != a.Lead {
			return
		}
		for _, name := range in.names {
			value := in.cell(name, i)
			switch {
			case value == "" || name == "lead_id":
			case slices.Contains(resultColumns, name):
				a.Result[name] = value
			default:
				a.Values = append(a.Values, dedupe.Origin{Column: name, Value: value})
			}
		}
	})
}

func (w *why) addScore(ctx context.Context, a *leadAnswer) error {
	var unreadable error
	err := w.run.each(ctx, "score_lines", []string{"lead_id", "score", "rule", "points", "evidence"}, func(in rows, i int) {
		if in.cell("lead_id", i) == a.Lead {
			points, err := strconv.ParseFloat(in.cell("points", i), 64)
			unreadable = cmp.Or(unreadable, err)
			a.Score = append(a.Score, scoreLine{in.cell("score", i), in.cell("rule", i), points, in.cell("evidence", i)})
		}
	})
	return cmp.Or(err, unreadable)
}

// pairAnswer says why two records, or the records of two leads, are or are not one
// lead.
type pairAnswer struct {
	RunID     string         `json:"run_id"`
	Leads     []string       `json:"leads"` // one if both are in the same lead
	Notes     []string       `json:"notes,omitempty"`
	OnePerson bool           `json:"one_person,omitempty"` // two leads of one person, but of different kinds
	Threshold float64        `json:"threshold,omitempty"`
	Join      *dedupe.Join   `json:"join,omitempty"` // the pair itself; for two leads, the likeliest pair between them
	Doubts    []dedupe.Doubt `json:"doubts,omitempty"`
	// Path is the chain of joins that holds the two together within their lead.
	Path []dedupe.Join `json:"path,omitempty"`
}

func (w *why) pair(ctx context.Context, a, b string) (*pairAnswer, error) {
	subjects, members, err := w.find(ctx, a, b)
	if err != nil {
		return nil, err
	}
	x, y := subjects[0], subjects[1]
	one := x.lead == y.lead
	if one && (x.record == nil || y.record == nil || x.record.Place == y.record.Place) {
		return nil, usagef("both are of one lead; name two records of it, or ask why of one")
	}
	out := &pairAnswer{RunID: w.run.RunID, Leads: slices.Compact([]string{x.lead, y.lead})}
	if out.OnePerson, err = w.onePerson(ctx, x.lead, y.lead); err != nil {
		return nil, err
	}
	q, notes, err := w.inquire(ctx, members)
	out.Notes = notes
	if err != nil || q == nil {
		return out, err
	}
	out.Threshold = q.Threshold()
	join, ok := q.Closest(x.places(members), y.places(members))
	if !ok {
		return out, nil
	}
	out.Join, out.Doubts = &join, q.Doubts(join)
	if one {
		out.Path = q.Path(placesOf(members, x.lead), x.record.Place, y.record.Place)
	}
	return out, nil
}

// onePerson reports whether two leads are the same person.
func (w *why) onePerson(ctx context.Context, a, b string) (bool, error) {
	keys := map[string]string{}
	err := w.run.each(ctx, "leads", []string{"lead_id", "person_key"}, func(in rows, i int) {
		if id := in.cell("lead_id", i); id == a || id == b {
			keys[id] = in.cell("person_key", i)
		}
	})
	return a != b && keys[a] != "" && keys[a] == keys[b], err
}

func (s subject) places(members []member) []dedupe.Place {
	if s.record != nil {
		return []dedupe.Place{s.record.Place}
	}
	return placesOf(members, s.lead)
}
