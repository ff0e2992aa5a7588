package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed nicknames.txt
var nicknamesTXT string

// nicknames are the groups of each form, ascending; a line is a group.
var nicknames = sync.OnceValue(func() map[string][]uint16 {
	groups, number := map[string][]uint16{}, uint16(0)
	for line := range embedded.Lines(nicknamesTXT) {
		for form := range strings.FieldsSeq(line) {
			groups[form] = append(groups[form], number)
		}
		number++
	}
	return groups
})

// NicknameGroups returns the groups of forms of one given name that key, a
// NameKey, belongs to, in ascending order; none where it is unknown. The slice is
// shared and must not be changed.
func NicknameGroups(key string) []uint16 { return nicknames()[key] }

// SameNickname reports whether two NameKeys are forms of one given name: equal, or
// in a group together, as bill and william are. It is no equivalence: al is albert
// and alexander, who are not each other.
func SameNickname(a, b string) bool {
	if a == b {
		return a != ""
	}
	groupsA, groupsB := NicknameGroups(a), NicknameGroups(b)
	for len(groupsA) > 0 && len(groupsB) > 0 {
		switch {
		case groupsA[0] == groupsB[0]:
			return true
		case groupsA[0] < groupsB[0]:
			groupsA = groupsA[1:]
		default:
			groupsB = groupsB[1:]
		}
	}
	return false
}
