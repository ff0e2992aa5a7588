package match

import (
	"math/bits"
	"slices"
	"strings"

	"galena/internal/contact"
)

const (
	companyTokens = iota + 1
	companyNear
	companyAlike
	companySister
	companyApart
	companyDifferent
)

// compareCompanies takes names for alike if one has all words of the other, or is short for it.
func compareCompanies(s *scratch, a, b string) int {
	same, fewer, more := s.overlap(a, b)
	if same == more {
		return companyTokens
	}
	j := s.similarity(a, b)
	sister, sisters := false, false
	if same > 0 && !s.pairs(contact.SameCompanyKind) {
		sister, sisters = s.sisters()
	}
	switch {
	case otherNumber(a, b), same > 0 && s.pairs(contact.OtherCompanyKind):
		return companyApart
	case sisters:
		return companySister
	case (j >= 0.94 || min(len(a), len(b)) > 5 && s.distance(a, b) <= 1) && !(same == fewer-1 && same == more-1 && s.pairs(otherShortWord)):
		return companyNear
	case sister && same < fewer:
		return companySister
	case same == fewer || j >= 0.88 || same > 0 && (s.abbreviated(a, b) || s.pairs(contact.SameCompanyKind)) || s.spelledOut(a, b):
		return companyAlike
	}
	return companyDifferent
}

// pairs reports whether a word that only one of the two names split last has suits a word that only the other has.
func (s *scratch) pairs(suit func(a, b string) bool) bool {
	for _, a := range s.tokens[0] {
		if slices.Contains(s.tokens[1], a) {
			continue
		}
		for _, b := range s.tokens[1] {
			if suit(a, b) && !slices.Contains(s.tokens[0], b) {
				return true
			}
		}
	}
	return false
}

// otherShortWord reports whether two short words begin differently: Gino and Pino are no slip of the keys.
func otherShortWord(a, b string) bool { return a[0] != b[0] && min(len(a), len(b)) <= 6 }

// spelledOut reports whether one of the two names split last is made of the initials of the other's words, each of them: DMV, or P & G.
func (s *scratch) spelledOut(a, b string) bool {
	short, long, ok := s.byLength(a, b)
	if !ok {
		return false
	}
	letters := 0
	for _, word := range short {
		if len(short) > 1 && len(word) > 1 {
			return false
		}
		for i := range len(word) {
			if letters == len(long) || word[i] != long[letters][0] {
				return false
			}
			letters++
		}
	}
	return letters > 1 && letters == len(long)
}

// byLength returns the words of the two names split last, those of the shorter name first. Of names equally long neither is short for
// the other.
func (s *scratch) byLength(a, b string) (short, long []string, ok bool) {
	if len(a) > len(b) {
		return s.tokens[1], s.tokens[0], true
	}
	return s.tokens[0], s.tokens[1], len(a) < len(b)
}

// sisters reports whether the words that one of the two names split last has and the other has not are, of one of them at least, all those
// by which companies of one group are told apart, and whether those of both are.
func (s *scratch) sisters() (one, both bool) {
	var only, telling [2]int
	for side, tokens := range s.tokens {
		for _, token := range tokens {
			if !slices.Contains(s.tokens[1-side], token) {
				only[side]++
				if contact.IsSisterWord(token) {
					telling[side]++
				}
			}
		}
	}
	all := func(side int) bool { return only[side] > 0 && only[side] == telling[side] }
	return all(0) || all(1), only[0]+only[1] > 0 && only == telling
}

// overlap counts the words two values have in common, and the words of the one with fewer and of the one with more.
func (s *scratch) overlap(a, b string) (same, fewer, more int) {
	left, right := s.split(0, a), s.split(1, b)
	of, _ := common(left, right)
	return bits.OnesCount64(of), min(len(left), len(right)), max(len(left), len(right))
}

// common returns the places of the words that two values have in common, each word once for each other. Of a value only the first 64 count.
func common(left, right []string) (ofLeft, ofRight uint64) {
	for i, token := range left[:min(len(left), 64)] {
		if at := findToken(right, ofRight, func(other string) bool { return other == token }); at >= 0 {
			ofLeft |= 1 << i
			ofRight |= 1 << at
		}
	}
	return ofLeft, ofRight
}

// abbreviated reports whether every word of the shorter of the two names split last is one of the longer's, or short for another of
// these: "KSK Biberach" and "TSV Laupheim" for Kreissparkasse and Turn- und Sportverein. Initials of the name that they stand in, as "SWU
// Stadtwerke Ulm" has, say nothing more.
func (s *scratch) abbreviated(a, b string) bool {
	short, long, ok := s.byLength(a, b)
	if !ok {
		return false
	}
	equal, taken := common(short, long)
	for i, token := range short {
		if i < 64 && equal>>i&1 != 0 {
			continue
		}
		at := findToken(long, taken, func(other string) bool { return shortFor(token, other) })
		words := initials(token, long, taken)
		switch {
		case at >= 0:
			taken |= 1 << at
		case words != 0:
			taken |= words
		case i >= 64 || initials(token, short, 1<<i) == 0:
			return false
		}
	}
	return true
}

// The fewest letters that are a part of a word rather than its beginning by chance, and the most of a name made of initials.
const (
	partLetters = 4
	mostInitial = 6
)

// shortFor reports whether a word is short for a longer one: begins it, ends it as "klinik" does "uniklinik", or has letters of it in
// their order, from the first on.
func shortFor(short, long string) bool {
	return len(short) > 1 && len(short) < len(long) && (len(short) >= partLetters && strings.HasSuffix(long, short) || inOrder(short, long) == len(short))
}

// inOrder is how many of the letters of a word, from its first on, stand in another in their order; 0 if the two begin differently.
func inOrder(short, long string) int {
	at := 0
	for i := range len(long) {
		if at < len(short) && long[i] == short[at] {
			at++
		}
		if at == 0 {
			break
		}
	}
	return at
}

// initials returns those words, not taken and in a row, of which a short word has the first letters and may have others: "oebb" of
// "oesterreichische bundesbahnen"; 0 if there are none.
func initials(short string, long []string, taken uint64) uint64 {
	if len(short) < 2 || len(short) > mostInitial {
		return 0
	}
	for from := range min(len(long), 64) {
		left, words := short, uint64(0)
		for i := from; i < min(len(long), 64) && left != "" && taken>>i&1 == 0; i++ {
			n := inOrder(left, long[i])
			if n == 0 {
				break
			}
			left, words = left[n:], words|1<<i
		}
		if left == "" {
			return words
		}
	}
	return 0
}
