package match

import "galena/internal/contact"

// compareValues returns the level of two different values of a kind. A name in Han, Arabic or another script that is
// not transliterated is no evidence beside a name in Latin letters, unless its reading is known. Its level is then
// null, as if it were missing.
func (s *scratch) compareValues(k Kind, a, b string) int {
	if (a[0]|b[0])&0x80 != 0 {
		if foreign := contact.IsForeign(a); foreign != contact.IsForeign(b) && spelled(k) {
			if !foreign {
				a, b = b, a
			}
			return acrossScripts(k, a, b)
		}
	}
	return comparators[k](s, a, b)
}

// spelled reports whether people write values of this kind in their own script.
func spelled(k Kind) bool {
	switch k {
	case GivenName, FamilyName, FullName, Company, Street, City, Region, Text:
		return true
	}
	return false
}

// acrossScripts returns the level of a value in a foreign script and one in Latin letters.
func acrossScripts(k Kind, foreign, latin string) int {
	likeness := contact.AcrossScripts(foreign, latin)
	switch {
	case likeness == contact.SameName:
		return levelOf(k, "near") // of a region and a street too
	case likeness == contact.AnotherName && named(k):
		return differentLevel(k)
	}
	return null
}

// anySignature is the signature of a value in a foreign script: it is alike to any other.
const anySignature = signature(1<<signatureBits - 1)
