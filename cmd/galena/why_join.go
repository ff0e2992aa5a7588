package main

import (
	"fmt"
	"math"
	"strings"

	"galena/dedupe"
)

// sum writes a join in one line.
func sum(j dedupe.Join) string {
	if j.Said != "" {
		return j.Said
	}
	var reasons []string
	for _, e := range j.Evidence {
		if e.Bits != 0 && len(reasons) < reasonsShown {
			reasons = append(reasons, fmt.Sprintf("%s %s %+.1f", e.Field, e.Level, e.Bits))
		}
	}
	return fmt.Sprintf("%s (%+.1f bits): %s", likelihood(j.Probability), j.Bits, strings.Join(reasons, ", "))
}

// likelihood formats a probability without rounding it up to certainty.
func likelihood(p float64) string {
	if p > 0.9999 {
		return "above 0.9999"
	}
	return fmt.Sprintf("%.4f", p)
}

// waterfall writes the evidence of a join, field by field.
func (w *screen) waterfall(j dedupe.Join) {
	if j.Said != "" {
		w.printf("  %s\n", j.Said)
	}
	if len(j.Evidence) == 0 {
		return
	}
	var missing []string
	w.table("", func(line func(cells ...any)) {
		step := func(what, a, b, level string, bits float64) {
			line(what, a, b, level, fmt.Sprintf("%+6.1f %s", bits, bar(bits)))
		}
		step("before anything is compared", "", "", "", j.Prior)
		for _, e := range j.Evidence {
			if e.Level == "null" {
				missing = append(missing, e.Field)
				continue
			}
			b := e.B
			if b == e.A {
				b = "same"
			}
			step(e.Field, short(e.A), short(b), e.Level, e.Bits)
		}
		step("counted twice or too hard", "", "", "", j.Correction)
		line("together", "", "", likelihood(j.Probability), fmt.Sprintf("%+6.1f bits", j.Bits))
	})
	if len(j.Taken) > 0 && math.Abs(j.Correction) >= 1 {
		w.printf("  taken for: %s\n", takenFor(j.Taken))
	}
	if len(missing) > 0 {
		w.printf("  no evidence, a value is missing: %s\n", strings.Join(missing, ", "))
	}
}

// takenFor lists what a pair may be, each with its probability.
func takenFor(all []dedupe.Taken) string {
	var out []string
	chance := 1.0
	for _, t := range all {
		chance -= t.Probability
		if t.Probability < 0.01 {
			continue
		}
		kind := "two leads: "
		if t.Match {
			kind = "one lead: "
		}
		out = append(out, fmt.Sprintf("%s%s %.0f%%", kind, t.For, 100*t.Probability))
	}
	if chance >= 0.01 {
		out = append(out, fmt.Sprintf("chance %.0f%%", 100*chance))
	}
	return strings.Join(out, ", ")
}

// bar draws bits as a bar, one character per bit.
func bar(bits float64) string {
	mark := "+"
	if bits < 0 {
		mark = "-"
	}
	return strings.Repeat(mark, int(math.Round(min(math.Abs(bits), shortValue-10))))
}

// doubts writes what would have kept two records apart.
func (w *screen) doubts(j dedupe.Join, doubts []dedupe.Doubt, threshold float64) {
	if j.Said != "" || len(j.Evidence) == 0 {
		return
	}
	if j.Probability < threshold {
		w.printf("  below the threshold of %v on its own: the other records of the lead join them\n", threshold)
		return
	}
	w.printf("  a threshold above %.6f would have kept them apart", j.Probability)
	for _, d := range doubts {
		w.printf(", or no %s (then %.4f)", strings.Join(d.Without, " and no "), d.Probability)
	}
	w.printf("\n")
}
