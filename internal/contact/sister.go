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

// IsSisterWord reports whether a folded word in a name tells a company from
// another of one group: Müller Bau Holding owns Müller Bau, and is not it.
func IsSisterWord(word string) bool { return sisterWords()[word] }
