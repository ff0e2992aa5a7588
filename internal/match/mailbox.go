package match

// Where e-mail addresses are all that tells records apart, as in a list of subscribers, training cannot see which
// equal ones are equal by chance. A mailbox is then assumed to belong to one person.

// ownMailbox is the number of bands whose addresses are assumed to belong to one person: at most 15 records have such
// an address.
const ownMailbox = 4

// onlyMailbox returns the field of e-mail addresses if no other field tells entities apart, else -1.
func (r *run) onlyMailbox() int {
	found := -1
	for f, field := range r.in.Fields {
		switch field.Kind {
		case Email:
			if found >= 0 {
				return -1
			}
			found = f
		case City, PostalCode, Region, Country, Category, Gender, Generation:
		default:
			return -1
		}
	}
	return found
}

// trustMailboxes sets the chance of equal addresses so that one pair of them in 50 is left to two people.
func (m *Model) trustMailboxes(f int) {
	odds := m.matches() / (m.Total - m.matches())
	for band := range ownMailbox {
		level := exactLevel(Email, band)
		m.Fields[f].U[level] = m.Fields[f].M[level] * odds * coincidence / (1 - coincidence)
	}
}
