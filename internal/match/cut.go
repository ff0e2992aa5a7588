package match

import (
	"strings"

	"galena/internal/contact"
)

// cut holds the two parts of a value that are compared apart: from, to, from, to.
type cut [4]uint8

// cutBytes is the length of the longest value that a cut can describe.
const cutBytes = 255

// cuts returns the parts of every value of a field, so that each value is taken apart once and not in every
// comparison. It is nil for kinds whose values are compared whole, and if a value is too long.
func (s *scratch) cuts(f *Field) []cut {
	if f.Kind != Street && f.Kind != Email {
		return nil
	}
	out := make([]cut, f.Values.Len())
	for code := 1; code < len(out); code++ {
		value := f.Values.Value(uint32(code))
		if len(value) > cutBytes {
			return nil
		}
		one, two := s.parts(f.Kind, value)
		out[code] = cutOf(value, one, two)
	}
	return out
}

// parts returns the two parts by which a street or an e-mail address is compared.
func (s *scratch) parts(k Kind, value string) (one, two string) {
	if k == Street {
		a := s.address(0, value)
		return a.number, a.street
	}
	if at := strings.LastIndexByte(value, '@'); at > 0 {
		return value[:at], value[at+1:]
	}
	return "", ""
}

func cutOf(value, one, two string) (c cut) {
	if one != "" {
		c[0] = uint8(offset(value, one))
		c[1] = c[0] + uint8(len(one))
	}
	if two != "" {
		c[2] = uint8(offset(value, two))
		c[3] = c[2] + uint8(len(two))
	}
	return c
}

// compareCut compares two values by their parts.
func (s *scratch) compareCut(k Kind, a, b string, x, y cut) int {
	if k == Street {
		if contact.IsForeign(a) != contact.IsForeign(b) {
			return null
		}
		return s.compareAddresses(address{a[x[0]:x[1]], a[x[2]:x[3]]}, address{b[y[0]:y[1]], b[y[2]:y[3]]})
	}
	return s.compareMailboxes(a, b, int(x[1]), int(y[1]))
}
