// Package consent is the arithmetic of yes and no: what one piece of evidence
// says, what all evidence on one identifier adds up to, and what that means for a
// person who has several identifiers.
//
// Evidence is about an identifier (a mailbox, a number, a record), for some
// channels and one purpose. The evidence on one identifier is joined into a
// Standing. Joining is commutative, associative and idempotent, so neither the
// order of files nor a repeated row matters. Refusals spread to every identifier
// of a person; permissions stay with the identifier they were given for.
package consent
