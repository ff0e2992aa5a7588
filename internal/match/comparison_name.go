package match

import (
	"slices"
	"strings"
	"unicode/utf8"

	"galena/internal/contact"
)

const (
	nickname = iota + 1
	further
	initial
	givenNear
	givenAlike
	_ // swapped: needs two fields
	givenOther
	givenNumber
	givenDifferent
)

func compareGivenNames(s *scratch, a, b string) int {
	switch {
	case contact.SameNickname(a, b):
		return nickname
	case contact.OtherGivenName(a, b):
		return compareKnownNames(s, a, b)
	}
	if strings.IndexByte(a, ' ') >= 0 || strings.IndexByte(b, ' ') >= 0 {
		if level := compareFurtherNames(s, a, b); level != null {
			return level
		}
	}
	switch {
	case abbreviates(a, b):
		return initial
	case initialOfForm(a, b) || initialOfForm(b, a):
		return givenAlike
	}
	switch j := s.similarity(a, b); {
	case oneLetter(a) && oneLetter(b):
		return givenDifferent
	case otherNumber(a, b):
		return givenNumber
	case j >= 0.92 || s.distance(a, b) == 1:
		return givenNear
	case sharesToken(s, a, b):
		return initial
	case j >= 0.82:
		return givenAlike
	}
	return givenDifferent
}

// compareFurtherNames compares given names, at least one of several words, by their first words. anna and anna maria
// are one person as often as anna and anna are; anna maria and anna ruth hardly ever are. It returns null if the
// first words are neither forms of one name nor near.
func compareFurtherNames(s *scratch, a, b string) int {
	a, furtherA, _ := strings.Cut(a, " ")
	b, furtherB, _ := strings.Cut(b, " ")
	same := a == b && !oneLetter(a)
	switch {
	case !same && !contact.SameNickname(a, b):
		if !contact.OtherGivenName(a, b) && min(len(a), len(b)) > 3 && (s.similarity(a, b) >= 0.92 || s.distance(a, b) == 1) {
			return givenNear
		}
		return null
	case furtherA != "" && furtherB != "" && furtherA != furtherB && !abbreviates(furtherA, furtherB):
		return givenAlike
	case same:
		return further
	}
	return nickname
}

// initialOfForm reports whether letter is the initial of another form of the name: j for hannes, a form of johannes.
func initialOfForm(letter, name string) bool {
	return len(letter) == 1 && contact.InitialOfForm(letter[0], name)
}

// compareKnownNames compares well-known names that belong to two people. A typing error seldom turns one into the
// other: martin and martina are no more likely one person than martin and anna. But names so alike seldom meet by
// chance, so they have a level of their own.
func compareKnownNames(s *scratch, a, b string) int {
	if abbreviates(a, b) || s.similarity(a, b) >= 0.82 || s.distance(a, b) == 1 {
		return givenOther
	}
	return givenDifferent
}

// otherNumber reports whether two names contain different digits. Numbers are given to tell names apart: user1 and
// user2 are no typing error.
func otherNumber(a, b string) bool {
	i, j, digits := 0, 0, false
	for {
		for i < len(a) && (a[i] < '0' || a[i] > '9') {
			i++
		}
		for j < len(b) && (b[j] < '0' || b[j] > '9') {
			j++
		}
		if i == len(a) || j == len(b) {
			// At least one name has no more digits. A name without any digits says nothing about its number.
			return digits && (i < len(a) || j < len(b))
		}
		if a[i] != b[j] {
			return true
		}
		i, j, digits = i+1, j+1, true
	}
}

// abbreviates reports whether one name is the first letter, or at least the first three letters, of the other.
func abbreviates(a, b string) bool {
	a, b = strings.TrimSuffix(a, "."), strings.TrimSuffix(b, ".")
	if len(a) > len(b) {
		a, b = b, a
	}
	n := utf8.RuneCountInString(a)
	return n == 1 && strings.HasPrefix(b, a) || n > 2 && strings.HasPrefix(b, a)
}

// oneLetter reports whether a name is an initial.
func oneLetter(name string) bool {
	return utf8.RuneCountInString(strings.TrimSuffix(name, ".")) == 1
}

const (
	compound = iota + 1
	familyInitial
	familyNear
	familyAlike
	familyNumber
	familyDifferent
)

func compareFamilyNames(s *scratch, a, b string) int {
	switch {
	case otherNumber(a, b):
		return familyNumber
	case min(len(a), len(b)) <= utf8.UTFMax && oneLetter(a) != oneLetter(b) && abbreviates(a, b):
		return familyInitial
	}
	if level := compareCompounds(s, a, b); level != null {
		return level
	}
	switch j := s.similarity(a, b); {
	case j >= 0.92 || s.distance(a, b) == 1:
		return familyNear
	case j >= 0.82:
		return familyAlike
	}
	return familyDifferent
}

// compareCompounds compares family names, at least one of several words, that have a word of three or more letters in
// common. weber and richter-weber match, as do garcía and garcía lópez, but garcía pérez and garcía lópez hardly do.
// It returns null for other names.
func compareCompounds(s *scratch, a, b string) int {
	if !sharesToken(s, a, b) {
		return null
	}
	left, right := s.tokens[0], s.tokens[1]
	if len(left) > len(right) {
		left, right = right, left
	}
	level := compound
	for _, word := range left {
		switch {
		case slices.Contains(right, word):
		case !slices.ContainsFunc(right, func(other string) bool { return s.similarity(word, other) >= 0.92 || s.distance(word, other) == 1 }):
			return familyAlike
		case len(left) == len(right):
			level = familyNear
		}
	}
	return level
}

// sharesToken reports whether two names, at least one of several words, have a word of three or more letters in
// common.
func sharesToken(s *scratch, a, b string) bool {
	if !strings.ContainsAny(a, " -") && !strings.ContainsAny(b, " -") {
		return false
	}
	left, right := s.split(0, a), s.split(1, b)
	for _, token := range left {
		if len(token) > 2 && slices.Contains(right, token) {
			return true
		}
	}
	return false
}

const (
	reordered = iota + 1
	compatible
	fullNear
	sharedToken
	fullAlike
	fullDifferent
)

// compareFullNames pairs off the words of two names: equal ones first, then nicknames, initials and near ones.
func compareFullNames(s *scratch, a, b string) int {
	left, right := s.split(0, a), s.split(1, b)
	if len(left) > len(right) || len(left) == len(right) && a > b {
		left, right = right, left
	}
	var taken uint64
	equal, like := 0, 0
	for _, token := range left {
		if i := findToken(right, taken, func(other string) bool { return other == token }); i >= 0 {
			taken |= 1 << i
			equal++
			continue
		}
		i := findToken(right, taken, func(other string) bool {
			return contact.SameNickname(token, other) || (abbreviates(token, other) || s.similarity(token, other) >= 0.92) && !contact.OtherGivenName(token, other)
		})
		if i >= 0 {
			taken |= 1 << i
			like++
		}
	}
	j := s.similarity(a, b)
	switch {
	case otherNumber(a, b):
		return fullDifferent
	case equal >= 1 && s.otherGiven(left, right):
		return sharedToken
	case equal == len(left) && equal == len(right):
		return reordered
	case equal >= 1 && equal+like == len(left) && len(left) > 1:
		return compatible
	case j >= 0.92 || min(len(a), len(b)) > 7 && s.distance(a, b) <= 2 || like == len(right):
		return fullNear
	case equal >= 1:
		return sharedToken
	case j >= 0.85:
		return fullAlike
	}
	return fullDifferent
}

// otherGiven reports whether each name contains a well-known given name that the other has not, and these belong to
// two people.
func (s *scratch) otherGiven(left, right []string) bool {
	for _, a := range left {
		for _, b := range right {
			if contact.OtherGivenName(a, b) && !slices.Contains(left, b) && !slices.Contains(right, a) {
				return true
			}
		}
	}
	return false
}

// findToken returns the index of the first token that is not taken and suits, or -1.
func findToken(tokens []string, taken uint64, suits func(string) bool) int {
	for i, token := range tokens[:min(len(tokens), 64)] {
		if taken&(1<<i) == 0 && suits(token) {
			return i
		}
	}
	return -1
}

// split cuts a value at everything that is neither letter nor digit. It returns one of two slices, by side, that the
// next call for that side overwrites.
func (s *scratch) split(side int, value string) []string {
	tokens, start := s.tokens[side][:0], -1
	for i := range len(value) {
		c := value[i]
		word := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 0x80
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			tokens, start = append(tokens, value[start:i]), -1
		}
	}
	if start >= 0 {
		tokens = append(tokens, value[start:])
	}
	s.tokens[side] = tokens
	return tokens
}
