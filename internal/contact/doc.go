// Package contact is galena's knowledge about contact values: what an email
// address, a phone number, a name, a company, a place, a job title, a link or a
// date looks like, and which forms of it mean the same.
//
// Every function is pure: a string in, a value out, no I/O, no logging, and safe for
// concurrent use, except where PhoneCache says otherwise. Nothing here guesses: a value
// that cannot be read with certainty comes back with a Problem, a short stable code that
// contains no personal data. A value that is already in its normal form is returned as the
// very same string, without allocation, so that normalizing is idempotent and cheap.
package contact

// Problem is a stable code that says why a value could not be read, or "" if it could.
// Codes go into rejects and reports and never contain cell contents.
type Problem string
