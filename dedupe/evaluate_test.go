package dedupe_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/dedupe"
)

func TestEvaluate(t *testing.T) {
	for _, c := range []struct {
		name, leads, entities string
		want                  dedupe.Evaluation
	}{
		{"all right", "a a b", "x x y", dedupe.Evaluation{
			Records: 3, Leads: 2, Entities: 2,
			Pairwise: dedupe.Agreement{Precision: 1, Recall: 1, F1: 1}, BCubed: dedupe.Agreement{Precision: 1, Recall: 1, F1: 1},
		}},
		// Bagga and Baldwin 1998, first example: {1..5} {6 7} {8 9 A B C}, the
		// second and third put together. B-cubed precision 0.76, recall 1.
		{"two entities in one lead", "a a a a a b b b b b b b", "v v v v v w w x x x x x", dedupe.Evaluation{
			Records: 12, Leads: 2, Entities: 3,
			Pairwise: dedupe.Agreement{Precision: 0.6774, Recall: 1, F1: 0.8077}, BCubed: dedupe.Agreement{Precision: 0.7619, Recall: 1, F1: 0.8649},
		}},
		// No pair was found, so none was wrong.
		{"all apart", "a b c", "x x x", dedupe.Evaluation{
			Records: 3, Leads: 3, Entities: 1,
			Pairwise: dedupe.Agreement{Precision: 1}, BCubed: dedupe.Agreement{Precision: 1, Recall: 0.3333, F1: 0.5},
		}},
		{"missing records are apart", "- - a", "x x y", dedupe.Evaluation{
			Records: 3, Missing: 2, Leads: 3, Entities: 2,
			Pairwise: dedupe.Agreement{Precision: 1}, BCubed: dedupe.Agreement{Precision: 1, Recall: 0.6667, F1: 0.8},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			leads := strings.Fields(c.leads)
			for i, lead := range leads {
				if lead == "-" {
					leads[i] = ""
				}
			}
			if diff := cmp.Diff(c.want, dedupe.Evaluate(leads, strings.Fields(c.entities))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The precision of leads against entities is the recall of entities against leads.
func TestEvaluateMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "records")
		name := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		leads, entities := rapid.SliceOfN(name, n, n).Draw(t, "leads"), rapid.SliceOfN(name, n, n).Draw(t, "entities")
		one, two := dedupe.Evaluate(leads, entities), dedupe.Evaluate(entities, leads)
		for _, pair := range [][2]dedupe.Agreement{{one.Pairwise, two.Pairwise}, {one.BCubed, two.BCubed}} {
			mirrored := dedupe.Agreement{Precision: pair[1].Recall, Recall: pair[1].Precision, F1: pair[1].F1}
			if pair[0] != mirrored {
				t.Fatalf("%v, mirrored %v", pair[0], mirrored)
			}
		}
	})
}
