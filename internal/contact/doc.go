// Package contact is galena's knowledge about contact values: what an email
// address, a phone number, a name, a company, a place, a job title, a link or a
// date looks like, and which forms of it mean the same.
//
// Every function is pure: a string in, a value out, no I/O, no logging, safe for
// concurrent use (PhoneCache, which says so, is the exception). Nothing here
// guesses: what cannot be read with certainty comes back with a Problem, a short
// stable code that names no personal data. A value that is already in its normal
// form is returned as the very same string, without allocation, so that
// normalizing is idempotent and cheap.
package contact

// Problem is a stable code that says why a value could not be read, or "" when
// it could. Codes go into rejects and reports and never hold cell contents.
type Problem string
