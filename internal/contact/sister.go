package contact

import (
	_ "embed"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed sister_words.txt
	sisterWordsTXT string

	//go:embed daughter_words.txt
	daughterWordsTXT string

	sisterWords = sync.OnceValue(func() map[string]bool { return embedded.Set(sisterWordsTXT) })

	daughterWords = sync.OnceValue(func() map[string]bool { return embedded.Set(daughterWordsTXT) })
)

// IsSisterWord reports whether a folded word tells one company of a group from another:
// Müller Bau Holding owns Müller Bau, but is not the same company.
func IsSisterWord(word string) bool { return sisterWords()[word] }

// IsDaughterWord reports whether a folded word may tell a daughter from its mother, or be
// left out of one company's name: Müller Energy may be Müller or a daughter of it.
func IsDaughterWord(word string) bool { return daughterWords()[word] }
