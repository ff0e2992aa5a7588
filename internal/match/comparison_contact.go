package match

import (
	"strings"

	"galena/internal/contact"
)

const (
	mailbox = iota + 1
	emailNear
	emailAlike
	emailDifferent
)

// emailNumbered is the level of namesakes whose employer or school numbered their mailboxes to tell them apart.
var emailNumbered = levelOf(Email, "name numbered")

// compareEmails takes addresses to be near if a few typing errors turn one into the other. The errors must be in
// letters and not in the first one, and the longer the mailbox, the more there may be. "ann2@" and "ann3@", or
// "a.lee@" and "b.lee@", are more often two mailboxes than one.
func compareEmails(s *scratch, a, b string) int {
	return s.compareMailboxes(a, b, strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@'))
}

// compareMailboxes is compareEmails for addresses whose "@" is at atA and atB. A value without a mailbox is no
// address.
func (s *scratch) compareMailboxes(a, b string, atA, atB int) int {
	if atA <= 0 || atB <= 0 {
		if s.distance(a, b) <= 2 {
			return emailNear
		}
		return emailDifferent
	}
	mailboxA, mailboxB := a[:atA], b[:atB]
	if mailboxA == mailboxB {
		return mailbox
	}
	if a[0] != b[0] {
		return emailDifferent
	}
	if mailboxLetters(mailboxA) == mailboxLetters(mailboxB) && otherNumber(mailboxA, mailboxB) {
		return emailDifferent
	}
	if d := len(a) - len(b); d <= 3 && d >= -3 && sameDigits(mailboxA, mailboxB) {
		slips := 2 + min(atA, atB)/14
		if s.distance(a, b) <= min(slips, 3) {
			return emailNear
		}
	}
	if atA > 3 && atB > 3 && s.similarity(mailboxA, mailboxB) >= 0.9 {
		return emailAlike
	}
	return emailDifferent
}

// numberedMailboxes reports whether two addresses differ only in a number, at a domain that assigns addresses to its
// people: there john.smith2 is the second john.smith. At a free provider anybody may have several addresses, so the
// number says little.
func numberedMailboxes(a, b string) bool {
	at, other := strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@')
	return at > 0 && other > 0 && a[at:] == b[other:] && mailboxLetters(a[:at]) == mailboxLetters(b[:other]) && !contact.IsFreeDomain(a[at+1:])
}

// besideName returns the letters of a mailbox without the given name. ok is false if the mailbox does not contain the
// name, or the name is too short to tell.
func (s *scratch) besideName(address, name string) (rest string, ok bool) {
	name = firstToken(name)
	if len(name) < 3 {
		return "", false
	}
	local, _, _ := strings.Cut(address, "@")
	for _, word := range s.split(0, mailboxLetters(local)) {
		switch {
		case !ok && s.similarity(word, name) >= 0.9 && len(word) < len(name)+3: // bjoern for bjorn
			ok = true
		case !ok && strings.Contains(word, name):
			word, ok = strings.Replace(word, name, "", 1), true
			rest += word
		default:
			rest += word
		}
	}
	return rest, ok
}

// sameDigits reports whether two values have the same digits, in any order.
func sameDigits(a, b string) bool {
	var count [10]int
	for i := range len(a) {
		if d := a[i] - '0'; d < 10 {
			count[d]++
		}
	}
	for i := range len(b) {
		if d := b[i] - '0'; d < 10 {
			count[d]--
		}
	}
	return count == [10]int{}
}

// far reports whether two values begin differently and differ so much in length that comparing them further is not
// worthwhile.
func far(a, b string, lengths int) bool {
	d := len(a) - len(b)
	return (d > lengths || d < -lengths) && a[0] != b[0]
}

const (
	national = iota + 1
	phoneNear
	phoneExtension
	phoneDifferent
)

// extensionDigits is the number of last digits in which the extensions of one switchboard differ, and the numbers
// that a shop sells to one family.
const extensionDigits = 2

// trunkDigits is the least number of digits before an extension.
const trunkDigits = 6

// comparePhones compares E.164 numbers, or the digits as written where a number could not be parsed.
func comparePhones(s *scratch, a, b string) int {
	a, b = strings.TrimPrefix(a, "+"), strings.TrimPrefix(b, "+")
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) >= 7 && len(b) > len(a) && strings.HasSuffix(b, strings.TrimLeft(a, "0")) {
		return national
	}
	switch {
	case extended(a, b):
		return phoneExtension
	case len(b)-len(a) <= 1 && len(a) >= 6 && s.distance(a, b) == 1:
		return phoneNear
	}
	return phoneDifferent
}

// extended reports whether two numbers differ only in their last digits. a must be no longer than b, which may have
// one or two digits more: 0711 9988-0 and 0711 9988-77.
func extended(a, b string) bool {
	common := 0
	for common < len(a) && a[common] == b[common] {
		common++
	}
	return common >= trunkDigits && common >= len(a)-extensionDigits && len(b)-len(a) <= extensionDigits
}

func compareURLs(s *scratch, a, b string) int {
	if !far(a, b, 2) && s.distance(a, b) <= 2 {
		return 1
	}
	return 2
}

const (
	idNear = iota + 1
	idDifferent
)

func compareIDs(s *scratch, a, b string) int {
	if d := len(a) - len(b); d < 2 && d > -2 && min(len(a), len(b)) > 3 && s.distance(a, b) == 1 {
		return idNear
	}
	return idDifferent
}
