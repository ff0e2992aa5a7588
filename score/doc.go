// Package score says how good a lead is, and why.
//
// There are two numbers, never one: fit is who the lead is, by rules on its
// columns; engagement is what it does, by rules on its events, which fade with
// a half-life. From them follow score, a weighted mean, the grade, the tier
// (hot, warm, cold) with its reason, and the lifecycle stage. preset.yaml beside
// this file holds the rules for those who have none of their own.
//
// Every number is kept in thousandths of a point, as an integer. Each rule that
// gives points, and each cap, scaling or clamp that changes them, is a line of
// the table score_lines; the lines of a lead sum exactly to its score.
//
// What is missing is unknown, not bad. Fit is measured against the points that
// the lead's known columns could have earned, and fit_coverage tells how much
// of the rules that was. A number of which nothing is known is null.
//
// Time is the run's as-of instant; no clock is read. The result does not depend
// on the order of events, nor on their being delivered twice.
package score
