package contact

import (
	_ "embed"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed sister_words.txt
	sisterWordsTXT string

	sisterWords = sync.OnceValue(func() map[string]bool { return embedded.Set(sisterWordsTXT) })
)

// IsSisterWord reports whether a folded word tells one company of a group from another:
// Müller Bau Holding owns Müller Bau, but is not the same company.
func IsSisterWord(word string) bool { return sisterWords()[word] }
