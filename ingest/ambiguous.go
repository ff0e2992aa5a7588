package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// settleAmbiguous decides what headers mean that differ between systems, by the other
// headers of the file and then by the values.
func (s *subject) settleAmbiguous(candidates []candidate, told map[int]string) []candidate {
	for i := range s.headers {
		if _, ok := told[i]; ok {
			continue
		}
		name := s.decide(i, candidates)
		kind, known := s.kinds[name]
		if known || name == unmapped {
			candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return c.index == i })
		}
		if known {
			candidates = append(candidates, candidate{entry{column: name, kind: kind, rank: len(s.entries)}, i, WhyValues})
		}
	}
	return candidates
}

// decide returns the column that an ambiguous header means, unmapped if none, or "" to
// leave it at what the table says.
func (s *subject) decide(i int, candidates []candidate) string {
	has := func(columns ...string) bool {
		return slices.ContainsFunc(candidates, func(c candidate) bool {
			return c.index != i && slices.Contains(columns, c.column)
		})
	}
	key := contact.NameKey(askedFor(s.headers[i]))
	if !slices.ContainsFunc(candidates, func(c candidate) bool { return c.index == i }) {
		key = contact.NameKey(askedFor(ungrouped(s.headers[i])))
	}
	if bare := bareName(s.headers[i]); bare != "" {
		// The table knows only the most usual of these headers, and the values have the last
		// word.
		if name := s.name(i, bare, has); name != "full_name" || !slices.ContainsFunc(candidates, func(c candidate) bool { return c.index == i }) {
			return name
		}
		return ""
	}
	if s.namesTradingPartners(i) {
		return s.tradingPartner(i, has)
	}
	if s.onlyPerson(i) {
		return s.kindOfValues(i)
	}
	switch key {
	case "title", "titel", "titre", "titolo", "titulo", "tytul", "titul", "頭銜":
		return s.title(i, key, has)
	case "name", "nom", "nombre", "nome", "naam", "namn", "navn", "nimi":
		return s.name(i, key, has)
	case "name1": // SAP's first line of a name; people's lists mean anything by it
		if !has("company_name") && s.ofOrganizations(i) {
			return "company_name"
		}
	case "ad":
		if has("last_name") { // Turkish; otherwise an advertisement
			return "first_name"
		}
	case "contact", "kontakt", "contacto", "contatto", "contato":
		return s.kindOfValues(i)
	case "home", "work", "office", "private", "privat", "daytime", "evening", "dienstlich", "geschaftlich", "beruflich", "domicile", "bureau":
		if s.kindOfValues(i) == "phone" {
			return "phone"
		}
	case "status":
		if s.share(i, isSubscription) >= 0.5 && s.share(i, isUnsubscription) > 0 {
			return "marketing_status"
		}
	case "accountname":
		// Billing systems name the account after the person who holds it.
		if has("company_name") && !has("first_name", "last_name", "full_name") {
			return "full_name"
		}
	case "url", "profileurl":
		isLinkedIn := func(v string) bool { return strings.Contains(v, "linkedin.com/") }
		if s.filled(i) > 0 && s.share(i, isLinkedIn) < 0.5 || s.filled(i) == 0 && !has("connected_on") {
			return "website"
		}
	case "birthday", "geburtstag":
		if s.hasHeader("birthmonth", "geburtsmonat") {
			return unmapped // "day" is the day of the month
		}
	case "unsubscribed", "optedout", "optout", "unsubscribe":
		if s.share(i, looksLikeTime) >= 0.5 {
			return "unsubscribed_at"
		}
	case "bounced", "hardbounced", "hardbounce", "emailbounced":
		if s.share(i, looksLikeTime) >= 0.5 {
			return "email_bounced_at"
		}
	}
	return ""
}

// unmapped is the decision that a header means no canonical column.
const unmapped = "-"

func (s *subject) hasHeader(keys ...string) bool {
	return slices.ContainsFunc(s.headers, func(header string) bool {
		return slices.Contains(keys, contact.NameKey(header))
	})
}

// title tells the honorific (Outlook) from the job title (Salesforce, Apollo).
func (s *subject) title(i int, key string, has func(...string) bool) string {
	switch {
	case has("job_title"):
		return "name_prefix"
	case has("name_prefix"):
		return "job_title"
	case s.filled(i) > 0:
		if s.share(i, isHonorific) >= 0.5 {
			return "name_prefix"
		}
		return "job_title"
	case key == "title":
		return "job_title"
	}
	return "name_prefix"
}

// name tells a full name from a part of a name in a column called just "name".
func (s *subject) name(i int, key string, has func(...string) bool) string {
	severalWords := s.share(i, func(v string) bool { return strings.Contains(v, " ") })
	if s.share(i, func(v string) bool { return digits(v) > 0 }) >= 0.8 {
		// The name is that of an order or a ticket, not of a person.
		if !has(recordID) && s.describes && s.identifies(i) {
			return recordID
		}
		return unmapped
	}
	part, counterpart := "last_name", "first_name"
	if key == "nombre" || key == "nome" {
		part, counterpart = counterpart, part
	}
	switch {
	case !has("company_name", "first_name", "last_name") && s.ofOrganizations(i):
		return "company_name"
	case key == "name" || key == "naam" || key == "namn" || key == "navn" || key == "nimi":
		if has("first_name") && !has("last_name") && s.filled(i) > 0 && severalWords < 0.2 {
			return "last_name"
		}
		return "full_name"
	case has(counterpart) || severalWords < 0.5:
		return part
	}
	return "full_name"
}

// ofOrganizations reports whether a column of names holds companies, shops or institutions.
// One-word names could be either and do not count. Of the others at least a quarter must
// read like organizations: next to none of people's names do, and more than half of
// companies'.
func (s *subject) ofOrganizations(i int) bool {
	several, organizations := 0, 0
	for _, value := range s.values(i) {
		if strings.Contains(strings.TrimSpace(value), " ") {
			several++
			organizations += boolInt(contact.ReadsLikeOrganization(value))
		}
	}
	return organizations >= 3 && 4*organizations >= several
}

// namesTradingPartners reports whether a header says "Customer" and no more, with names below
// it and no numbers.
func (s *subject) namesTradingPartners(i int) bool {
	words := contact.HeaderWords(s.headers[i])
	other := func(word string) bool { return !tradingPartner.says(word) }
	number := func(v string) bool { return digits(v) > 0 }
	return len(words) > 0 && !slices.ContainsFunc(words, other) && s.varied(i) && s.share(i, number) < 0.1
}

// tradingPartner returns what names below a header such as "Customer" are: of companies or
// of people, as they read. They are no ids, whatever the table says of the header.
func (s *subject) tradingPartner(i int, has func(...string) bool) string {
	switch {
	case s.ofOrganizations(i) && !has("company_name"):
		return "company_name"
	case !s.ofOrganizations(i) && s.share(i, readsLikePerson) >= 0.5 && !has("first_name", "last_name", "full_name"):
		return "full_name"
	}
	return unmapped
}

// kindOfValues returns the column that the values of a column named "contact" belong in, or
// "".
func (s *subject) kindOfValues(i int) string {
	switch {
	case s.filled(i) == 0:
		return ""
	case s.share(i, func(v string) bool { return strings.Contains(v, "@") }) >= 0.8:
		return "email"
	case s.share(i, looksLikePhone) >= 0.8:
		return "phone"
	case s.share(i, func(v string) bool { return !strings.ContainsAny(v, "0123456789@") }) >= 0.8 && s.varied(i):
		return "full_name"
	}
	return ""
}

// onlyPerson reports whether a header that the table does not know only says who the person
// is: "Patient/in", "Teilnehmer". At least half of its values must then have several words,
// as names do.
func (s *subject) onlyPerson(i int) bool {
	header := withoutGender(withoutBrackets(s.headers[i]))
	if _, known := s.lookup(header); known || !s.describes || s.ofOrganizations(i) {
		return false
	}
	words := contact.HeaderWords(header)
	several := func(v string) bool { return strings.Contains(v, " ") }
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !ofPerson(word) }) && s.share(i, several) >= 0.5
}

// varied reports whether the values of a column are more than a few words that recur, such
// as ways of contact: "cellular", "telephone".
func (s *subject) varied(i int) bool {
	distinct := map[string]bool{}
	for _, value := range s.values(i) {
		distinct[value] = true
	}
	return len(distinct) > 1+len(s.values(i))/20
}

// values returns a column's values in the sample.
func (s *subject) values(i int) []string {
	if i < len(s.sample) {
		return s.sample[i]
	}
	return nil
}

// share returns the share of a column's sampled values for which such holds, out of those
// that are not empty; 0 if all are empty.
func (s *subject) share(i int, such func(string) bool) float64 {
	n, filled := 0, 0
	for _, value := range s.values(i) {
		if value != "" {
			filled++
			n += boolInt(such(value))
		}
	}
	if filled == 0 {
		return 0
	}
	return float64(n) / float64(filled)
}

func isHonorific(value string) bool {
	switch contact.NameKey(value) {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "dame", "lord", "lady", "rev", "herr", "frau",
		"drmed", "profdr", "m", "mme", "mlle", "monsieur", "madame", "maitre", "me", "sr", "sra", "srta", "don", "dona",
		"sig", "sigra", "signor", "signora", "dott", "dottssa", "ing", "avv", "dhr", "mevr", "mevrouw", "pan", "pani",
		"fru", "herra", "rouva", "mag", "dipling", "mister", "doctor", "professor":
		return true
	}
	return false
}

// isSubscription reports whether a value is a subscription status of a mail tool.
func isSubscription(value string) bool {
	switch contact.NameKey(value) {
	case "active", "confirmed", "pending", "subscribed":
		return true
	}
	return isUnsubscription(value)
}

func isUnsubscription(value string) bool {
	switch contact.NameKey(value) {
	case "unsubscribed", "unconfirmed", "bounced", "hardbounced", "softbounced", "cleaned", "complained", "spam",
		"nonsubscribed", "notsubscribed", "optedout", "transactional", "archived", "blocklisted", "blacklisted":
		return true
	}
	return false
}

// looksLikeTime reports whether a value has at least the digits of a date.
func looksLikeTime(value string) bool {
	return digits(value) >= 6 && strings.ContainsAny(value, "-/.:")
}

func looksLikePhone(value string) bool {
	n := digits(value)
	return n >= 6 && n <= 17 && strings.Trim(value, "+-()./ 0123456789ext") == ""
}

func digits(value string) int {
	n := 0
	for i := range len(value) {
		n += boolInt(value[i] >= '0' && value[i] <= '9')
	}
	return n
}
