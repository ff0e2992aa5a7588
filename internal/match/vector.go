package match

import (
	"math/bits"
	"strings"

	"galena/internal/contact"
)

// vector holds the comparison levels of a pair, one per field.
type vector [maxFields]uint8

// memoBits is the size of the memo of compared values, for fields of many values.
const memoBits = 13

// comparer compares the rows of a run. Each worker has its own.
type comparer struct {
	run     *run
	scratch scratch
	memo    [maxFields][]uint64 // direct-mapped: codes of two values <<8 | level; nil where values seldom repeat
	shift   [maxFields]uint8    // shifts the hash of two codes to an index in memo
}

func (r *run) newComparer() *comparer {
	c := &comparer{run: r}
	for f := range r.in.Fields {
		if r.remembers(f) && r.neighbours == nil {
			size := min(memoBits, 2*bits.Len(uint(r.in.Fields[f].Values.Len())))
			c.memo[f], c.shift[f] = make([]uint64, 1<<size), uint8(64-size)
		}
	}
	return c
}

// remembers reports whether values of a field are compared again and again.
func (r *run) remembers(f int) bool {
	switch r.in.Fields[f].Kind {
	case Email, Phone, ID, Street:
		return false
	}
	return true
}

// compare fills in the levels of all fields.
func (c *comparer) compare(a, b []uint32, levels *vector) {
	for f := range c.run.in.Fields {
		levels[f] = c.level(f, a, b)
	}
	c.swap(a, b, levels)
	c.condition(a, b, levels)
}

// sure reports whether a model takes two rows for one entity.
func (c *comparer) sure(m *Model, a, b []uint32) bool {
	var levels vector
	c.compare(a, b, &levels)
	return probability(m.logOdds(levels[:len(m.Fields)])) >= c.run.options.Threshold
}

// condition moves the levels of differing e-mail addresses to those for namesakes where the names agree. It also
// handles three cases in which the whole names do not. If two people's names are nearly one (Paul and Paula Kent),
// addresses made from the names are as near. laura2@firm and laura3@firm belong to two Lauras, whether or not their
// family names agree. And laura.lee@firm and laura.ray@firm say no more than that both are called Laura.
func (c *comparer) condition(a, b []uint32, levels *vector) {
	c.discount(a, b, levels)
	c.confirm(a, b, levels)
	c.locate(a, b, levels)
	agree := c.run.namesAgree(levels)
	nearly := !agree && c.run.namesNearlyOne(levels)
	if !agree && !nearly && !c.run.givenNamesAgree(levels) {
		return
	}
	for _, f := range c.run.emails {
		switch level := levels[f]; {
		case level == null || level > emailDifferent:
		case agree:
			levels[f] = c.namesakeLevel(f, a, b, level)
		case nearly && (level == emailNear || level == emailAlike):
			levels[f] = emailAlike + namedShift
		case nearly:
		case c.run.givenNamesEqual(levels) && c.numbered(f, a, b):
			levels[f] = uint8(emailNumbered)
		case (level == emailAlike || level == emailNear && !c.run.givenNamesEqual(levels)) && c.ofGivenNames(f, a, b):
			levels[f] = null
		}
	}
}

// confirm takes short given names that differ by one typing error to be two people's if the address of each record
// repeats its own name: a typing error in a name does not reach the address, so Dan with dan@firm and Don with
// don@firm are two people.
func (c *comparer) confirm(a, b []uint32, levels *vector) {
	given := c.run.given
	if given < 0 || levels[given] != givenNear {
		return
	}
	names := c.run.in.Fields[given].Values
	nameA, nameB := names.Value(a[given]&codeMask), names.Value(b[given]&codeMask)
	if max(len(nameA), len(nameB)) > shortName || contact.SoundAlike(nameA, nameB) {
		return
	}
	for _, f := range c.run.emails {
		if a[f] == 0 || b[f] == 0 || a[f] == b[f] {
			continue
		}
		values := c.run.in.Fields[f].Values
		restA, ownA := strings.CutPrefix(mailboxLetters(values.Value(a[f]&codeMask)), nameA)
		restB, ownB := strings.CutPrefix(mailboxLetters(values.Value(b[f]&codeMask)), nameB)
		if ownA && ownB && restA == restB {
			levels[given] = givenOther
		}
	}
}

// shortName is the most letters of a name in which a different letter means another name more often than a mistake.
const shortName = 5

// discount ignores an equal mailbox at two domains if it says no more than a given name does: everybody called Zoe
// may have zoe@ or z@ at a domain of her own.
func (c *comparer) discount(a, b []uint32, levels *vector) {
	for _, f := range c.run.emails {
		if levels[f] == mailbox && (c.ofGivenName(f, a) || c.ofGivenName(f, b)) {
			levels[f] = null
		}
	}
}

// ofGivenName reports whether the mailbox of a row is a given name, or a prefix of the given name of the row.
func (c *comparer) ofGivenName(f int, row []uint32) bool {
	letters := mailboxLetters(c.run.in.Fields[f].Values.Value(row[f] & codeMask))
	if given := c.run.forename; given >= 0 && row[given] != 0 {
		name := c.run.in.Fields[given].Values.Value(row[given] & codeMask)
		if strings.HasPrefix(strings.ReplaceAll(name, " ", ""), letters) {
			return true
		}
	}
	return contact.IsGivenName(letters)
}

// givenNamesEqual reports whether two records have the same given name.
func (r *run) givenNamesEqual(levels *vector) bool {
	return r.given >= 0 && levels[r.given] > givenDifferent
}

// givenNamesAgree reports whether the given names of two records are so alike that mailboxes made from them are alike
// too.
func (r *run) givenNamesAgree(levels *vector) bool {
	return r.givenNamesEqual(levels) || r.given >= 0 && (levels[r.given] == further || levels[r.given] == givenNear)
}

// ofGivenNames reports whether the addresses of two rows have nothing in common but the given names they contain.
func (c *comparer) ofGivenNames(f int, a, b []uint32) bool {
	emails, names := c.run.in.Fields[f].Values, c.run.in.Fields[c.run.given].Values
	x, ok := c.scratch.besideName(emails.Value(a[f]&codeMask), names.Value(a[c.run.given]&codeMask))
	if !ok {
		return false
	}
	y, ok := c.scratch.besideName(emails.Value(b[f]&codeMask), names.Value(b[c.run.given]&codeMask))
	return ok && (min(len(x), len(y)) < 3 || x != y && c.scratch.distance(x, y) > 1 && c.scratch.similarity(x, y) < 0.88)
}

// numbered reports whether an employer numbered the addresses of two rows (see numberedMailboxes).
func (c *comparer) numbered(f int, a, b []uint32) bool {
	values := c.run.in.Fields[f].Values
	return numberedMailboxes(values.Value(a[f]&codeMask), values.Value(b[f]&codeMask))
}

// namesakeLevel turns the level of two addresses into the one for namesakes.
func (c *comparer) namesakeLevel(f int, a, b []uint32, level uint8) uint8 {
	if (level == emailDifferent || level == emailAlike) && c.numbered(f, a, b) {
		return uint8(emailNumbered)
	}
	return level + namedShift
}

// namesAgree reports whether a pair has the names of namesakes, or names so alike that addresses made from them are
// alike too.
func (r *run) namesAgree(levels *vector) bool {
	if r.given >= 0 {
		g, f := levels[r.given], levels[r.family]
		return g == uint8(swapped) || f != null && f != familyNumber && f != familyDifferent && g != null && g != givenAlike && g != givenOther && g != givenNumber && g != givenDifferent
	}
	return r.full >= 0 && (levels[r.full] == reordered || levels[r.full] == compatible || levels[r.full] > fullDifferent)
}

// namesNearlyOne reports whether the given names are well-known names of two people that differ so little that
// addresses made from them are near, and the family names agree.
func (r *run) namesNearlyOne(levels *vector) bool {
	if r.given < 0 {
		return false
	}
	f := levels[r.family]
	return levels[r.given] == givenOther && f != null && f != familyNumber && f != familyDifferent
}

// level returns the level of one field of two rows.
func (c *comparer) level(f int, a, b []uint32) uint8 {
	switch {
	case a[f] == 0 || b[f] == 0:
		return null
	case a[f] == b[f]:
		return uint8(exactLevel(c.run.in.Fields[f].Kind, int(a[f]>>bandShift)))
	}
	return c.fuzzy(f, a, b)
}

// fuzzy returns the level of a field whose values differ.
func (c *comparer) fuzzy(f int, rowA, rowB []uint32) uint8 {
	if at := c.run.signed[f]; at > 0 && c.run.neighbours == nil {
		if level, ok := settled(c.run.in.Fields[f].Kind, signatureAt(rowA, at), signatureAt(rowB, at)); ok {
			return level
		}
	}
	return c.read(f, rowA, rowB)
}

// read returns the level of a field whose values differ and that signatures do not settle: from neighbours, shapes or
// the memo if possible, else by reading the values.
func (c *comparer) read(f int, rowA, rowB []uint32) uint8 {
	field := &c.run.in.Fields[f]
	a, b := rowA[f]&codeMask, rowB[f]&codeMask
	if c.run.neighbours != nil {
		return c.run.neighbours[f].level(field.Kind, a, b)
	}
	if shapes := c.run.shapes[f]; shapes != nil && shapes[a].different(field.Kind, &shapes[b]) {
		return uint8(differentLevel(field.Kind))
	}
	memo := c.memo[f]
	if memo == nil {
		return c.readValues(f, a, b)
	}
	if a > b {
		a, b = b, a
	}
	key := uint64(a)<<bandShift | uint64(b)
	slot := &memo[key*0x9e3779b97f4a7c15>>c.shift[f]]
	if *slot>>8 == key {
		return uint8(*slot)
	}
	level := c.readValues(f, a, b)
	*slot = key<<8 | uint64(level)
	return level
}

// readValues returns the level of two different values of a field by reading them.
func (c *comparer) readValues(f int, a, b uint32) uint8 {
	field := &c.run.in.Fields[f]
	if cuts := c.run.cuts[f]; cuts != nil {
		return uint8(c.scratch.compareCut(field.Kind, field.Values.Value(a), field.Values.Value(b), cuts[a], cuts[b]))
	}
	return uint8(c.scratch.compareValues(field.Kind, field.Values.Value(a), field.Values.Value(b)))
}

// swap detects exchanged given and family names. The evidence counts once, at the given name. One of the two names
// may have a typing error.
func (c *comparer) swap(a, b []uint32, levels *vector) {
	g, f := c.run.given, c.run.family
	if g < 0 || a[g] == b[g] || a[f] == b[f] {
		return
	}
	if c.crossed(a, b) || (levels[g] == uint8(givenDifferent) && levels[f] == uint8(familyDifferent) && c.nearlyCrossed(a, b)) {
		levels[g], levels[f] = uint8(swapped), null
	}
}

// mayCross reports whether swap might find the names exchanged: one given name is the other record's family name.
func (c *comparer) mayCross(a, b []uint32) bool {
	f := c.run.family
	if f < 0 || a[f] == b[f] {
		return false
	}
	crossA, crossB := a[c.run.cross], b[c.run.cross]
	return crossA != 0 && crossA == b[f]&codeMask || crossB != 0 && crossB == a[f]&codeMask
}

// crossed reports whether each record's given name is the other's family name.
func (c *comparer) crossed(a, b []uint32) bool {
	f, crossA, crossB := c.run.family, a[c.run.cross], b[c.run.cross]
	return crossA != 0 && crossB != 0 && crossA == b[f]&codeMask && crossB == a[f]&codeMask
}

func (c *comparer) nearlyCrossed(a, b []uint32) bool {
	g, f := c.run.given, c.run.family
	if a[g] == 0 || a[f] == 0 || b[g] == 0 || b[f] == 0 {
		return false
	}
	one, two := a[c.run.cross] == b[f]&codeMask, b[c.run.cross] == a[f]&codeMask
	if one == two {
		return false
	}
	if one {
		a, b = b, a
	}
	given, family := c.run.in.Fields[g].Values, c.run.in.Fields[f].Values
	x, y := given.Value(a[g]&codeMask), family.Value(b[f]&codeMask)
	return c.scratch.similarity(x, y) >= 0.88 && !contact.OtherGivenName(x, y)
}
