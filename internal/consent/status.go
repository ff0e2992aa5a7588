package consent

// Status is what evidence says, ordered by restrictiveness.
type Status uint8

// The statuses, from the least to the most restrictive.
const (
	Express      Status = iota // the person said yes
	Implied                    // a relationship that permits until it expires
	Unknown                    // nobody said anything
	Pending                    // asked, but not answered yet (double opt-in)
	HardBounce                 // the address does not exist
	Unsubscribed               // the person said no
	Complaint                  // the person called it spam
	LegalBlock                 // a court, an authority, a lawyer, the person's objection
	Erased                     // the person asked to be forgotten
	statuses     = iota
)

// String returns the name of the status in files.
func (s Status) String() string {
	return [statuses]string{
		"express", "implied", "unknown", "pending", "hard_bounce", "unsubscribed", "complaint", "legal_block", "erased",
	}[s]
}

// StatusByName returns the status with a name.
func StatusByName(name string) (Status, bool) {
	for s := range Status(statuses) {
		if s.String() == name {
			return s, true
		}
	}
	return Unknown, false
}

// Refuses reports whether the status spreads to all identifiers of a person.
func (s Status) Refuses() bool { return s >= HardBounce }

// liftable reports whether a later yes to the same identifier undoes the status, as
// 15 USC 7704(a)(4)(B) provides for an unsubscription. No opt-in undoes a complaint, a
// legal block or an erasure.
func (s Status) liftable() bool { return s >= Pending && s <= Unsubscribed }
