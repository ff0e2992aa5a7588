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

// compareEmails takes addresses for near if a slip of the keys makes one of the other: in their letters, seldom the first, and a
// slip for about eight of them. "ann2@" and "ann3@", or "a.lee@" and "b.lee@", are two mailboxes more often than one.
func compareEmails(s *scratch, a, b string) int {
	return s.compareMailboxes(a, b, strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@'))
}

// compareMailboxes compares addresses whose mailboxes end there; what has none is no address.
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

// numberedMailboxes reports whether two addresses of one domain, which gives its people their addresses, differ in a number alone: the second
// john.smith is john.smith2 there. Where anybody may have several, as at a free provider, that says little.
func numberedMailboxes(a, b string) bool {
	at, other := strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@')
	return at > 0 && other > 0 && a[at:] == b[other:] && mailboxLetters(a[:at]) == mailboxLetters(b[:other]) && !contact.IsFreeDomain(a[at+1:])
}

// besideName is what the letters of a mailbox say beside a given name; false if the name is not in it, or too short to tell.
func (s *scratch) besideName(address, name string) (rest string, ok bool) {
	name = firstToken(name)
	if len(name) < 3 {
		return "", false
	}
	local, _, _ := strings.Cut(address, "@")
	for _, word := range s.split(0, mailboxLetters(local)) {
		switch {
		case !ok && s.similarity(word, name) >= 0.9 && len(word) < len(name)+3: // bjoern is bjorn
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

// far reports whether two values differ so much in length and first letter that comparing them further is not worth it.
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

// extensionDigits are the last digits of a number in which the extensions of one switchboard differ, and the numbers that a shop
// sells to one family.
const extensionDigits = 2

// trunkDigits are the fewest that stand before an extension.
const trunkDigits = 6

// comparePhones takes E.164 numbers, but also what could not be parsed: digits as they stood.
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

// extended reports whether two numbers, a no longer than b, differ in their last digits alone: one may have a digit or two more,
// as 0711 9988-0 and 0711 9988-77 have.
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
