package consent

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// BounceWillPass reports whether the kind of a bounce, or the reason for it, says that
// the address may work again: "Soft", "temporary failure", "Mailbox full". It compares
// whole words, since "blocked by Microsoft" is not soft.
func BounceWillPass(text string) bool {
	words := strings.Fields(contact.FoldWords(text))
	return slices.ContainsFunc(words, func(word string) bool {
		switch word {
		case "soft", "softbounce", "temporary", "transient", "quota":
			return true
		}
		return false
	}) || slices.Contains(words, "mailbox") && slices.Contains(words, "full")
}
