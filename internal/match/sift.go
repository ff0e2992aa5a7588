package match

// undecided appends the places of those signatures that do not show, next to this one, that two values are different. It tells what
// settled tells (of phone numbers, nearly all of it) for many values in turn: a loop of its own for each kind, so that a pair costs a few
// nanoseconds.
func (s signature) undecided(k Kind, among []signature, places []uint32) []uint32 {
	switch k {
	case FamilyName, FullName, Company, City, Text:
		for i, other := range among {
			if !s.unlike(other) {
				places = append(places, uint32(i))
			}
		}
	case GivenName:
		for i, other := range among {
			if !s.strange(other) {
				places = append(places, uint32(i))
			}
		}
	case Street:
		for i, other := range among {
			if s.sameStart(other) || !s.unlike(other) {
				places = append(places, uint32(i))
			}
		}
	case URL:
		for i, other := range among {
			if !s.apart(other, 2) && !s.unlike(other) {
				places = append(places, uint32(i))
			}
		}
	case Email:
		for i, other := range among {
			if s == 0 || other == 0 || s.sameStart(other) && !(s.unlike(other) && s.apart(other, 2)) {
				places = append(places, uint32(i))
			}
		}
	case Phone:
		for i, other := range among {
			if !s.sameLength(other) || (s^other)>>(4*extensionDigits) == 0 || s.oneSlip(other) {
				places = append(places, uint32(i))
			}
		}
	default:
		different := uint8(differentLevel(k))
		for i, other := range among {
			if level, ok := settled(k, s, other); !ok || level != different {
				places = append(places, uint32(i))
			}
		}
	}
	return places
}
