package dedupe

import (
	"cmp"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
)

// evidence is one statement of a record or a list about being contacted.
type evidence struct {
	record     uint32
	identifier identifier
	status     consent.Status
	channels   consent.Channels
	at         int64  // or consent.Undated; for Implied, when it expires
	column     string // the column that says so, "" for an entry of a list
	basis      consent.Basis
	entry      uint32 // number in the index, if column is ""
}

// identifier is what evidence is about: a mailbox, a number, or the record if it
// names neither.
type identifier struct {
	kind contact.IdentifierKind
	key  string
}

func (id identifier) hash() uint64 { return contact.Identifier(id.kind, id.key) }

// recordOf returns the record as an identifier. The hash of its key is
// contact.RecordIdentifier.
func (c *consenting) recordOf(r uint32) identifier {
	return identifier{contact.IdentifierRecord, RecordKey(c.store.source(r), c.store.ids.text(r))}
}

// sayings lists the columns that are about consent and how they speak. Only columns
// marked contact.FixedConsent are heard. An unreadable refusal counts as a refusal;
// an unreadable permission does not count as a permission.
var sayings = []struct {
	column   string
	channels consent.Channels
	says     saying
}{
	{"email_opt_out", consent.Email.Only(), saysNo},
	{"do_not_contact", consent.AllChannels, saysNo},
	{"unsubscribed_at", consent.Email.Only(), saysNoAt},
	{"email_bounced", consent.Email.Only(), saysBounced},
	{"email_bounced_at", consent.Email.Only(), saysBouncedAt},
	{"unsubscribe_reason", consent.Email.Only(), saysNoWhy},
	{"bounce_reason", consent.Email.Only(), saysBouncedWhy},
	{"do_not_call", consent.Phone.Only() | consent.SMS.Only(), saysNo},
	{"sms_opt_out", consent.SMS.Only(), saysNo},
	{"mail_opt_out", consent.Mail.Only(), saysNo},
	{"ads_opt_out", consent.Ads.Only(), saysNo},
	{"marketing_status", 0, saysWord},
	{"email_opt_in", consent.Email.Only(), saysYes},
	{"phone_opt_in", consent.Phone.Only(), saysYes},
	{"sms_opt_in", consent.SMS.Only(), saysYes},
	{"opt_in_at", consent.Email.Only(), saysYesAt},
	{"double_opt_in_at", consent.Email.Only(), saysYesAt},
	{"lawful_basis", consent.Email.Only(), saysBasis},
}

// saying is the way in which a column speaks.
type saying uint8

const (
	saysNo         saying = iota // true: refused
	saysNoAt                     // when it was refused
	saysBounced                  // true: the address failed
	saysBouncedAt                // when it failed
	saysNoWhy                    // why it was refused
	saysBouncedWhy               // why it failed
	saysYes                      // true: permitted, false: refused
	saysYesAt                    // when it was permitted
	saysWord                     // words of mail tools
	saysBasis                    // legal bases
	saysRefused                  // an own column of the input: true, a time or a word refuses
	saysAsked                    // an own column: false or a word refuses
	saysOfIt                     // an own column: a word refuses
	saysElse                     // a column about something else: refuses if any word in it does
)

// ofMeans says how an own column of the input speaks.
var ofMeans = map[consent.Means]saying{consent.YesRefuses: saysRefused, consent.NoRefuses: saysAsked, consent.WordsAlone: saysOfIt}

// mayRefuse lists the columns about something else that people write refusals in.
var mayRefuse = []string{"lead_status", "tags"}

// witness is one of the records' columns that speak of consent.
type witness struct {
	values, raw *field // raw is the original text of values that could not be read
	channels    consent.Channels
	says        saying
}

// testify appends what the columns of a record say.
func (c *consenting) testify(out []evidence, r uint32) []evidence {
	for i := range c.witnesses {
		w := &c.witnesses[i]
		filled, unread := w.values.filled(r), w.raw.filled(r)
		if !filled && !unread {
			continue
		}
		e := evidence{record: r, channels: w.channels, at: consent.Undated, column: w.values.name}
		if c.heard(&e, w, r, filled) {
			e.identifier = c.identifierFor(r, e.channels)
			out = append(out, e)
		}
	}
	return out
}

// heard reads what a column says about a record. It reports whether that is
// evidence at all.
func (c *consenting) heard(e *evidence, w *witness, r uint32, filled bool) bool {
	switch w.says {
	case saysNo, saysBounced:
		e.status = refusalOf(w.says)
		if yes, read := c.truth(w.values, r); read {
			return yes
		}
		word, ok := consent.ReadWord(cmp.Or(w.raw.text(r), w.values.text(r)))
		return !ok || word.Status.Refuses() // Dynamics: "do not allow e-mails: Allow"
	case saysNoAt, saysBouncedAt:
		e.status = refusalOf(w.says)
		if at, ok := c.instant(w.values, r); ok {
			e.at = at
		}
		return true
	case saysNoWhy, saysBouncedWhy:
		e.status = refusalOf(w.says)
		return filled && isReason(w.values.text(r))
	case saysYes:
		switch yes, read := c.truth(w.values, r); {
		case !read:
			e.status = consent.Pending
		case yes:
			e.status = consent.Express
		default:
			e.status = consent.Unsubscribed
		}
		return true
	case saysYesAt:
		at, ok := c.instant(w.values, r)
		e.status, e.at = consent.Express, at
		return ok && at <= c.rules.AsOf
	case saysWord:
		word, ok := consent.ReadWord(w.values.text(r))
		e.status, e.channels = word.Status, word.Channels
		return filled && ok && word.Status != consent.Unknown
	case saysRefused, saysAsked, saysOfIt, saysElse:
		return c.refusedBy(e, w, r)
	default:
		return filled && c.basis(e, w.values.text(r), r)
	}
}

// refusedBy reads a refusal in an own column of the input. A value that nobody can
// read may be a reason or a link there, and says nothing.
func (c *consenting) refusedBy(e *evidence, w *witness, r uint32) bool {
	text := w.values.value(r)
	yes, read := contact.ParseBool(text)
	switch e.status = consent.Unsubscribed; {
	case read:
		return w.says == saysRefused && yes || w.says == saysAsked && !yes
	case w.says == saysElse:
		return c.tagged(e, text)
	}
	if word, ok := consent.ReadWord(text); ok && word.Status != consent.Unknown {
		e.status = word.Status
		if word.Channels == consent.AllChannels {
			e.channels = word.Channels
		}
		return true
	}
	if w.says != saysRefused {
		return false
	}
	at, _, problem := contact.ParseTime(text, c.order)
	e.at = at
	return problem == ""
}

// tagged finds a refusal among words about something else.
func (c *consenting) tagged(e *evidence, list string) bool {
	found := false
	for tag := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(";,|:", r) }) {
		if word, ok := consent.ReadWord(tag); ok && word.Anywhere {
			found, e.status, e.channels = true, max(e.status, word.Status), e.channels|word.Channels
		}
	}
	return found
}

// isReason reports whether a text names a reason that will not pass, unlike a full
// mailbox.
func isReason(text string) bool {
	if no, read := contact.ParseBool(text); read && !no || contact.IsNullToken(text) {
		return false
	}
	return !consent.BounceWillPass(text)
}

func refusalOf(s saying) consent.Status {
	if s == saysBounced || s == saysBouncedAt || s == saysBouncedWhy {
		return consent.HardBounce
	}
	return consent.Unsubscribed
}

// basis reads a legal basis. One without a date permits nothing.
func (c *consenting) basis(e *evidence, text string, r uint32) bool {
	basis, ok := consent.ReadBasis(text)
	since := c.created
	if basis == consent.Contract {
		since = c.converted
	}
	at, dated := c.instant(since, r)
	if !ok || !dated || at > c.rules.AsOf {
		return false
	}
	e.status, e.basis, e.at = consent.Implied, basis, c.rules.Expires(basis, at)
	return true
}

// truth reads yes and no, even if normalize was left out.
func (c *consenting) truth(f *field, r uint32) (yes, read bool) {
	if yes, read = f.truth(r); read {
		return yes, true
	}
	return contact.ParseBool(f.text(r))
}

// instant reads an instant or a day, even if normalize was left out.
func (c *consenting) instant(f *field, r uint32) (micros int64, ok bool) {
	if at, ok := f.micros(r); ok {
		return at, true
	}
	text := f.text(r)
	if text == "" {
		return 0, false
	}
	micros, _, problem := contact.ParseTime(text, c.order)
	return micros, problem == ""
}

// identifierFor returns what evidence about some channels refers to.
func (c *consenting) identifierFor(r uint32, channels consent.Channels) identifier {
	candidates := []*keyed{&c.email}
	switch {
	case channels == consent.SMS.Only():
		candidates = []*keyed{&c.mobile, &c.phone}
	case channels.Has(consent.Phone) && !channels.Has(consent.Email):
		candidates = []*keyed{&c.phone, &c.mobile}
	case channels == consent.Ads.Only():
		candidates = []*keyed{&c.email, &c.phone, &c.mobile}
	case channels == consent.Mail.Only():
		candidates = nil
	}
	for _, k := range candidates {
		if key := k.of(r); key != "" {
			return identifier{k.kind, key}
		}
	}
	return c.recordOf(r)
}

// keyed is a column of addresses or numbers, with their match keys.
type keyed struct {
	kind   contact.IdentifierKind
	keys   []*column.Text // by batch; nil if normalize was left out
	values *field
}

// of returns the match key of a record's value, "" for none.
func (k *keyed) of(r uint32) string {
	ref := k.values.refs[r]
	if keys := k.keys[ref.Table]; keys != nil {
		if keys.IsNull(int(ref.Row)) {
			return ""
		}
		return keys.Value(int(ref.Row))
	}
	return keyOf(k.kind, k.values.text(r))
}

// keyOf returns the match key of an address or a number as written.
func keyOf(kind contact.IdentifierKind, text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	if kind == contact.IdentifierEmail {
		email, _ := contact.ParseEmail(text)
		return email.Key
	}
	phone, _ := contact.ParsePhone(text, "")
	return phone.E164
}
