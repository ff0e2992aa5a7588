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
	companyWithin
	companyDaughter
	companyAlike
	companySister
	companyApart
	companyDifferent
)

// compareCompanies takes two names to be alike if they are similar or one is an abbreviation of the other. Names that
// have a word in common and are similar only for that word, such as Ferrona Pensions and Ferrona Homes, are not.
func compareCompanies(s *scratch, a, b string) int {
	same, fewer, more := s.overlap(a, b)
	if same == more {
		return companyTokens
	}
	j := s.similarity(a, b)
	similar := j >= 0.88 && (same == 0 || same == fewer || s.pairs(s.alikeWords))
	sister, sisters := false, false
	if same > 0 && !s.pairs(contact.SameCompanyKind) {
		sister, sisters = s.sisters()
	}
	switch {
	case otherNumber(a, b), same > 0 && s.pairs(contact.OtherCompanyKind):
		return companyApart
	case sisters:
		return companySister
	case (similar && j >= 0.94 || min(len(a), len(b)) > 5 && s.distance(a, b) <= 1) && !(same == fewer-1 && same == more-1 && s.pairs(otherShortWord)):
		return companyNear
	case sister && same < fewer:
		return companySister
	case same == fewer && s.daughters():
		return companyDaughter
	case same == fewer:
		return companyWithin
	case similar || same > 0 && (s.abbreviated(a, b) || s.pairs(contact.SameCompanyKind)) || s.spelledOut(a, b):
		return companyAlike
	}
	return companyDifferent
}

// pairs reports whether suit holds for a word that only one of the two names split last has and a word that only the
// other has.
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

// alikeWords reports whether two words may be one word, mistyped or abbreviated.
func (s *scratch) alikeWords(a, b string) bool {
	return s.similarity(a, b) >= 0.88 || shortFor(a, b) || shortFor(b, a)
}

// otherShortWord reports whether two words, one of them short, begin differently: Gino and Pino are no typing error.
func otherShortWord(a, b string) bool { return a[0] != b[0] && min(len(a), len(b)) <= 6 }

// spelledOut reports whether one of the two names split last consists of the initials of all words of the other: DMV,
// or P & G.
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

// byLength returns the words of the two names split last, those of the shorter name first. ok is false if both are
// equally long: then neither abbreviates the other.
func (s *scratch) byLength(a, b string) (short, long []string, ok bool) {
	if len(a) > len(b) {
		return s.tokens[1], s.tokens[0], true
	}
	return s.tokens[0], s.tokens[1], len(a) < len(b)
}

// sisters compares the words that only one of the two names split last has. one reports whether at least one name has
// such words and all of them distinguish companies of one group; both reports whether all such words of both names do.
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

// daughters reports whether one of the two names split last has words that the other lacks, and all of these are such as
// a daughter company adds to the name of its mother.
func (s *scratch) daughters() bool {
	found := false
	for side, tokens := range s.tokens {
		for _, token := range tokens {
			if slices.Contains(s.tokens[1-side], token) {
				continue
			}
			if !contact.IsDaughterWord(token) {
				return false
			}
			found = true
		}
	}
	return found
}

// overlap counts the words two values have in common, the words of the value with fewer, and those of the value with
// more.
func (s *scratch) overlap(a, b string) (same, fewer, more int) {
	left, right := s.split(0, a), s.split(1, b)
	of, _ := common(left, right)
	return bits.OnesCount64(of), min(len(left), len(right)), max(len(left), len(right))
}

// common returns the places of the words that two values have in common, as bit sets. Each word is paired once. Only
// the first 64 words of a value count.
func common(left, right []string) (ofLeft, ofRight uint64) {
	for i, token := range left[:min(len(left), 64)] {
		if at := findToken(right, ofRight, func(other string) bool { return other == token }); at >= 0 {
			ofLeft |= 1 << i
			ofRight |= 1 << at
		}
	}
	return ofLeft, ofRight
}

// abbreviated reports whether every word of the shorter of the two names split last is also in the longer one, or
// abbreviates other words of it: "KSK Biberach" and "TSV Laupheim" for Kreissparkasse and Turn- und Sportverein. A
// word that abbreviates its own name, as in "SWU Stadtwerke Ulm", is ignored.
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
		at := findToken(long, taken, func(other string) bool {
			return shortFor(token, other) || equal != 0 && oneLetter(token) && other[0] == token[0] && contact.IsGivenName(other)
		})
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

// partLetters is the least number of letters that end a word as a part of it rather than by chance; mostInitial the
// most letters of a name made of initials.
const (
	partLetters = 4
	mostInitial = 6
)

// shortFor reports whether a word abbreviates a longer one: it begins it, ends it as "klinik" ends "uniklinik", or
// consists of letters of it in their order, starting with the first.
func shortFor(short, long string) bool {
	return len(short) > 1 && len(short) < len(long) && (len(short) >= partLetters && strings.HasSuffix(long, short) || inOrder(short, long) == len(short))
}

// inOrder returns how many letters of short, from the first on, occur in long in that order; 0 if the two begin
// differently.
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

// initials returns the words, consecutive and not taken, that a short word is made from: it has the first letter of
// each and may have further ones, as "oebb" for "oesterreichische bundesbahnen". It returns 0 if there are none.
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
