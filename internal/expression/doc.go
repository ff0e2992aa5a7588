// Package expression evaluates the rules of pipeline.yaml, such as
//
//	seniority in ["cxo", "vp"] and employee_count >= 1000 and not email_is_free
//
// on whole columns. The syntax is that of github.com/expr-lang/expr, whose
// parser reads it; checking and evaluation are done here. Compile resolves
// names and kinds once, so that a misspelt column or a number compared with a
// text is found before any row is read. Where then runs over the arrays of a
// table, one loop per operator; nothing is interpreted or boxed per row.
//
// # The language
//
//	job_title                   a column by its name
//	address.city                a column whose name has dots in it
//	$env["Record ID"]           a column of any other name
//	"vp"  'vp'  1_000  2.5      texts and numbers
//	true  false  nil            truth, and no value
//
//	a == b  !=  <  <=  >  >=    two values of one kind; text by its bytes, exact in case
//	a < b < c                   both
//	a in ["x", "y"]             one of the values
//	a in 1..10                  from 1 to 10, both included, fractions too
//	a contains "x"              also startsWith, endsWith: a text within a text
//	a matches "^v.*p$"          a regular expression of Go (RE2)
//	a not in b                  not also stands before contains, startsWith, endsWith, matches
//	p and q   p or q   not p    also && || !; not binds tighter than ==
//	a + b  - * /                on numbers; division by zero has no value
//	lower(a) upper(a) trim(a)   of a text
//	len(a)                      the characters of a text
//	float(a)                    the number that a text holds, if any
//	date("2026-01-31")          an instant; also "2026-01-31T10:00:00Z"
//
// A timestamp or date compares with date(...) or with a text of the same form; a
// day is its first instant in UTC. A column of booleans is a condition by itself.
// Everything else of expr (calls of other functions, ?:, ??, let, lists of
// anything but literals, pipes) is refused with its position.
//
// # No value
//
// A condition is true, false or unknown. It is unknown where a column that it
// needs is null or absent, so that missing data is neither good nor bad:
// neither a == "x" nor a != "x" holds. As in SQL, false and unknown is false,
// true or unknown is true, not unknown is unknown. a == nil and a != nil are
// always known, and are the way to ask whether there is a value. NaN is no value.
//
// Numbers and instants are compared as 64-bit floating point numbers:
// integers are exact up to 2^53, microseconds up to the year 2255.
package expression
