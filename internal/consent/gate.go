package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// Gate is the last check before leads are written. It shares no code with what decided
// whether a lead may be contacted: it compares that answer with the evidence table, and
// looks up the lead's own addresses in the lists. What it finds is a bug.
type Gate struct{ lists *Index }

// NewGate returns a gate; lists may be nil.
func NewGate(lists *Index) *Gate { return &Gate{lists} }

// Leads are leads to be checked by the gate.
type Leads struct {
	gate     *Gate
	rows     column.Table
	ids      *column.Text
	evidence map[leadChannel][]said
}

type leadChannel struct{ lead, channel string }

// said is a row of the table of evidence.
type said struct {
	identifier, status string
	at                 int64
	dated              bool
	stands             bool // from a list, or for all purposes: no yes lifts it
}

// Leads returns leads to check, with the table of their evidence.
func (g *Gate) Leads(rows, evidence column.Table) *Leads {
	l := &Leads{gate: g, rows: rows, ids: rows.Text("lead_id"), evidence: map[leadChannel][]said{}}
	if evidence.Rows() == 0 {
		return l
	}
	leads, channels := evidence.Text("lead_id"), evidence.Text("channel")
	identifiers, statuses := evidence.Text("identifier_sha256"), evidence.Text("status")
	purposes, times := evidence.Text("purpose"), evidence.Column("observed_at").(*column.Time)
	says, files := evidence.Text("evidence"), evidence.Text("file")
	for i := range evidence.Rows() {
		if purpose := purposes.Value(i); purpose != Marketing && purpose != AllPurposes {
			continue
		}
		s := said{identifier: identifiers.Value(i), status: statuses.Value(i), dated: times.IsValid(i)}
		s.stands = says.Value(i) == "list" && !files.IsNull(i) || purposes.Value(i) == AllPurposes
		if s.dated {
			s.at = int64(times.Value(i))
		}
		key := leadChannel{leads.Value(i), channels.Value(i)}
		l.evidence[key] = append(l.evidence[key], s)
	}
	return l
}

// Check returns an error if a lead is marked contactable but refuses.
func (l *Leads) Check() error {
	for channel := range AllChannels.Each {
		answers, _ := l.rows.Column("contactable_" + channel.String()).(*column.Bool)
		for row := 0; answers != nil && row < answers.Len(); row++ {
			if answers.IsValid(row) && answers.Value(row) {
				if err := l.CheckOne(row, channel); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// CheckOne returns an error if a lead that is about to be written for a channel refuses
// it.
func (l *Leads) CheckOne(row int, channel Channel) error {
	lead := ""
	if l.ids != nil {
		lead = l.ids.Value(row)
	}
	if l.refuses(lead, channel) || l.listed(lead, row, channel) {
		return fmt.Errorf("the last gate stopped lead %s: it was about to be written as one that may be contacted (%s), and it refuses; this is a bug in galena, nothing was published", lead, channel)
	}
	return nil
}

// refuses reports whether the evidence on the lead refuses the channel.
func (l *Leads) refuses(lead string, channel Channel) bool {
	all := l.evidence[leadChannel{lead, channel.String()}]
	for _, no := range all {
		lifted := false
		switch no.status {
		case "express", "implied", "unknown", "pending":
			continue
		case "unsubscribed", "hard_bounce":
			for _, yes := range all {
				lifted = lifted || !no.stands && yes.status == "express" && yes.identifier == no.identifier && yes.dated && no.dated && yes.at > no.at
			}
		}
		if !lifted {
			return true
		}
	}
	return false
}

// listed reports whether a list names the lead or one of its own addresses. Dated
// refusals from events or from the state are left to refuses, since they may have been
// lifted.
func (l *Leads) listed(lead string, row int, channel Channel) bool {
	x := l.gate.lists
	if x == nil || x.Count() == 0 {
		return false
	}
	found := x.ByLead(nil, lead)
	for _, c := range []struct {
		name string
		kind contact.IdentifierKind
	}{
		{"email", contact.IdentifierEmail},
		{"emails_other", contact.IdentifierEmail},
		{"phone", contact.IdentifierPhone},
		{"mobile_phone", contact.IdentifierPhone},
		{"phones_other", contact.IdentifierPhone},
	} {
		text := l.rows.Text(c.name)
		if text == nil || text.IsNull(row) {
			continue
		}
		for value := range strings.SplitSeq(text.Value(row), ";") {
			found = x.named(found, c.kind, strings.TrimSpace(value))
		}
	}
	for _, number := range found {
		entry := x.Entry(number)
		list := x.Lists[entry.List]
		stands := entry.At == Undated || list.IsTonights()
		if entry.Status.Refuses() && entry.Channels.Has(channel) && stands && (list.Purpose == Marketing || list.Purpose == AllPurposes) {
			return true
		}
	}
	return false
}

// named appends the entries that name an address or a number.
func (x *Index) named(dst []uint32, kind contact.IdentifierKind, value string) []uint32 {
	if kind == contact.IdentifierPhone {
		if phone, _ := contact.ParsePhone(value, ""); phone.E164 != "" {
			dst = x.ByIdentifier(dst, contact.Identifier(kind, phone.E164))
			return x.ByDigest(dst, phone.E164)
		}
		return dst
	}
	if email, problem := contact.ParseEmail(value); problem == "" {
		dst = x.ByIdentifier(dst, contact.Identifier(kind, email.Key))
		dst = x.ByDomain(dst, email.Domain)
		return x.ByDigest(dst, email.Key)
	}
	return dst
}

// Digest returns the SHA-256 of an identifier as written in the table of evidence.
func Digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
