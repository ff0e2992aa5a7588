package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed nicknames.txt
var nicknamesTXT string

// nicknameTable is what the shipped list says; a line of it is a group.
type nicknameTable struct {
	groups   map[string][]uint16 // of each form, ascending
	initials []uint32            // of the forms of each group, a bit a letter from a on
}

var nicknames = sync.OnceValue(func() nicknameTable {
	table := nicknameTable{groups: map[string][]uint16{}}
	for line := range embedded.Lines(nicknamesTXT) {
		initials := uint32(0)
		for form := range strings.FieldsSeq(line) {
			table.groups[form] = append(table.groups[form], uint16(len(table.initials)))
			initials |= initialBit(form[0])
		}
		table.initials = append(table.initials, initials)
	}
	return table
})

func initialBit(letter byte) uint32 { return 1 << (letter - 'a') }

// NicknameGroups returns the groups of forms of one given name that key, a
// NameKey or a GivenNameKey, belongs to, in ascending order; none where it is
// unknown. The slice is shared and must not be changed.
func NicknameGroups(key string) []uint16 { return nicknames().groups[inOneWord(key)] }

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

// InitialOfForm reports whether a letter may be the initial of a person called by
// a given name, a GivenNameKey, since a form of that name begins with it: j for
// hannes, who is Johannes.
func InitialOfForm(letter byte, name string) bool {
	if letter < 'a' || letter > 'z' {
		return false
	}
	for _, group := range NicknameGroups(name) {
		if nicknames().initials[group]&initialBit(letter) != 0 {
			return true
		}
	}
	return false
}
