package ingest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"galena/internal/consent"
	"galena/internal/contact"
)

// scaleRevenue marks a revenue that its header gives in thousands or millions (ZoomInfo:
// "Revenue (in 000s USD)").
func (s *subject) scaleRevenue(m *Mapping) {
	for i := range m.Columns {
		c := &m.Columns[i]
		if c.Name != "annual_revenue" {
			continue
		}
		key := contact.NameKey(c.Header)
		switch {
		case strings.Contains(key, "in000000s"), strings.Contains(key, "inmillions"):
			c.scale = 6
		case strings.Contains(key, "in000s"), strings.Contains(key, "inthousands"):
			c.scale = 3
		}
		if c.scale > 0 {
			c.Warnings = append(c.Warnings, fmt.Sprintf("multiplied by 1%s, as the header says", strings.Repeat("0", c.scale)))
		}
	}
}

// onlyDates removes candidates for date columns whose values are words: a "Last Activity"
// may say what was done instead of when.
func (s *subject) onlyDates(m *Mapping, candidates []candidate) []candidate {
	hasDigit := func(value string) bool { return strings.ContainsAny(value, "0123456789") }
	return slices.DeleteFunc(candidates, func(c candidate) bool {
		isDate := c.kind == contact.KindDate || c.kind == contact.KindTimestamp
		if !isDate || c.why != WhySynonym || s.filled(c.index) == 0 || s.share(c.index, hasDigit) > 0 {
			return false
		}
		column := &m.Columns[c.index]
		column.Warnings = append(column.Warnings, "means "+c.column+" elsewhere, but none of its first values is a date; it is kept under its own name")
		return true
	})
}

// warnConsent warns about unmapped columns that are about consent to contact. A refusal in
// them counts, but nothing in them ever counts as a yes.
func (s *subject) warnConsent(m *Mapping) {
	for i := range m.Columns {
		c := &m.Columns[i]
		header, speaks := consent.ReadHeader(c.Header)
		if c.Canonical() || !speaks {
			continue
		}
		var heard string
		switch header.Means {
		case consent.YesRefuses:
			heard = "a yes, a date or a word such as unsubscribed counts as a refusal; to make that explicit, map it"
		case consent.NoRefuses:
			heard = "a no or a word such as unsubscribed counts as a refusal, but a yes permits nothing; if a yes means " + meantBy(header.Channels) + ", map it"
		default:
			heard = "a word such as unsubscribed counts as a refusal, but whether true means yes or no is not known; map it to email_opt_in if it means yes, if no"
		}
		c.Warnings = append(c.Warnings, fmt.Sprintf("is about consent: %s: columns: {%s: %q}; if it is about something else, give it another header", heard, explicit(header), c.Header))
	}
}

// meantBy returns what a yes of these channels may be to.
func meantBy(channels consent.Channels) string {
	switch channels {
	case consent.Phone.Only():
		return "calls"
	case consent.SMS.Only():
		return "text messages"
	}
	return "e-mail"
}

// explicit returns the canonical column that says the same as a header about consent.
func explicit(header consent.Header) string {
	permits := header.Means == consent.NoRefuses
	switch channels := header.Channels; {
	case permits && channels == consent.Phone.Only():
		return "phone_opt_in"
	case permits && channels == consent.SMS.Only():
		return "sms_opt_in"
	case permits:
		return "email_opt_in"
	case channels == consent.AllChannels:
		return "do_not_contact"
	case channels.Has(consent.Email):
		return "email_opt_out"
	case channels.Has(consent.Phone):
		return "do_not_call"
	case channels.Has(consent.SMS):
		return "sms_opt_out"
	case channels.Has(consent.Mail):
		return "mail_opt_out"
	case channels.Has(consent.Ads):
		return "ads_opt_out"
	}
	return "fax_opt_out"
}

// implyStatus takes the subscription status from the name of a Mailchimp export, which has
// it nowhere else.
func (s *subject) implyStatus(m *Mapping) {
	word, _, found := strings.Cut(strings.ToLower(filepath.Base(s.path)), "_")
	isMailchimp := slices.ContainsFunc(s.headers, func(header string) bool {
		switch strings.ToUpper(header) {
		case "LEID", "EUID", "MEMBER_RATING", "OPTIN_TIME", "CONFIRM_TIME", "CLEAN_TIME", "UNSUB_TIME":
			return true
		}
		return false
	})
	if !found || !isMailchimp {
		return
	}
	imply := func(name, value string) {
		m.Implied = append(m.Implied, Implied{name, value, "a Mailchimp export with " + word + "_ in front of its name"})
	}
	switch word {
	case "subscribed", "nonsubscribed":
		imply("marketing_status", word)
	case "unsubscribed":
		imply("marketing_status", word)
		imply("email_opt_out", "true")
	case "cleaned":
		imply("marketing_status", word)
		imply("email_bounced", "true")
	}
}
