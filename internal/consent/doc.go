// Package consent is the arithmetic of yes and no: what one piece of evidence
// says, what all evidence on one identifier comes to, and what that means for a
// person who has several.
//
// Evidence is on an identifier (a mailbox, a number, a record), for some
// channels and one purpose. The evidence on one identifier is joined into a
// Standing; joining is commutative, associative and idempotent, so neither the
// order of files nor a row that is there twice matters. Refusals spread to every
// identifier of a person, permissions stay where they were given.
package consent
