package contact

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed nicknames.txt
var nicknamesTXT string

type nicknameTable struct {
	names  []string            // the first form of each group
	groups map[string][]uint16 // form → its groups, ascending
}

var nicknames = sync.OnceValue(func() nicknameTable {
	table := nicknameTable{groups: map[string][]uint16{}}
	for line := range dataLines(nicknamesTXT) {
		number := uint16(len(table.names))
		for form := range strings.FieldsSeq(line) {
			table.groups[form] = append(table.groups[form], number)
		}
		name, _, _ := strings.Cut(line, " ")
		table.names = append(table.names, name)
	}
	return table
})

// NicknameGroups returns the groups of forms of one given name that key, a
// NameKey, belongs to, in ascending order; none where it is unknown. The slice is
// shared and must not be changed.
func NicknameGroups(key string) []uint16 { return nicknames().groups[key] }

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

// CanonicalNickname returns the one name to block by for a NameKey: the first form
// of its group, key itself where it heads a group or has none, and for forms of
// several names the first in the alphabet.
func CanonicalNickname(key string) string {
	groups := NicknameGroups(key)
	for _, group := range groups {
		if nicknames().names[group] == key {
			return key
		}
	}
	if len(groups) == 0 {
		return key
	}
	return nicknames().names[groups[0]]
}
