package export

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// purposeInternal is the purpose of files that are not used to contact anybody.
const purposeInternal = "internal"

// isAudience reports whether the people in the file will be contacted.
func (a *Also) isAudience() bool { return a.Purpose != purposeInternal }

// contactable returns the column of leads that says whether they may be contacted.
func (a *Also) contactable() string { return "contactable_" + a.Channel }

// audience decides which leads may be in a file used to contact people.
type audience struct {
	channel consent.Channel
	column  string
	refusal string // entry in refused_purposes of those who refuse this part of marketing
}

// newAudience returns nil for a file that is not for contacting people.
func newAudience(a *Also) *audience {
	if !a.isAudience() {
		return nil
	}
	channel, _ := consent.ChannelByName(a.Channel)
	return &audience{channel: channel, column: a.contactable(), refusal: a.Purpose + "/" + a.Channel}
}

// admits returns whether the lead in a row may be in the file. Unknown is not yes.
func (a *audience) admits(leads column.Table) func(row int) bool {
	answers, _ := leads.Column(a.column).(*column.Bool)
	refused := leads.Text("refused_purposes")
	return func(row int) bool {
		if answers == nil || answers.IsNull(row) || !answers.Value(row) {
			return false
		}
		return refused == nil || refused.IsNull(row) || !slices.Contains(strings.Split(refused.Value(row), contact.ListSeparator), a.refusal)
	}
}

// LeftOut counts the leads that a file for contacting people would have held, but which may
// not be contacted.
type LeftOut struct {
	File    string `json:"file"`
	Channel string `json:"channel"`
	Leads   int64  `json:"leads"`
}

// LeftOut returns the counts of all such files, once all leads are written.
func (s *Sink) LeftOut() (out []LeftOut) {
	for _, e := range s.extras {
		if e.audience != nil {
			out = append(out, LeftOut{e.name, e.audience.channel.String(), e.refused})
		}
	}
	return out
}

// Guard sets the last check that leads pass before they are written. Without a gate nothing
// is checked.
func (s *Sink) Guard(gate *consent.Gate) { s.gate = gate }

// guard checks leads against the evidence that is written beside them.
func (s *Sink) guard(leads, evidence column.Table) (*consent.Leads, error) {
	if s.gate == nil {
		return nil, nil
	}
	before := s.gate.Leads(leads, evidence)
	return before, before.Check()
}

// guardAudience checks once more, independently of audience, that the leads about to be
// written to a file may be contacted.
func (e *extra) guardAudience(before *consent.Leads, refs []column.Ref, all bool, rows int) error {
	if before == nil || e.audience == nil {
		return nil
	}
	if all {
		for row := range rows {
			if err := before.CheckOne(row, e.audience.channel); err != nil {
				return err
			}
		}
		return nil
	}
	for _, ref := range refs {
		if err := before.CheckOne(int(ref.Row), e.audience.channel); err != nil {
			return err
		}
	}
	return nil
}
