package contact

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/embedded"
)

// NameGuess is a name that a mailbox suggests. Confidence is 0 if it suggests none, else
// between 0.3 and 0.6, since a guess is never as good as what a source says.
type NameGuess struct {
	First, Last string
	Confidence  float64
}

// GuessName guesses a name from the local part of an address: ada.lovelace, a_lovelace,
// lovelace-ada if Ada is a known given name, anne-marie.dupont, jan.de.vries, dr.house,
// ada. Digits after a name and +tags are dropped. Letters are split only at a mark between
// them. If any word is not a name, as in sales.emea or first.last, there is no guess. The
// caller has to check whether the mailbox as a whole is a role.
func GuessName(local string) NameGuess {
	local, _, _ = strings.Cut(local, "+")
	parts := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' })
	if len(parts) == 1 {
		parts = strings.Split(local, "-")
	}
	for i, part := range parts {
		parts[i] = strings.TrimRight(part, "0123456789")
		if !allLetters(strings.ReplaceAll(parts[i], "-", "")) || IsRoleMailbox(parts[i]) || noNames()[lowerASCII(parts[i])] {
			return NameGuess{}
		}
	}
	if len(parts) > 1 && isAddressOfPerson(parts[0]) {
		if parts = parts[1:]; len(parts) == 1 {
			return named("", parts[0], 0.3)
		}
	}
	if len(parts) > 2 {
		if i := 1 + slices.IndexFunc(parts[1:], func(part string) bool { return classOf(part)&wordParticle != 0 }); i > 0 {
			parts = append(parts[:i:i], strings.Join(parts[i:], " "))
		}
	}
	switch len(parts) {
	case 1:
		if beginsWithGivenName(parts[0]) {
			return named(parts[0], "", 0.3)
		}
	case 2:
		return guessOfTwo(parts[0], parts[1])
	case 3: // a middle name or initial is dropped
		if guess := guessOfTwo(parts[0], parts[2]); guess.Confidence > 0.4 {
			guess.Confidence = 0.4
			return guess
		}
	}
	return NameGuess{}
}

// noNames are words that forms and templates use in place of a name.
var (
	//go:embed no_names.txt
	noNamesTXT string

	noNames = sync.OnceValue(func() map[string]bool { return embedded.Set(noNamesTXT) })
)

// isAddressOfPerson reports whether a part only says how to address a person.
func isAddressOfPerson(part string) bool { return classOf(part)&wordTitle != 0 && !IsGivenName(part) }

func guessOfTwo(a, b string) NameGuess {
	switch {
	case len(a) == 1 && len(b) > 2:
		return named("", b, 0.3) // an initial is not a name
	case len(a) < 2 || len(b) < 2:
		return NameGuess{}
	case beginsWithGivenName(a):
		return named(a, b, 0.6)
	case beginsWithGivenName(b):
		return named(b, a, 0.4)
	}
	return named(a, b, 0.5)
}

func named(first, last string, confidence float64) NameGuess {
	return NameGuess{RepairCase(lowerASCII(first)), RepairCase(lowerASCII(last)), confidence}
}

// beginsWithGivenName reports whether a name, or the first part of a double name, is a known given
// name.
func beginsWithGivenName(s string) bool {
	s, _, _ = strings.Cut(s, "-")
	return IsGivenName(s)
}

func allLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c < 0x80 && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}
