package main

import (
	"slices"
	"strings"
	"unicode"

	"galena/dedupe"
	"galena/internal/contact"
)

// person is who is to be forgotten: every identifier known of them.
type person struct {
	country string // for national numbers
	emails  map[string]bool
	phones  map[string]bool
	records map[string]bool // by dedupe.RecordKey
	leads   map[string]bool

	past    map[string]map[string]bool // by folder of a run, the leads that had records of theirs then
	sharing map[string]bool            // leads of others that have an address or a number of theirs
}

func newPerson(country string) *person {
	set := func() map[string]bool { return map[string]bool{} }
	return &person{country: country, emails: set(), phones: set(), records: set(), leads: set(), past: map[string]map[string]bool{}, sharing: set()}
}

// size grows whenever another identifier is found.
func (e *person) size() int { return len(e.emails) + len(e.phones) + len(e.records) + len(e.leads) }

// name adds what a user names a person by: an address, a number, a lead or
// SOURCE:RECORD_ID.
func (e *person) name(kind, value string) error {
	value = strings.TrimSpace(value)
	switch kind {
	case "email":
		email, problem := contact.ParseEmail(value)
		if problem != "" {
			return usagef("what was given as an e-mail address is none (%s)", problem)
		}
		e.emails[email.Key] = true
	case "phone":
		phone, problem := contact.ParsePhone(value, e.country)
		if phone.E164 == "" {
			return usagef("what was given as a phone number is none (%s); write it with + and country, or give --country", problem)
		}
		e.phones[phone.E164] = true
	case "lead":
		e.leads[value] = true
	default:
		source, id, ok := strings.Cut(value, ":")
		if !ok || source == "" || id == "" {
			return usagef("a record is named SOURCE:RECORD_ID")
		}
		e.records[dedupe.RecordKey(source, id)] = true
	}
	return nil
}

// kindOfName returns the kind of identifier that a line of --from is.
func kindOfName(line string) string {
	switch {
	case strings.Contains(line, "@"):
		return "email"
	case strings.HasPrefix(line, "L") && len(line) == 21 && !strings.Contains(line, ":"):
		return "lead"
	case strings.ContainsAny(line[:1], "+0123456789("):
		return "phone"
	}
	return "record"
}

// addressColumns and numberColumns are the columns of leads that identify people.
var (
	addressColumns = []string{"email", "emails_other", "email_raw"}
	numberColumns  = []string{"phone", "mobile_phone", "phones_other"}
)

// isNamed reports whether a lead has an identifier of the person.
func (e *person) isNamed(in rows, i int) bool {
	for _, name := range slices.Concat(addressColumns, numberColumns) {
		if e.mentions(in.cell(name, i)) {
			return true
		}
	}
	return false
}

// learn adds the identifiers of a lead.
func (e *person) learn(in rows, i int) {
	for _, name := range addressColumns {
		for value := range strings.SplitSeq(in.cell(name, i), ";") {
			if email, problem := contact.ParseEmail(value); problem == "" {
				e.emails[email.Key] = true
			}
		}
	}
	for _, name := range numberColumns {
		for value := range strings.SplitSeq(in.cell(name, i), ";") {
			if phone, _ := contact.ParsePhone(value, e.country); phone.E164 != "" {
				e.phones[phone.E164] = true
			}
		}
	}
}

// shortestNumber and longestNumber bound the length in bytes of a text that is a number.
const shortestNumber, longestNumber = 5, 40

// mentions reports whether a text holds an address or a number of the person.
func (e *person) mentions(text string) bool {
	if text == "" || !strings.ContainsAny(text, "@0123456789") {
		return false
	}
	ends := func(c rune) bool { return strings.ContainsRune(",;\t\"'|<>{}[]\n\r", c) }
	for part := range strings.FieldsFuncSeq(text, ends) {
		for word := range strings.FieldsSeq(part) {
			if !strings.Contains(word, "@") {
				continue
			}
			if email, problem := contact.ParseEmail(strings.Trim(word, "().:!?/")); problem == "" && e.emails[email.Key] {
				return true
			}
		}
		for number := range strings.FieldsFuncSeq(part, unicode.IsLetter) {
			if len(e.phones) == 0 || len(number) < shortestNumber || len(number) > longestNumber {
				continue
			}
			if phone, _ := contact.ParsePhone(strings.Trim(number, " .:!?/"), e.country); e.phones[phone.E164] {
				return true
			}
		}
	}
	return false
}

// isOf reports whether a row of any table is the person's, by its lead, its record or
// its values. past are the leads that had records of theirs in the run of the table; a
// row about a record of such a lead may be another person's.
func (e *person) isOf(past map[string]bool, names, cells []string) bool {
	source, id, inPast := "", "", false
	for i, name := range names {
		switch name {
		case "lead_id", "home_lead_id", "other_lead_id", "retired_id":
			if e.leads[cells[i]] {
				return true
			}
			inPast = inPast || past[cells[i]]
		case "source_system":
			source = cells[i]
		case "source_record_id":
			id = cells[i]
		}
	}
	if source != "" && e.records[dedupe.RecordKey(source, id)] || source == "" && inPast {
		return true
	}
	return slices.ContainsFunc(cells, e.mentions)
}
