package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed nicknames.txt
var nicknamesTXT string

// nicknameTable holds the shipped list, each line of which is a group of forms.
type nicknameTable struct {
	groups   map[string][]uint16 // by form, ascending
	initials []uint32            // by group: the first letters of its forms, one bit per letter from a on
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

// NicknameGroups returns the groups of forms of one given name that key, a NameKey or a
// GivenNameKey, belongs to, in ascending order; none if key is unknown. The slice is shared
// and must not be changed.
func NicknameGroups(key string) []uint16 { return nicknames().groups[inOneWord(key)] }

// SameNickname reports whether two NameKeys are forms of one given name: equal, or in a
// group together, as bill and william are. It is not an equivalence: al matches both albert
// and alexander, which do not match each other.
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

// InitialOfForm reports whether a letter may be the initial of a person with the given name
// name, a GivenNameKey, because a form of that name begins with it: j for hannes, who is
// Johannes.
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
