package ingest

import (
	"regexp"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// codeEntryUnreadable is the code of a row of a suppression list that names nobody.
const codeEntryUnreadable = "entry_unreadable"

// entryReader turns a batch of rows of a suppression list into entries.
type entryReader struct {
	*Suppression
	batch pipeline.Batch
	list  int

	named   columnsOf // the columns that name people
	times   []*column.Text
	bounced []*column.Text
}

func newEntryReader(s *Suppression, b pipeline.Batch, list int) *entryReader {
	r := &entryReader{Suppression: s, batch: b, list: list}
	texts := func(names ...string) (out []*column.Text) {
		for _, name := range names {
			if values := b.Rows.Column(name); values != nil {
				out = append(out, column.AsText(values))
			}
		}
		return out
	}
	r.times, r.bounced = texts("unsubscribed_at", "email_bounced_at"), texts("email_bounced", "email_bounced_at")
	var first []*column.Text // the first column, if the mapping knows none
	for i, name := range b.Rows.Names() {
		if _, canonical := contact.ColumnByName(name); !canonical || len(b.Rows.Names()) == 1 {
			first = append(first, column.AsText(b.Rows.At(i)))
			break
		}
	}
	r.named = choose(s.Match, map[string][]*column.Text{
		"email": texts("email", "emails_other"), "phone": texts("phone", "mobile_phone", "phones_other"),
		"domain": texts("company_domain", "website"), "record_id": texts("source_record_id"),
	}, first)
	return r
}

// read adds the entries to the index and returns the rows that name nobody.
func (r *entryReader) read(index *consent.Index) (rejects []pipeline.Reject) {
	for row := range r.batch.Rows.Rows() {
		keys, channels, seen := r.keys(row)
		line := int64(0)
		if row < len(r.batch.Origin.Lines) {
			line = r.batch.Origin.Lines[row]
		}
		if len(keys) == 0 {
			if seen {
				rejects = append(rejects, pipeline.Reject{
					Stage: stage, File: r.batch.Origin.File.Path, Line: line, Code: codeEntryUnreadable,
					Message: "names nobody: no address, number, domain, id or SHA-256 can be read in it",
				})
			}
			continue
		}
		if stated := r.channels(); stated != 0 {
			channels = stated
		}
		status := r.status(row)
		index.Add(consent.Entry{List: r.list, Line: line, Status: status, Channels: channels, At: r.time(row)}, keys...)
	}
	return rejects
}

// keys returns the keys by which a row names a person, and the channels that it refuses if
// the list does not say.
func (r *entryReader) keys(row int) (keys []consent.Key, channels consent.Channels, seen bool) {
	for _, c := range r.named {
		for _, text := range c.texts {
			value, ok := cell(text, row)
			if !ok {
				continue
			}
			seen = true
			for part := range strings.FieldsFuncSeq(value, func(c rune) bool { return c == ';' }) {
				channels |= r.addKey(&keys, c.kind, strings.TrimSpace(part))
			}
		}
	}
	return keys, channels, seen
}

// columnsOf groups columns by the kind of their values.
type columnsOf []struct {
	kind  string
	texts []*column.Text
}

// choose returns the columns that name people, out of the known ones by kind and the first
// unknown one.
func choose(match string, known map[string][]*column.Text, first []*column.Text) columnsOf {
	addressed := slices.Concat(known["email"], known["phone"])
	switch {
	case match == "auto" && len(addressed) > 0:
		return columnsOf{{"email", known["email"]}, {"phone", known["phone"]}}
	case match != "auto" && len(known[match]) > 0:
		return columnsOf{{match, known[match]}}
	case match == "sha256" && len(addressed) > 0:
		return columnsOf{{match, addressed}}
	case match == "auto" && len(first) == 0 && len(known["domain"]) > 0:
		return columnsOf{{"domain", known["domain"]}}
	case len(first) > 0:
		return columnsOf{{match, first}}
	}
	return nil
}

const (
	byMail  = consent.Channels(1) << consent.Email
	byPhone = consent.Channels(1)<<consent.Phone | consent.Channels(1)<<consent.SMS
)

var leadID = regexp.MustCompile(`^L[0-9a-hjkmnp-tv-z]{20}$`)

// addKey adds the key that a value names, and returns the channels that a person named by
// such a value refuses.
func (r *entryReader) addKey(keys *[]consent.Key, kind, value string) consent.Channels {
	add := func(kind contact.IdentifierKind, hash uint64, text string) {
		*keys = append(*keys, consent.Key{Kind: kind, Hash: hash, Text: text})
	}
	if consent.IsDigest(value) {
		add(consent.KeyDigest, 0, value)
		if kind == "phone" {
			return byPhone
		}
		return byMail | byPhone
	}
	if kind == "auto" {
		kind = kindOfEntry(value)
	}
	switch kind {
	case "email":
		if email, problem := contact.ParseEmail(value); problem == "" {
			add(contact.IdentifierEmail, contact.Identifier(contact.IdentifierEmail, email.Key), "")
			return byMail
		}
		if domain := domainOf(value); domain != "" {
			add(consent.KeyDomain, 0, domain)
			return byMail
		}
	case "phone":
		if phone, _ := contact.ParsePhone(value, r.Country); phone.E164 != "" {
			add(contact.IdentifierPhone, contact.Identifier(contact.IdentifierPhone, phone.E164), "")
			return byPhone
		}
	case "domain":
		if domain := domainOf(value); domain != "" {
			add(consent.KeyDomain, 0, domain)
			return byMail
		}
	case "lead_id":
		add(consent.KeyLead, 0, value)
		return consent.AllChannels
	case "record_id":
		add(contact.IdentifierRecord, contact.Identifier(contact.IdentifierRecord, value), "")
		return consent.AllChannels
	}
	return 0
}

// kindOfEntry detects the kind of a value.
func kindOfEntry(value string) string {
	switch {
	case leadID.MatchString(value):
		return "lead_id"
	case strings.Contains(value, "@"):
		return "email"
	case looksLikePhone(value):
		return "phone"
	}
	return "domain"
}

func (r *entryReader) status(row int) consent.Status {
	if status, ok := consent.StatusByName(r.Reason); ok {
		return status
	}
	for _, text := range r.bounced {
		if value, ok := cell(text, row); ok {
			if yes, read := contact.ParseBool(value); yes || !read {
				return consent.HardBounce
			}
		}
	}
	return consent.Unsubscribed
}

// time returns when the person refused, according to the row.
func (r *entryReader) time(row int) int64 {
	for _, text := range r.times {
		if value, ok := cell(text, row); ok {
			if at, _, problem := contact.ParseTime(value, contact.OrderUnknown); problem == "" {
				return at
			}
		}
	}
	return consent.Undated
}

func cell(text *column.Text, row int) (string, bool) {
	if text.IsNull(row) || strings.TrimSpace(text.Value(row)) == "" {
		return "", false
	}
	return text.Value(row), true
}
