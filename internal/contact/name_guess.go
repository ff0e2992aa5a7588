package contact

import "strings"

// NameGuess is a name that a mailbox suggests. Confidence is 0 where it suggests
// none, else between 0.3 and 0.6: a guess is never as good as what a source says.
type NameGuess struct {
	First, Last string
	Confidence  float64
}

// GuessName guesses a name from the local part of an address: ada.lovelace,
// a_lovelace, lovelace-ada where Ada is a known given name, ada. Digits behind a
// name and +tags are left out; letters are never split without a mark between
// them. Whether the mailbox is a role is for the caller to ask.
func GuessName(local string) NameGuess {
	local, _, _ = strings.Cut(local, "+")
	parts := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	for i, part := range parts {
		parts[i] = strings.TrimRight(part, "0123456789")
		if !allLetters(parts[i]) {
			return NameGuess{}
		}
	}
	switch len(parts) {
	case 1:
		if isGivenName(parts[0]) {
			return named(parts[0], "", 0.3)
		}
	case 2:
		return guessOfTwo(parts[0], parts[1])
	case 3: // a middle name or initial is left out
		if guess := guessOfTwo(parts[0], parts[2]); guess.Confidence > 0.4 {
			guess.Confidence = 0.4
			return guess
		}
	}
	return NameGuess{}
}

func guessOfTwo(a, b string) NameGuess {
	switch {
	case len(a) == 1 && len(b) > 2:
		return named("", b, 0.3) // an initial is no name
	case len(a) < 2 || len(b) < 2:
		return NameGuess{}
	case isGivenName(a):
		return named(a, b, 0.6)
	case isGivenName(b):
		return named(b, a, 0.4)
	}
	return named(a, b, 0.5)
}

func named(first, last string, confidence float64) NameGuess {
	return NameGuess{RepairCase(lowerASCII(first)), RepairCase(lowerASCII(last)), confidence}
}

func isGivenName(s string) bool { return len(NicknameGroups(NameKey(s))) > 0 }

func allLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c < 0x80 && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}
