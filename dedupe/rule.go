package dedupe

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"galena/internal/contact"
)

// rule compares two records of a lead: positive if a's value for a unit survives,
// negative if b's does, zero if the rule cannot tell.
type rule func(s *survivorship, u *unit, lead []uint32, a, b uint32) int

// namedRule is a rule with the name by which explanations call it.
type namedRule struct {
	name    string
	compare rule
}

// The names of rules that no config can name.
const (
	rulePresent = "present" // only this record has a value, or one that could be read
	ruleRefusal = "refusal" // a refusal wins
	ruleOldest  = "oldest"  // the rules could not tell: created first, else first by source and id
)

// rulesByName are the survivorship rules that a config may name.
var rulesByName = map[string]rule{
	"trust": func(s *survivorship, _ *unit, _ []uint32, a, b uint32) int {
		return cmp.Compare(s.store.file(a).Trust, s.store.file(b).Trust)
	},
	"recent": func(s *survivorship, _ *unit, _ []uint32, a, b uint32) int {
		return cmp.Compare(s.store.lastChange(a), s.store.lastChange(b))
	},
	"first": func(s *survivorship, _ *unit, _ []uint32, a, b uint32) int {
		return cmp.Compare(s.store.created(b), s.store.created(a))
	},
	"complete": mostComplete,
	"frequent": mostFrequent,
	"verified": verifiedFirst,
}

func ruleNames() []string { return slices.Sorted(maps.Keys(rulesByName)) }

// mostComplete prefers the fuller unit and, for a unit of one column, the fuller
// record.
func mostComplete(s *survivorship, u *unit, _ []uint32, a, b uint32) int {
	if len(u.decisive) < 2 || u == s.base {
		return cmp.Compare(s.base.filled(a), s.base.filled(b))
	}
	return cmp.Compare(u.filled(a), u.filled(b))
}

// mostFrequent prefers the value that more records of the lead have.
func mostFrequent(_ *survivorship, u *unit, lead []uint32, a, b uint32) int {
	count := func(r uint32) (n int) {
		for _, other := range lead {
			same := true
			for _, f := range u.decisive {
				same = same && f.equal(r, other)
			}
			if same {
				n++
			}
		}
		return n
	}
	return cmp.Compare(count(a), count(b))
}

// verifiedFirst prefers the address that its source has verified.
func verifiedFirst(_ *survivorship, u *unit, _ []uint32, a, b uint32) int {
	rank := func(r uint32) int {
		for _, f := range u.fields {
			if f.name != "email_status" {
				continue
			}
			switch strings.ToLower(f.text(r)) {
			case "valid", "verified":
				return 2
			case "invalid":
				return 0
			}
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

// mostPresent prefers a value to text that could not be read, and such text to
// nothing. A config cannot name it.
func mostPresent(_ *survivorship, u *unit, _ []uint32, a, b uint32) int {
	return cmp.Compare(u.presence(a), u.presence(b))
}

// refusalWins prefers, in a column of refusals, yes to an unreadable word, that to
// no, and no to nothing; of two dates of refusal it prefers the earlier. A config
// cannot name it.
func refusalWins(_ *survivorship, u *unit, _ []uint32, a, b uint32) int {
	f := u.decisive[0]
	rank := func(r uint32) int {
		if u.presence(r) == 0 {
			return 0
		}
		yes, ok := f.truth(r)
		if !ok {
			yes, ok = contact.ParseBool(f.text(r)) // if normalize was left out
		}
		if ok && !yes {
			return 1
		} else if ok {
			return 3
		}
		if _, ok := f.micros(r); ok {
			return 3
		}
		return 2
	}
	if order := cmp.Compare(rank(a), rank(b)); order != 0 {
		return order
	}
	x, _ := f.micros(a)
	y, _ := f.micros(b)
	return cmp.Compare(y, x)
}
