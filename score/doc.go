// Package score says how good a lead is, and why.
//
// There are two numbers, never one: fit is who the lead is, by rules on its columns; engagement
// is what it does, by rules on its events, which fade with a half-life. Score, a weighted mean
// of the two, follows from them, and so do the grade, the tier (hot, warm, cold) with its
// reason, and the lifecycle stage. preset.yaml has the rules for users who have none of their
// own.
//
// Every number is an integer of thousandths of a point. Each rule that gives points, and each
// cap, scaling or clamp that changes them, is a line of the table score_lines; the lines of a
// lead sum exactly to its score.
//
// What is missing is unknown, not bad. Fit is measured against the points that the lead's known
// columns could have earned, and fit_coverage tells how much of the rules that was. A number
// about which nothing is known is null.
//
// Time is the run's as-of instant; no clock is read. The result depends neither on the order of
// events nor on repeated deliveries.
package score
