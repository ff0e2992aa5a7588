package dedupe

import (
	"fmt"

	"galena/internal/match"
	"galena/internal/pipeline"
)

// Teach reads labels: a review.csv with verdicts, or any file that dedupe.links
// could name. The model is trained with them, but they do not join records or keep
// them apart. It must be called before Gather.
func (d *Deduper) Teach(path string) error {
	labels, err := readLinks(path)
	if err != nil {
		return fmt.Errorf("reading the labels: %w", err)
	}
	if len(labels.all) == 0 {
		return fmt.Errorf("%s holds no verdict: write same or different into its column verdict", path)
	}
	d.labels = labels
	return nil
}

// labels finds the records that labels name. Labels of records that are not in the
// input are noted and not used.
func (s *store) labels(l *links) ([]match.Label, []pipeline.Note) {
	found := s.resolve(l)
	var out []match.Label
	different := map[[2]uint32]bool{}
	for _, pair := range found.cannot {
		if !different[pair] && pair[0] != pair[1] {
			out = append(out, match.Label{A: pair[0], B: pair[1]})
		}
		different[pair] = true
	}
	same := map[[2]uint32]bool{}
	for _, pair := range found.must {
		if !different[pair] && !same[pair] && pair[0] != pair[1] {
			out = append(out, match.Label{A: pair[0], B: pair[1], Same: true})
		}
		same[pair] = true
	}
	return out, found.notes
}
